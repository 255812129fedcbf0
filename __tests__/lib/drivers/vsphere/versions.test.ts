import { providerVersions } from '../../../../lab/engines/provider-versions';
import {
  defaultProvider,
  featuresOf,
  oldestAllowed,
} from '../../../../lib/drivers/vsphere/versions';

describe('the versions of the vSphere provider', () => {
  test('are those that the project pins', () => {
    const { source, supported } = providerVersions().vsphere;
    expect(defaultProvider).toEqual({ source, version: supported });
  });

  test.each([
    ['2.1.1', [2, 1, 1]],
    ['= 2.16.1', [2, 16, 1]],
    ['>= 2.16', [2, 16, 0]],
    ['~> 2', [2, 0, 0]],
    ['> v2.3.4', [2, 3, 4]],
    ['>= 2.1.0, >= 2.10.0, < 3.0.0', [2, 10, 0]],
    [' >=2.9.9 , != 2.11.0', [2, 9, 9]],
  ])('of %j start at %j', (constraint, version) => {
    expect(oldestAllowed(constraint)).toEqual(version);
  });

  test.each(['', 'latest', '< 3.0.0', '!= 2.1.0', '>= 2.1.0, new', '2.x', '>=2.1.1.1'])(
    'have no start in %j',
    (constraint) => {
      expect(oldestAllowed(constraint)).toBeUndefined();
      expect(featuresOf(constraint)).toBeUndefined();
    },
  );

  test.each([
    ['2.1.1', { lookupByUuid: false, vtpm: false, quietExtraConfig: false, domainOu: false }],
    ['2.2.0', { lookupByUuid: true, vtpm: false, quietExtraConfig: false, domainOu: false }],
    ['2.3.0', { lookupByUuid: true, vtpm: false, quietExtraConfig: true, domainOu: false }],
    ['2.8.0', { lookupByUuid: true, vtpm: false, quietExtraConfig: true, domainOu: true }],
    ['2.9.3', { lookupByUuid: true, vtpm: false, quietExtraConfig: true, domainOu: true }],
    ['2.10.0', { lookupByUuid: true, vtpm: true, quietExtraConfig: true, domainOu: true }],
    ['>= 2.16.0', { lookupByUuid: true, vtpm: true, quietExtraConfig: true, domainOu: true }],
    ['>= 2.1.1', { lookupByUuid: false, vtpm: false, quietExtraConfig: false, domainOu: false }],
  ])('have in %j what the oldest one has', (constraint, features) => {
    expect(featuresOf(constraint)).toEqual(features);
  });
});

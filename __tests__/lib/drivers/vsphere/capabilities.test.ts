import { allControls } from '../../../../lib/hardening/registry';
import { capabilitiesOf, vsphereCapabilities } from '../../../../lib/drivers/vsphere/capabilities';
import { inTemplateOnly, machineControlsOf } from '../../../../lib/drivers/vsphere/controls';
import { forbiddenKeys } from '../../../../lib/drivers/vsphere/forbidden-keys';
import { capabilities } from '../../../../lib/model/capabilities';
import { newest, oldest } from './fixture';

const tables = [
  ['the newest provider on a cluster', capabilitiesOf(newest, true)],
  ['the newest provider on a single host', capabilitiesOf(newest, false)],
  ['the oldest provider', capabilitiesOf(oldest, true)],
] as const;

const ofVsphere = allControls.filter(
  (control) => control.scope === 'machine' && control.appliesTo.includes('vsphere'),
);

describe('the driver for vSphere', () => {
  test.each(tables)('answers for every capability, and for no other, with %s', (_title, table) => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(capabilities).sort());
  });

  test.each(tables)('says what to do instead, or how, with %s', (_title, table) => {
    const texts = Object.values(table).flatMap((answer) =>
      answer.support === 'native'
        ? []
        : [answer.support === 'approximated' ? answer.how : answer.alternative],
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => text.length < 10)).toEqual([]);
  });

  test('documents what the default version can do on a cluster', () => {
    expect(vsphereCapabilities).toEqual(capabilitiesOf(newest, true));
  });

  test.each([
    ['firmware.vtpm', newest, 'native'],
    ['firmware.vtpm', oldest, 'unsupported'],
    ['template.vm-id', newest, 'native'],
    ['template.vm-id', oldest, 'unsupported'],
  ] as const)('answers %s by version', (capability, features, support) => {
    expect(capabilitiesOf(features, true)[capability].support).toBe(support);
  });

  test.each([
    'availability.restart-priority',
    'availability.migration',
    'placement.spread',
    'placement.colocate',
    'placement.hosts',
  ] as const)('has %s on a cluster only', (capability) => {
    expect(capabilitiesOf(newest, true)[capability].support).toBe('native');
    expect(capabilitiesOf(newest, false)[capability].support).toBe('unsupported');
  });

  test('sets every machine control of vSphere but those that only a template can have', () => {
    const all = ofVsphere.map(({ id }) => id).filter((id) => !inTemplateOnly.includes(id));
    expect([...machineControlsOf(newest)].sort()).toEqual(all);
    expect([...machineControlsOf(oldest)].sort()).toEqual(all.filter((id) => id !== 'machine.tpm'));
  });

  test('leaves to the template what has no argument in any version, and what is strict', () => {
    const left = ofVsphere.filter(({ id }) => inTemplateOnly.includes(id));
    expect(left.map(({ id }) => id).sort()).toEqual([...inTemplateOnly].sort());
    expect(left.map(({ level }) => level)).toEqual(['strict', 'strict']);
  });

  test('can observe every control that it sets, by settings or by what must be absent', () => {
    const blind = ofVsphere.filter(
      (control) =>
        control.scope === 'machine' &&
        Object.keys(control.settings.vsphere ?? {}).length === 0 &&
        forbiddenKeys[control.id] === undefined,
    );
    expect(blind.map(({ id }) => id)).toEqual([]);
    expect(Object.keys(forbiddenKeys).filter((id) => !ofVsphere.some((c) => c.id === id))).toEqual(
      [],
    );
  });
});

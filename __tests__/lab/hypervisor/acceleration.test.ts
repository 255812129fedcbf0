import { judge, parseAnswer } from '../../../lab/hypervisor/acceleration';

describe('judge', () => {
  it.each([
    ['', undefined],
    ['SecCoreStartupWithStack(0xFFFCC000)\n', undefined],
    ['BdsDxe: failed to load Boot0001 "UEFI Shell"', 'kvm'],
    ['KVM internal error. Suberror: 1\nemulation failure', 'qemu'],
    ['Could not access KVM kernel module: Permission denied', 'qemu'],
  ])('%j', (output, expected) => {
    expect(judge(output)?.domainType).toBe(expected);
  });
});

describe('parseAnswer', () => {
  const kept = JSON.stringify({ bootId: 'b1', domainType: 'kvm', reason: 'boots' });

  it('takes the answer of this boot', () => {
    expect(parseAnswer(kept, 'b1')).toEqual({ domainType: 'kvm', reason: 'boots' });
  });

  it.each([
    [kept, 'b2'],
    ['', 'b1'],
    ['{"bootId":"b1","domainType":"xen","reason":"x"}', 'b1'],
  ])('asks again for %j in boot %s', (text, boot) => {
    expect(parseAnswer(text, boot)).toBeUndefined();
  });
});

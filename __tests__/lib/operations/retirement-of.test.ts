import { retirementOf, type RetirementSource } from '../../../lib/operations/retirement-of';

type Change = NonNullable<RetirementSource['plan']['resource_changes']>[number];

const resource = (address: string, change: object = {}, rest: object = {}): Change =>
  ({
    address,
    mode: 'managed',
    type: address.split('.')[0],
    name: address.split('.')[1],
    provider_name: 'registry.terraform.io/dmacvicar/libvirt',
    change: { actions: ['no-op'], before: { id: '1' }, after: { id: '1' }, ...change },
    ...rest,
  }) as Change;

const source: RetirementSource = {
  stack: 'lab',
  vm: 'web-1',
  plan: {
    format_version: '1.2',
    resource_changes: [
      resource('libvirt_domain.Web'),
      resource('libvirt_volume.Web_data'),
      resource('libvirt_volume.Web_new', { actions: ['create'], before: null }),
      resource('libvirt_volume.Other_data'),
      resource('data.libvirt_volume.Web_data', {}, { mode: 'data' }),
    ],
  },
  vmOf: (address) => (address.includes('Web') ? 'web-1' : 'web-2'),
  inventory: { 'web-1': { address: 'libvirt_domain.Web', uuid: 'ABCD' } },
  today: '2026-11-21',
};
const decisions = {
  quarantineDays: 14,
  reason: 'why',
  backup: { mode: 'verified' },
  shutdown: { timeoutSeconds: 300, force: false },
  disks: 'destroy',
  ending: 'destroy',
} as const;

test('names the machine and what of its has data, exactly', () => {
  expect(retirementOf(source, decisions)).toEqual({
    stack: 'lab',
    vm: 'web-1',
    addresses: ['libvirt_domain.Web', 'libvirt_volume.Web_data'],
    uuid: 'abcd',
    requested: '2026-11-21',
    ...decisions,
    stage: 'retire',
  });
});

test('the machine is named also where a plan does not have it', () => {
  const plan = { ...source.plan, resource_changes: [] };
  expect(retirementOf({ ...source, plan }, decisions).addresses).toEqual(['libvirt_domain.Web']);
});

test.each([
  ['web-9', 'web-1'],
  ['toString', 'web-1'],
])('%s, which the stack does not have, is refused', (vm, names) => {
  expect(() => retirementOf({ ...source, vm }, decisions)).toThrow(
    `[VML071] lab.vm: got "${vm}"; the stack has the VMs ${names}; give one of them`,
  );
  expect(() => retirementOf({ ...source, vm, inventory: {} }, decisions)).toThrow(
    'the stack has the VMs none',
  );
});

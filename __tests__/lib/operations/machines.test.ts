import { machineOperations } from '../../../lib/drivers/machine-operations';
import { machineObservers } from '../../../lib/drivers/machine-observers';
import { driverTables } from '../../../lib/drivers/registry';
import { observerOf, operationsOf } from '../../../lib/operations/machines';

const row = { hypervisor: 'libvirt', address: 'libvirt_domain.Web' };
const machine = { name: 'web-1', row };

afterEach(() => {
  jest.restoreAllMocks();
});

/** What a driver is told of a machine of this stack. */
function told(synthesized: unknown, of: object = row): Record<string, unknown> {
  const make = jest.spyOn(machineOperations as Record<string, never>, 'libvirt' as never);
  operationsOf({ name: 'web-1', row: { ...of } }, synthesized, { A: 'b' });
  return (make.mock.calls as unknown[][])[0]?.[0] as Record<string, unknown>;
}

test('every driver has operations and an observer', () => {
  const drivers = Object.keys(driverTables).sort();
  expect(Object.keys(machineOperations).sort()).toEqual(drivers);
  expect(Object.keys(machineObservers).sort()).toEqual(drivers);
});

test('the provider is the one that the resource uses', () => {
  const provider = { libvirt: [{ uri: 'first' }, { uri: 'second', alias: 'second' }] };
  const resource = (given: object) => ({ libvirt_domain: { Web: given } });
  expect(told({ provider, resource: resource({}) }).provider).toEqual({ uri: 'first' });
  jest.restoreAllMocks();
  const aliased = told({ provider, resource: resource({ provider: 'libvirt.second' }) });
  expect(aliased.provider).toMatchObject({ uri: 'second' });
});

test('without its code the only provider of the hypervisor is its provider', () => {
  expect(told({ provider: { libvirt: [{ uri: 'only', alias: 'x' }] } })).toMatchObject({
    name: 'web-1',
    provider: { uri: 'only' },
    resources: {},
    environment: { A: 'b' },
  });
  jest.restoreAllMocks();
  expect(told({}).provider).toEqual({});
});

test('a backup policy is told, and what is none is left out', () => {
  expect(told({}, { ...row, backup_policy: 'gold' }).backupPolicy).toBe('gold');
  jest.restoreAllMocks();
  expect(told({}, { ...row, backup_policy: null })).not.toHaveProperty('backupPolicy');
});

test.each([['xen'], [undefined], ['toString']])('the hypervisor %j is refused', (hypervisor) => {
  for (const of of [operationsOf, observerOf]) {
    expect(() => of({ name: 'web-1', row: { hypervisor } }, {}, {})).toThrow(
      /^\[VML066\] vm_inventory\.web-1\.hypervisor: got .*; it is one of libvirt, proxmox, vsphere; apply the stack/,
    );
  }
});

test.each(['vsphere', 'proxmox'])('%s without credentials is refused, by both', (hypervisor) => {
  for (const of of [operationsOf, observerOf]) {
    expect(() => of({ ...machine, row: { hypervisor } }, {}, {})).toThrow(/^\[VML071\] /);
  }
});

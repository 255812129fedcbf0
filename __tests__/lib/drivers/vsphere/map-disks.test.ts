import * as fc from 'fast-check';
import {
  diskArguments,
  maximumDataDisks,
  scsiTarget,
  unitNumbers,
} from '../../../../lib/drivers/vsphere/map-disks';
import { Size } from '../../../../lib/model/size';
import { options, vsphereVm } from './fixture';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/), {
  maxLength: maximumDataDisks,
});

const template = { size: 4, thinProvisioned: 'as the template', eagerlyScrub: 'as the template' };
const parts = { datastoreId: (name: string) => `id of ${name}`, template };
const disk = (name: string, gibibytes: number) => ({ name, size: Size.gibibytes(gibibytes) });

describe('the units of data disks', () => {
  test('are 1 to 14, each given once, whatever the names', () => {
    fc.assert(
      fc.property(names, (given) => {
        const units = [...unitNumbers(given).values()];
        expect(new Set(units).size).toBe(given.length);
        expect(units.filter((unit) => unit < 1 || unit > maximumDataDisks)).toEqual([]);
      }),
    );
  });

  test('do not depend on the order of the disks', () => {
    fc.assert(
      fc.property(
        names.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        ([given, shuffled]) => {
          const units = unitNumbers(given);
          const again = unitNumbers(shuffled);
          expect(given.map((name) => again.get(name))).toEqual(
            given.map((name) => units.get(name)),
          );
        },
      ),
    );
  });

  test('stay when any other disk goes, unless the two have the same hash', () => {
    fc.assert(
      fc.property(names, fc.nat(), (given, index) => {
        fc.pre(given.length > 1);
        const gone = given[index % given.length];
        const alone = given.map((name) => unitNumbers([name]).get(name));
        // Where no two names share a hash, nobody was moved.
        fc.pre(new Set(alone).size === given.length);
        const units = unitNumbers(given);
        const left = given.filter((name) => name !== gone);
        const after = unitNumbers(left);
        expect(left.map((name) => after.get(name))).toEqual(left.map((name) => units.get(name)));
      }),
    );
  });

  // Frozen: with another hash every machine with data disks would reboot.
  test.each([
    ['data', 12],
    ['log', 1],
    ['var', 7],
  ])('of %s is %i', (name, unit) => {
    expect(unitNumbers([name]).get(name)).toBe(unit);
  });

  test.each([
    [1, 1],
    [6, 6],
    [7, 8],
    [14, 15],
  ])('unit %i is SCSI target %i: the controller has one itself', (unit, target) => {
    expect(scsiTarget(unit)).toBe(target);
  });
});

describe('the disks of a machine', () => {
  test('begin with the system disk, as large and in the format of its template', () => {
    const [system, ...others] = diskArguments(vsphereVm(), options, parts);
    expect(others).toEqual([]);
    expect(system).toEqual({
      label: 'disk0',
      unitNumber: 0,
      size: 4,
      thinProvisioned: 'as the template',
      eagerlyScrub: 'as the template',
      controllerType: 'scsi',
      diskMode: 'persistent',
    });
  });

  test('have the size that is declared', () => {
    const vm = vsphereVm({ systemDiskSize: Size.gibibytes(40) });
    expect(diskArguments(vm, options, parts)[0]?.size).toBe(40);
  });

  test('are labelled by name, persistent, and kept where they are data', () => {
    const vm = vsphereVm({ dataDisks: [disk('log', 6), disk('data', 5)] });
    const made = diskArguments(vm, options, parts);
    expect(made.map(({ label, size }) => [label, size])).toEqual([
      ['disk0', 4],
      ['log', 6],
      ['data', 5],
    ]);
    expect(made.map(({ keepOnRemove }) => keepOnRemove)).toEqual([undefined, true, true]);
    expect(made.every(({ diskMode }) => diskMode === 'persistent')).toBe(true);
  });

  test('are removed with the machine where the hypervisor says so', () => {
    const vm = vsphereVm({ dataDisks: [disk('data', 5)] });
    const [, data] = diskArguments(vm, { ...options, keepDataDisks: false }, parts);
    expect(data?.keepOnRemove).toBe(false);
  });

  test('lie on a datastore of their own, with the storage policy of the machine', () => {
    const vm = vsphereVm({ dataDisks: [{ ...disk('data', 5), datastore: 'fast' }] });
    const made = diskArguments(vm, options, { ...parts, storagePolicyId: 'gold' });
    expect(made.map(({ datastoreId }) => datastoreId)).toEqual([undefined, 'id of fast']);
    expect(made.map(({ storagePolicyId }) => storagePolicyId)).toEqual(['gold', 'gold']);
  });

  test('are the same in any order of the list', () => {
    const disks = [disk('a', 1), disk('b', 2), disk('c', 3)];
    const made = (list: typeof disks) =>
      diskArguments(vsphereVm({ dataDisks: list }), options, parts);
    expect(made([...disks].reverse())).toEqual(made(disks));
  });
});

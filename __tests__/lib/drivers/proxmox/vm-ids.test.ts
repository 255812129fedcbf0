import { vmIdOf } from '../../../../lib/drivers/proxmox';
import { claimVmId, type VmIdClaims } from '../../../../lib/drivers/proxmox/vm-ids';

const uuid = '3e823619-b8f5-562d-a327-6c9c5592ae79';

describe('the id of a VM', () => {
  test('is the one that people chose', () => {
    expect(vmIdOf({ uuid, location: { vmId: 4711 } }, { from: 100, to: 200 })).toBe(4711);
  });

  test('follows from the UUID, and never changes', () => {
    expect(vmIdOf({ uuid, location: {} }, { from: 10_000, to: 99_999 })).toBe(62387);
  });

  test('lies in the range, both ends included', () => {
    const ids = Array.from({ length: 200 }, (_, index) =>
      vmIdOf({ uuid: `${uuid}${String(index)}`, location: {} }, { from: 100, to: 102 }),
    );
    expect(new Set(ids)).toEqual(new Set([100, 101, 102]));
    expect(vmIdOf({ uuid, location: {} }, { from: 500, to: 500 })).toBe(500);
  });

  test('is left to Proxmox VE without a range', () => {
    expect(vmIdOf({ uuid, location: {} }, undefined)).toBeUndefined();
  });

  test('is used once on a hypervisor, save by a VM that is moved', () => {
    const claims: VmIdClaims = new Map();
    const range = { from: 500, to: 500 };
    const claim = (path: string, of: string): unknown =>
      claimVmId(claims, { path, vm: { uuid: of, location: {} } }, range);
    expect(claim('lab/One', 'a')).toEqual([]);
    expect(claim('lab/Moved', 'a')).toEqual([]);
    expect(claim('lab/Two', 'b')).toEqual([
      expect.objectContaining({
        code: 'VML036',
        path: 'lab/Two.location.vmId',
        got: '500',
        rule: 'a VM id is used once; lab/One has it',
      }),
    ]);
    expect(claimVmId(claims, { path: 'x', vm: { uuid: 'c', location: {} } }, undefined)).toEqual(
      [],
    );
  });
});

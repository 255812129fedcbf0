import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labInstance } from '../../../lab/hypervisor/instance';
import { entriesOf, leftSinceSeed, rememberSeed } from '../../../lab/targets/seed';

describe('entriesOf', () => {
  it('names what it finds by where it stands, and leaves out what belongs to an entry', () => {
    expect(
      entriesOf({
        virtualMachines: [{ vmid: 9000, name: 'debian-12', snapshots: [{ name: 'base' }] }],
        access: { users: [{ userid: 'root@pam' }] },
        about: { version: '9.0' },
      }),
    ).toEqual(['virtualMachines 9000 debian-12', 'access.users root@pam']);
  });

  it.each([
    [
      'Proxmox VE',
      { acl: ['a@pve', 'b@pve'].map((ugid) => ({ path: '/pool/p', ugid, roleid: 'PVEAuditor' })) },
    ],
    ['vSphere', { permissions: ['A', 'B'].map((principal) => ({ entity: '/DC0', principal })) }],
  ])('tells two grants on one object of %s apart by whom they are for', (_, inventory) => {
    expect(new Set(entriesOf(inventory)).size).toBe(2);
  });
});

describe('leftSinceSeed', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'seed-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('is what came after the last start', () => {
    const instance = labInstance('unit', { VM_LIFECYCLE_LAB_ROOT: parent });
    rememberSeed(instance, 'proxmox', { pools: [{ poolid: 'old' }] });
    rememberSeed(instance, 'proxmox', { pools: [{ poolid: 'built-in' }] });
    const pools = ['built-in', 'old', 'shop 1'].map((poolid) => ({ poolid }));
    expect(leftSinceSeed(instance, 'proxmox', { pools })).toEqual([
      { kind: 'proxmox pools', name: 'old' },
      { kind: 'proxmox pools', name: 'shop 1' },
    ]);
  });
});

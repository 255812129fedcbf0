/** Machine operations on a libvirt of the lab, with machines that are defined and never started. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labInstance, startHypervisor, stopHypervisor } from '../../lab/hypervisor';
import { libvirtOperations } from '../../lib/drivers/libvirt/operations';
import { Virsh } from '../../lib/drivers/libvirt/virsh';

jest.setTimeout(300_000);

const instance = labInstance(`lv-operations-${String(process.pid)}`);
const virsh = new Virsh(instance.uri);
const operations = libvirtOperations({ uri: instance.uri });
const vm = { name: 'web-1', uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79' };
/** As libvirt sees them, and as they lie in the instance's folder. */
const nvram = `/var/lib/libvirt/qemu/nvram/${vm.uuid}.fd`;
const vtpm = `/var/lib/libvirt/swtpm/${vm.uuid}`;
const files = {
  nvram: join(instance.nvramFolder, `${vm.uuid}.fd`),
  vtpm: join(instance.vtpmFolder, vm.uuid, 'tpm2', 'tpm2-00.permall'),
};
const images = join(instance.imagesFolder, 'guests');
const disk = join(images, 'web-1.data.raw');

async function defineXml(xml: string): Promise<void> {
  const file = join(instance.root, 'domain.xml');
  writeFileSync(file, xml);
  await virsh.do('define', file);
}

async function define(name = vm.name, uuid = vm.uuid): Promise<void> {
  const xml = `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory>
<os><type machine='q35'>hvm</type><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader><nvram>/var/lib/libvirt/qemu/nvram/${uuid}.fd</nvram></os>
<features><acpi/></features>
<devices>
<disk type='file' device='disk'><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><source file='/images/seed.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
<tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='yes'/></tpm>
</devices></domain>`;
  await defineXml(xml);
}

function writeState(): void {
  mkdirSync(join(files.vtpm, '..'), { recursive: true });
  mkdirSync(instance.nvramFolder, { recursive: true });
  writeFileSync(files.vtpm, 'keys');
  writeFileSync(files.nvram, 'variables');
}

beforeAll(async () => {
  await startHypervisor(instance);
  mkdirSync(images, { recursive: true });
  writeFileSync(disk, 'x'.repeat(65_536));
  await virsh.do('pool-create-as', 'guests', 'dir', '--target', images);
});

afterAll(async () => {
  await stopHypervisor(instance);
  rmSync(instance.root, { recursive: true, force: true });
});

test('a machine is inspected', async () => {
  expect(await operations.powerState(vm)).toBe('absent');
  await define();
  expect(await operations.powerState(vm)).toBe('off');
  expect(await operations.shutdown(vm, { timeoutSeconds: 5, force: false })).toEqual({
    mode: 'already-off',
    seconds: 0,
  });
  expect(await operations.inspect(vm)).toEqual({
    disks: [{ name: 'vda', path: disk }],
    nvram,
    vtpm,
  });
});

test('another machine is not taken for it', async () => {
  const other = '00000000-0000-0000-0000-000000000001';
  await expect(operations.powerState({ ...vm, uuid: other })).rejects.toThrow(
    `web-1 (${other}): the machine of that name has the UUID ${vm.uuid}: correct the name or UUID in the retirement record`,
  );
  await expect(operations.powerState({ ...vm, name: 'web-2' })).rejects.toThrow(
    'the machine of that UUID is called web-1',
  );
});

test('a disk is overwritten, but none of another machine', async () => {
  await define('web-2', '00000000-0000-0000-0000-000000000002');
  await expect(operations.wipeDisk?.(vm, { name: 'vda', path: disk })).rejects.toThrow(
    'is also that of 00000000-0000-0000-0000-000000000002',
  );
  expect(readFileSync(disk, 'utf8')).toMatch(/^x+$/);
  await virsh.do('undefine', 'web-2', '--nvram', '--tpm');
  await operations.wipeDisk?.(vm, { name: 'vda', path: disk });
  await operations.wipeDisk?.(vm, { name: 'vda', path: disk });
  expect(readFileSync(disk).every((byte) => byte === 0)).toBe(true);
  await expect(operations.wipeDisk?.(vm, { name: 'vdb', path: '/elsewhere.raw' })).rejects.toThrow(
    'lies in no active storage pool',
  );
});

test('what is left of it is found and removed, once it is gone', async () => {
  writeState();
  const facts = await operations.inspect(vm);
  const all = [
    { kind: 'nvram', path: nvram },
    { kind: 'vtpm', path: vtpm },
    { kind: 'disk', path: disk },
  ] as const;
  await expect(operations.removeLeftovers(vm, all)).rejects.toThrow(
    'web-1 is off, and not absent: its state is not removed while it exists',
  );
  await virsh.do('undefine', vm.uuid, '--keep-nvram', '--keep-tpm');
  expect(await operations.leftovers(vm, facts)).toEqual(all);
  expect(await operations.removeLeftovers(vm, all)).toEqual(all.slice(0, 2));
  expect([
    existsSync(files.nvram),
    existsSync(join(instance.vtpmFolder, vm.uuid)),
    existsSync(disk),
  ]).toEqual([false, false, true]);
  expect(await operations.leftovers(vm, facts)).toEqual(all.slice(2));
  expect(await operations.powerState(vm)).toBe('absent');
  expect((await virsh.do('pool-list', '--all', '--name')).trim()).toBe('guests');
  expect((await virsh.do('list', '--all', '--name')).trim()).toBe('');
});

test('an attempt that broke off while it removed the state is no obstacle', async () => {
  writeState();
  const xml = `<domain type='qemu'><name>vm-lifecycle-leftovers-${vm.uuid}</name><uuid>${vm.uuid}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`;
  await defineXml(xml);
  await virsh.do(
    'pool-create-as',
    `vm-lifecycle-${vm.uuid}`,
    'dir',
    '--target',
    images.replace(/guests$/, ''),
  );
  const left = [{ kind: 'vtpm', path: vtpm }] as const;
  expect(await operations.leftovers(vm, { disks: [], vtpm })).toEqual(left);
  expect(await operations.removeLeftovers(vm, left)).toEqual(left);
  expect(existsSync(join(instance.vtpmFolder, vm.uuid))).toBe(false);
  expect((await virsh.do('list', '--all', '--name')).trim()).toBe('');
});

test('a machine that is unregistered keeps its files', async () => {
  await define();
  writeState();
  await operations.unregister?.(vm);
  await operations.unregister?.(vm);
  expect(await operations.powerState(vm)).toBe('absent');
  expect([existsSync(files.nvram), existsSync(files.vtpm), existsSync(disk)]).toEqual([
    true,
    true,
    true,
  ]);
});

test('a hypervisor that does not answer is no machine that is gone', async () => {
  const away = libvirtOperations({ uri: 'qemu:///system?socket=/nowhere' });
  await expect(away.powerState(vm)).rejects.toThrow(
    'virsh domname ended with 1: failed to connect to the hypervisor',
  );
});

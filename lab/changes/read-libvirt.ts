import type { HardenedVm } from '../../lib';
import { renderBackupJobs } from '../../lib/drivers/libvirt';
import { children, rootOf, textOf, type Element } from '../../lib/drivers/libvirt/virsh';
import type { LabInstance } from '../hypervisor';
import { run } from '../../lib/operations/process';
import type { LiveFacts } from './facts';
import { memberName, vmName } from './shape';

const virsh = async (instance: LabInstance, ...args: string[]): Promise<string> =>
  (await run('virsh', ['--quiet', '--connect', instance.uri, ...args], { timeoutMs: 60_000 }))
    .stdout;

async function domainOf(instance: LabInstance): Promise<Element> {
  return rootOf(await virsh(instance, 'dumpxml', vmName), 'domain');
}

const devicesOf = (domain: Element, kind: string): readonly Element[] =>
  children(children(domain, 'devices')[0], kind);

const childText = (element: Element | undefined, name: string): string | undefined =>
  textOf(children(element, name)[0], '#text');

/** Data disks by name: the driver writes it as their serial. */
async function dataDisksOf(
  instance: LabInstance,
  domain: Element,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const disk of devicesOf(domain, 'disk')) {
    const serial = childText(disk, 'serial');
    if (serial === undefined || serial === 'cloudinit') continue;
    const [source] = children(disk, 'source');
    const file = textOf(source, '@file');
    const [pool = '', volume = ''] = [textOf(source, '@pool'), textOf(source, '@volume')];
    files.set(serial, file ?? (await virsh(instance, 'vol-path', '--pool', pool, volume)).trim());
  }
  return files;
}

const pattern = ['0xa5', '0', '1M'] as const;

/** Writes what must be there to the end, while the machine is off: a running one holds its disks. */
export async function writeSentinel(instance: LabInstance): Promise<void> {
  const file = (await dataDisksOf(instance, await domainOf(instance))).get('data') ?? '';
  await virsh(instance, 'destroy', vmName);
  await run('qemu-io', ['-f', 'qcow2', '-c', `write -P ${pattern.join(' ')}`, file]);
  await virsh(instance, 'start', vmName);
}

export async function readLibvirt(instance: LabInstance, box: HardenedVm): Promise<LiveFacts> {
  const domain = await domainOf(instance);
  const disks = await dataDisksOf(instance, domain);
  const file = disks.get('data') ?? '';
  const info = JSON.parse(
    (await run('qemu-img', ['info', '--force-share', '--output=json', file])).stdout,
  ) as { 'virtual-size': number };
  const check = await run(
    'qemu-io',
    ['-r', '-U', '-f', 'qcow2', '-c', `read -P ${pattern.join(' ')}`, file],
    { allow: [1] },
  );
  const kept = check.code === 0 && !check.stdout.includes('verification failed');
  const names = (await virsh(instance, 'list', '--name')).split('\n').filter(Boolean);
  const [jobs] = renderBackupJobs(box.node.root);
  const timer = jobs?.files.find(({ path }) => path.endsWith('.timer'));
  const shares = childText(children(domain, 'cputune')[0], 'shares');
  return {
    cpuCount: Number(childText(domain, 'vcpu')),
    memoryMebibytes: Number(childText(domain, 'memory')) / 1024,
    dataDiskGibibytes: info['virtual-size'] / 1024 ** 3,
    dataDisks: disks.size,
    interfaces: devicesOf(domain, 'interface').length,
    members: names.filter((name) => name.startsWith(memberName('').replace('-01', ''))).sort(),
    poolWeight: shares === undefined ? NaN : Number(shares) / 100,
    backupTime: /OnCalendar=.*?(\d\d:\d\d)/.exec(timer?.content ?? '')?.[1],
    tier: box.tags.tier,
    sentinels: kept ? [file] : [],
    pending: [],
  };
}

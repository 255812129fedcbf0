import type { LabInstance } from '../hypervisor';
import { proxmoxStatus, readProxmox } from '../proxmox';
import type { LiveFacts } from './facts';
import { vmName } from './shape';

/** From the API of Proxmox VE alone. */
export async function readProxmoxFacts(instance: LabInstance): Promise<LiveFacts> {
  const { connection } = await proxmoxStatus(instance);
  if (connection === undefined) throw new Error('the simulated Proxmox VE does not run');
  const inventory = await readProxmox(connection);
  const vm = inventory.virtualMachines.find(({ name }) => name === vmName);
  if (vm === undefined) throw new Error(`${vmName} is not on Proxmox VE`);
  const { config } = vm;
  const disks = Object.entries(config).flatMap(([key, value]) => {
    const serial = /(?:^|,)serial=([^,]+)/.exec(String(value))?.[1];
    const isDisk = /^(scsi|virtio|sata)\d+$/.test(key) && serial !== undefined;
    return isDisk ? [{ serial, text: String(value) }] : [];
  });
  const data = disks.find(({ serial }) => serial === 'data')?.text ?? '';
  const images = disks.map(({ text }) => text.split(',')[0]);
  const job = inventory.backupJobs.find(({ id }) => String(id).startsWith('changes'));
  const tags = String(config.tags ?? '').split(';');
  return {
    cpuCount: Number(config.cores) * Number(config.sockets ?? 1),
    memoryMebibytes: Number(config.memory),
    dataDiskGibibytes: Number(/size=(\d+)G/.exec(data)?.[1]),
    dataDisks: disks.filter(({ serial }) => serial !== 'system').length,
    interfaces: Object.keys(config).filter((key) => /^net\d+$/.test(key)).length,
    members: inventory.virtualMachines
      .map(({ name }) => name)
      .filter((name) => name.startsWith('set'))
      .sort(),
    poolWeight: Number(config.cpuunits ?? 100) / 100,
    backupTime: /(\d\d:\d\d)/.exec(String(job?.schedule))?.[1],
    tier: tags.find((tag) => tag.startsWith('tier'))?.replace(/^tier[._-]?/, ''),
    // Two disks on one image would destroy each other.
    sentinels: new Set(images).size === images.length ? [data.split(',')[0] ?? ''] : [],
    pending: vm.pending
      .filter((entry) => 'pending' in entry || 'delete' in entry)
      .map(({ key }) => String(key)),
  };
}

import type { LabInstance } from '../../lab/hypervisor/instance';
import { proxmoxEnvironment, readProxmox, startProxmox, stopProxmox } from '../../lab/proxmox';
import { readVcenter, rebuildTemplate, startVcenter, stopVcenter } from '../../lab/vcenter';
import { run } from '../../lib/operations/process';

export async function proxmox(instance: LabInstance): Promise<unknown> {
  const connection = await startProxmox(instance); // or the one that runs already
  await run('terraform', ['plan'], { env: { ...process.env, ...proxmoxEnvironment(connection) } });
  const found = await readProxmox(connection); // works against a real one, too
  await stopProxmox(instance);
  return found;
}

export async function vcenter(instance: LabInstance): Promise<unknown> {
  const connection = await startVcenter(instance); // reused where it runs already
  const inventory = await readVcenter(connection); // what the vCenter itself reports
  await rebuildTemplate(connection, 'debian-12-20261101'); // same name, new UUID, new snapshot
  await stopVcenter(instance);
  return inventory;
}

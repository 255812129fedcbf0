/**
 * Removes what an interrupted apply left on the private hypervisor and outside of the state: the provider enters a
 * resource only once it is complete, and an orphan blocks its name for ever.
 * Input: the state and the hypervisor. Everything on that hypervisor is the lab's.
 */

import type { LabInstance } from './hypervisor';
import { run } from '../lib/operations/process';
import type { StateResource } from './terraform';

interface Orphan {
  readonly kind: 'domain' | 'volume' | 'pool' | 'network';
  readonly name: string;
}

/** @returns what was removed, for the log */
export async function removeOrphans(
  instance: LabInstance,
  resources: readonly StateResource[],
): Promise<readonly Orphan[]> {
  const virsh = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await run('virsh', ['--quiet', '--connect', instance.uri, ...args], {
      timeoutMs: 60_000,
      allow: [1],
    });
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  };
  const known = (type: string, attribute: string): Set<unknown> =>
    new Set(resources.filter((one) => one.type === type).map((one) => one.values[attribute]));

  const removed: Orphan[] = [];
  const domains = known('libvirt_domain', 'name');
  for (const name of await virsh('list', '--all', '--name')) {
    if (domains.has(name)) continue;
    await virsh('destroy', name);
    // Its TPM may already hold keys of a guest that is about to be defined again.
    await virsh('undefine', name, '--nvram', '--keep-tpm');
    removed.push({ kind: 'domain', name });
  }
  const pools = known('libvirt_pool', 'name');
  const volumes = new Set([
    ...known('libvirt_volume', 'id'),
    ...[...known('libvirt_cloudinit_disk', 'id')].map((id) => String(id).split(';')[0]),
  ]);
  for (const pool of await virsh('pool-list', '--all', '--name')) {
    await virsh('pool-refresh', pool);
    for (const line of await virsh('vol-list', pool)) {
      const [, path = ''] = line.split(/\s{2,}/);
      if (path === '' || volumes.has(path)) continue;
      await virsh('vol-delete', path);
      removed.push({ kind: 'volume', name: path });
    }
    if (pools.has(pool)) continue;
    await virsh('pool-destroy', pool);
    await virsh('pool-undefine', pool);
    removed.push({ kind: 'pool', name: pool });
  }
  const networks = known('libvirt_network', 'name');
  for (const name of await virsh('net-list', '--all', '--name')) {
    if (networks.has(name)) continue;
    await virsh('net-destroy', name);
    await virsh('net-undefine', name);
    removed.push({ kind: 'network', name });
  }
  return removed;
}

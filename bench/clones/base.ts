/** What all sides make their clones on: the private libvirt of a lab, a storage pool with a template, and a network. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabInstance } from '../../lab/hypervisor';
import { ensureImage } from '../../lab/image';
import { run } from '../../lib/operations/process';

export const names = { pool: 'bench', network: 'bench', template: 'template.qcow2' } as const;

export class CloneBase {
  /** Folder of the pool. */
  readonly folder: string;
  readonly template: string;

  constructor(private readonly instance: LabInstance) {
    this.folder = join(instance.imagesFolder, names.pool);
    this.template = join(this.folder, names.template);
  }

  async virsh(...args: string[]): Promise<string> {
    const { stdout } = await run('virsh', ['--quiet', '--connect', this.instance.uri, ...args], {
      timeoutMs: 60_000,
      // What is stopped already.
      allow: args[0]?.endsWith('-destroy') === true ? [1] : [],
    });
    return stdout;
  }

  /** @returns the generation of the template */
  async make(onProgress: (text: string) => void): Promise<string> {
    await this.remove();
    const image = await ensureImage({ onProgress });
    mkdirSync(this.folder, { recursive: true, mode: 0o711 });
    await run('cp', ['--sparse=always', image.path, this.template]);
    const network = join(this.instance.stateFolder, 'bench-network.xml');
    writeFileSync(network, networkXml);
    await this.virsh('net-define', network);
    await this.virsh('net-start', names.network);
    await this.virsh('pool-define-as', names.pool, 'dir', '--target', this.folder);
    await this.virsh('pool-start', names.pool);
    return image.generation;
  }

  async running(): Promise<readonly string[]> {
    return lines(await this.virsh('list', '--name'));
  }

  async agentAnswers(name: string): Promise<boolean> {
    const { code } = await run(
      'virsh',
      ['--connect', this.instance.uri, 'qemu-agent-command', name, '{"execute":"guest-ping"}'],
      { allow: [1] },
    );
    return code === 0;
  }

  /** Removes every guest and all that belongs to one, whoever made it, and proves it. */
  async clear(): Promise<void> {
    for (const name of await this.running()) await this.virsh('destroy', name);
    for (const name of lines(await this.virsh('list', '--all', '--name'))) {
      await this.virsh('undefine', name, '--nvram');
    }
    if (lines(await this.virsh('pool-list', '--name')).includes(names.pool)) {
      await this.virsh('pool-refresh', names.pool);
      for (const volume of await this.volumes()) await this.virsh('vol-delete', volume);
    }
    rmSync(this.instance.vtpmFolder, { recursive: true, force: true });
    const left = [...lines(await this.virsh('list', '--all', '--name')), ...(await this.volumes())];
    if (left.length > 0) throw new Error(`left after a run: ${left.join(', ')}`);
  }

  async remove(): Promise<void> {
    await this.clear();
    const pools = lines(await this.virsh('pool-list', '--all', '--name'));
    if (pools.includes(names.pool)) {
      await this.virsh('pool-destroy', names.pool);
      await this.virsh('pool-undefine', names.pool);
    }
    const networks = lines(await this.virsh('net-list', '--all', '--name'));
    if (networks.includes(names.network)) {
      await this.virsh('net-destroy', names.network);
      await this.virsh('net-undefine', names.network);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Paths of all volumes but the template's. */
  private async volumes(): Promise<readonly string[]> {
    const pools = lines(await this.virsh('pool-list', '--name'));
    if (!pools.includes(names.pool)) return [];
    return lines(await this.virsh('vol-list', names.pool))
      .map((line) => line.split(/\s{2,}/)[1] ?? '')
      .filter((path) => path !== '' && path !== this.template);
  }
}

const networkXml = `<network>
  <name>${names.network}</name>
  <forward mode="nat"/>
  <ip address="198.51.100.1" prefix="24"><dhcp><range start="198.51.100.2" end="198.51.100.254"/></dhcp></ip>
</network>
`;

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

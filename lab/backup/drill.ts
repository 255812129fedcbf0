/**
 * The restore drill: backs a guest up by the rendered jobs, destroys it, restores it, and compares what is there with what
 * was there. Input: a lab with the drill's stack. Output: evidence.
 */

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformResource } from 'cdktf';
import {
  restoreEvidence,
  type DrillCheck,
  type MeasuredBackup,
  type MeasuredContent,
  type MeasuredRestore,
  type RestoreEvidence,
} from '../../lib/operations/backup/restore-evidence';
import { removeVtpmState, type LabInstance } from '../hypervisor';
import { run } from '../../lib/operations/process';
import type { Terraform } from '../terraform';
import { agentOf } from '../verify/attest';
import { DrillGuest } from './guest';
import type { BackupHost } from './host';
import { pruningProbe } from './pruning';
import type { BackupDrillStack } from './stack';

type Checksums = Awaited<ReturnType<DrillGuest['checksums']>>;

/** The steps of a drill, in their order. Each throws where it can't go on. */
export class BackupDrill {
  private readonly guest: DrillGuest;
  private readonly started = new Date();
  private readonly backups: MeasuredBackup[] = [];
  private readonly further: DrillCheck[] = [];
  private expected: Checksums | undefined;
  private lost = 0;

  constructor(
    private readonly stack: BackupDrillStack,
    private readonly instance: LabInstance,
    private readonly terraform: Terraform,
    private readonly host: BackupHost,
  ) {
    this.guest = new DrillGuest(agentOf(stack.vm, instance));
  }

  /** The backups so far. */
  get madeBackups(): readonly MeasuredBackup[] {
    return this.backups;
  }

  /** Old content, full backup, new content, incremental backup, and content that no backup has. */
  async backUp(): Promise<void> {
    await this.guest.writeOld();
    await this.runJob('full');
    await this.guest.writeNew();
    await this.runJob('incremental');
    this.expected = await this.guest.checksums();
    await this.guest.writeLater();
  }

  /** Destroys the VM by Terraform, its disks and its virtual TPM too. */
  async destroy(): Promise<void> {
    const { vm } = this.stack;
    const targets = Object.values(vm.resources.all).map(
      (resource) => `-target=${addressOf(resource)}`,
    );
    await this.terraform.apply(await this.terraform.plan('-destroy', ...targets));
    // The provider leaves the state of persistent TPMs behind.
    removeVtpmState(this.instance, [vm.uuid]);
    const domains = await this.virsh('list', '--all', '--name');
    const images = join(this.instance.imagesFolder, 'guests');
    const left = ['system', 'data'].filter((disk) =>
      existsSync(join(images, `${vm.vmName}.${disk}.qcow2`)),
    );
    this.further.push({
      id: 'destroyed',
      passed: !domains.includes(vm.vmName) && left.length === 0,
      detail: left.length === 0 ? 'nothing of the VM was left' : `left: ${left.join(', ')}`,
    });
    this.lost = Date.now();
  }

  /** Terraform makes the VM anew, the second copy fills its disks, and it is started. */
  async restore(): Promise<MeasuredRestore & { readonly contents: readonly MeasuredContent[] }> {
    const { vm } = this.stack;
    await this.terraform.apply(await this.terraform.plan());
    await this.virsh('destroy', vm.vmName);
    const restored = await this.restoreDisks();
    const journalClean = await this.isJournalClean();
    await this.virsh('start', vm.vmName);
    const booted = Date.now();
    await agentOf(vm, this.instance).waitUntilReady({ timeoutSeconds: 1200 });
    const agentSeconds = (Date.now() - booted) / 1000;
    const contents = await this.compare();
    return {
      source: 'copyTarget',
      chain: String(restored.chain),
      point: Number(restored.point),
      diskSeconds: Number(restored.seconds),
      agentSeconds,
      totalSeconds: (Date.now() - this.lost) / 1000,
      journalClean,
      contents,
    };
  }

  /** From the second copy, as if the first site were gone. Refuses what is damaged, and touches nothing then. */
  async restoreDisks(): Promise<Readonly<Record<string, unknown>>> {
    return this.host.vmBackup('restore', this.policyName, this.stack.vm.vmName, '--from-copy');
  }

  /** What holds afterwards: Terraform sees no difference, the VM is protected again, and old backups go as declared. */
  async conclude(restored: Awaited<ReturnType<BackupDrill['restore']>>): Promise<RestoreEvidence> {
    const { changes } = await this.terraform.plan();
    this.further.push({
      id: 'terraform-plan',
      passed: changes.length === 0,
      detail:
        changes.length === 0
          ? 'the plan after the restore is empty'
          : `the plan after the restore changes ${changes.map(({ address }) => address).join(', ')}`,
    });
    await this.checkNextBackup();
    const { policy, vm } = this.stack;
    const pruning = await pruningProbe(this.host, policy.model, vm.vmName);
    const { contents, ...restore } = restored;
    return restoreEvidence({
      policy: policy.model,
      vm: { name: vm.vmName, uuid: vm.uuid },
      hypervisor: policy.hypervisor.driver.title,
      started: this.started.toISOString(),
      finished: new Date().toISOString(),
      backups: this.backups,
      restore,
      contents,
      pruning,
      further: this.further,
    });
  }

  private get policyName(): string {
    return this.stack.policy.model.name;
  }

  private async runJob(level: 'full' | 'incremental'): Promise<void> {
    const { vmName } = this.stack.vm;
    const before = await this.guest.freezes();
    const runs = await this.host.start(`vm-backup-${this.policyName}-${level}@${vmName}.service`);
    const [backup, ...triggered] = runs;
    const result = (backup?.result ?? {}) as Partial<MeasuredBackup>;
    if (result.level !== level)
      throw new Error(`a ${String(result.level)} backup instead of ${level}`);
    this.backups.push({
      chain: String(result.chain),
      level,
      time: String(result.time),
      bytes: Number(result.bytes),
      seconds: Number(result.seconds),
      frozenFileSystems: Number(result.frozenFileSystems),
      freezesSeenInGuest: (await this.guest.freezes()) - before,
    });
    const units = triggered.map(({ unit }) => unit.split('@')[0]);
    const expected = ['copy', 'prune'].map((name) => `vm-backup-${this.policyName}-${name}`);
    this.further.push({
      id: `copied-${level}`,
      passed: units.join() === expected.join(),
      detail: `the backup was followed by ${units.join(' and ')}`,
    });
  }

  /** The disks are other ones now: an incremental backup on top of the old chain would be worthless. */
  private async checkNextBackup(): Promise<void> {
    const unit = `vm-backup-${this.policyName}-incremental@${this.stack.vm.vmName}.service`;
    const [backup] = await this.host.start(unit);
    const level = String(backup?.result.level);
    this.further.push({
      id: 'next-backup',
      passed: level === 'full' && backup?.result.chain !== this.backups[0]?.chain,
      detail: `the first backup after the restore is a ${level} one, of a chain of its own`,
    });
  }

  private async compare(): Promise<readonly MeasuredContent[]> {
    if (this.expected === undefined) throw new Error('there is nothing to compare with');
    const restored = await this.guest.checksums();
    const hasLater = await this.guest.hasLater();
    this.further.push({
      id: 'point-in-time',
      passed: !hasLater,
      detail: hasLater
        ? 'a file is there that was written after the last backup'
        : 'what was written after the last backup is not there',
    });
    return Object.entries(this.expected).map(([name, checksum]) => ({
      name,
      age: name.startsWith('old') ? ('old' as const) : ('new' as const),
      expected: checksum ?? '',
      restored: restored[name as keyof Checksums],
    }));
  }

  /** ext4 marks itself as clean when it is frozen; one that is copied in use has to replay its journal. */
  private async isJournalClean(): Promise<boolean> {
    const volume = join(this.instance.imagesFolder, 'guests', `${this.stack.vm.vmName}.data.qcow2`);
    const raw = join(this.instance.stateFolder, 'restored-data.raw');
    try {
      await run('qemu-img', ['convert', '-O', 'raw', volume, raw]);
      const { stdout } = await run('dumpe2fs', ['-h', raw]);
      const [features = ''] = stdout
        .split('\n')
        .filter((line) => line.startsWith('Filesystem features'));
      if (!features.includes('has_journal')) throw new Error(`no ext4 file system in ${volume}`);
      return !features.includes('needs_recovery');
    } finally {
      rmSync(raw, { force: true });
    }
  }

  private async virsh(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('virsh', ['--quiet', '--connect', this.instance.uri, ...args], {
      timeoutMs: 60_000,
    });
    return stdout;
  }
}

/** Keeps the evidence of a drill, one file each. */
export function writeEvidence(folder: string, evidence: RestoreEvidence): string {
  mkdirSync(folder, { recursive: true });
  const time = evidence.started.replace(/[-:]|\.\d+/g, '');
  const file = join(folder, `restore-${evidence.vm.name}-${time}.json`);
  writeFileSync(file, `${JSON.stringify(evidence, undefined, 2)}\n`);
  return file;
}

function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

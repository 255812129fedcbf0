import { LocalBackend } from 'cdktf';
import type { Construct } from 'constructs';
import {
  BackupPolicy,
  EnvironmentStack,
  Frequency,
  HardenedVm,
  LinkedCloneSet,
  ResourcePool,
  Schedule,
  Size,
  type HardenedVmProps,
  type INetwork,
  type ITemplate,
} from '../../lib';
import type { HypervisorName } from '../../lib/hardening/control';
import { guestDefaults } from '../../stacks/guests';
import { labInstance } from '../hypervisor/instance';
import { vmName, type Shape } from './shape';
import { sites } from './sites';

/** What a VM needs of its hypervisor. */
export interface Site {
  readonly template: ITemplate;
  readonly network: INetwork;
  /** Storage of the backups. */
  readonly backupStorage: string;
  /** What its VMs have beside the rest. @default - nothing */
  readonly vm?: Pick<HardenedVmProps, 'waivers'>;
}

export function changesStackId(hypervisor: HypervisorName): string {
  return `changes-${hypervisor}`;
}

/** One VM with all that changes in its life, a clone set, a pool and a backup policy: the same on every hypervisor. */
export class ChangesStack extends EnvironmentStack {
  readonly box: HardenedVm;

  constructor(scope: Construct, hypervisor: HypervisorName, instanceName: string, shape: Shape) {
    const id = changesStackId(hypervisor);
    const instance = labInstance(instanceName);
    super(scope, id, {
      category: 'lab',
      owner: 'lab',
      guestDefaults,
      backend: (stack) =>
        new LocalBackend(stack, { path: `${instance.stateFolder}/${id}.tfstate` }),
    });
    const site = sites[hypervisor](this, instance);
    const pool = new ResourcePool(this, 'Pool', {
      name: 'changes',
      cpu: { shares: shape.poolShares, limit: Frequency.gigahertz(shape.poolLimitGigahertz) },
    });
    const common = {
      template: site.template,
      memory: Size.mebibytes(shape.memoryMebibytes),
      pool,
      guest: {},
      ...site.vm,
    };
    this.box = new HardenedVm(this, 'Box', {
      ...common,
      name: vmName,
      purpose: 'Is changed in every way',
      cpuCount: shape.cpuCount,
      dataDisks: [
        { name: 'data', size: Size.gibibytes(shape.dataDiskGibibytes) },
        ...shape.furtherDisks.map((name) => ({ name, size: Size.gibibytes(1) })),
      ],
      networks: Array.from({ length: shape.interfaces }, () => ({ network: site.network })),
      tags: { tier: shape.tier },
    });
    const set = new LinkedCloneSet(this, 'Set', {
      ...common,
      memory: Size.mebibytes(512),
      members: shape.members,
      naming: 'set{member}-01',
      purpose: 'Members come and go',
      cpuCount: 1,
      networks: [{ network: site.network }],
      spread: false,
    });
    BackupPolicy.standard(this, 'Backup', {
      name: 'changes',
      full: Schedule.daily(shape.backupTime),
      incremental: undefined,
      target: { storage: site.backupStorage, failureDomain: 'backup-site' },
    }).protect(this.box, set);
  }
}

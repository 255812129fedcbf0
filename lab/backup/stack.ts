import type { Construct } from 'constructs';
import { BackupPolicy } from '../../lib/constructs/backup-policy';
import { HardenedVm, Size } from '../../lib';
import { Duration } from '../../lib/model/duration';
import { labInstance } from '../hypervisor/instance';
import { LabEnvironment, type LabEnvironmentProps } from '../../stacks/lab-environment';

export const backupDrillStackId = 'backup-drill';

/** Where the guest keeps what the drill looks for after the restore. */
export const dataFolder = '/srv/data';

/** Where the guest writes down each freeze and thaw of its file systems; in memory, which does not freeze. */
export const freezeLog = '/run/drill-freezes';

/** The agent calls these before a freeze and after a thaw; it reads its settings when it starts. */
const hook = '/etc/qemu/fsfreeze-hook.d/drill';
const watchFreezes = [
  `printf '#!/bin/sh\\necho "$1" >>${freezeLog}\\n' >${hook} && chmod 755 ${hook}`,
  `printf '[general]\\nfsfreeze-hook=/etc/qemu/fsfreeze-hook\\n' >/etc/qemu/qemu-ga.conf`,
  'systemctl restart qemu-guest-agent',
];

/** One guest with a data disk, and a policy with a second copy: what the restore drill works on. */
export class BackupDrillStack extends LabEnvironment {
  readonly vm: HardenedVm;
  readonly policy: BackupPolicy;

  constructor(scope: Construct, id: string, props: LabEnvironmentProps = {}) {
    super(scope, id, props);
    const { root } = labInstance(props.instance ?? process.env.VM_LIFECYCLE_LAB_INSTANCE);
    this.vm = new HardenedVm(this, 'Drill', {
      name: 'drill-01',
      purpose: 'Is backed up, destroyed and restored',
      template: this.template,
      cpuCount: 2,
      memory: Size.mebibytes(768),
      dataDisks: [{ name: 'data', size: Size.gibibytes(1), mountPoint: dataFolder }],
      networks: [{ network: 'lab' }],
      guest: { runOnce: watchFreezes },
      autostart: false,
    });
    // The standard schedules; a drill is as quick as this guest can be, so its objective is shorter.
    this.policy = BackupPolicy.standard(this, 'Backup', {
      target: { storage: `${root}/backup/site-a`, failureDomain: 'site-a' },
      copyTarget: { storage: `${root}/backup/site-b`, failureDomain: 'site-b' },
      recoveryTime: Duration.minutes(5),
    }).protect(this.vm);
  }
}

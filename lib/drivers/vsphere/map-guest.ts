import { cloudInit } from '../common/cloud-init';
import { shellWord } from '../common/literal';
import type { VmRequest } from '../contract';
import { scsiTarget, unitNumbers } from './map-disks';

/** The documents that cloud-init reads from the machine's configuration; texts in them may hold tokens. */
export interface GuestDocuments {
  readonly userData: object;
  /** Network configuration and names; without the instance id, which follows from both documents. */
  readonly metaData: Readonly<Record<string, unknown>>;
}

const rulesFile = '/etc/udev/rules.d/61-vm-lifecycle-disks.rules';

/**
 * Documents for cloud-init's data source VMware, read from `guestinfo`:
 * https://cloudinit.readthedocs.io/en/22.4.2/reference/datasources/vmware.html
 *
 * They do all that a customization of a Linux guest does. Both would write the network configuration, and the
 * customization restarts the machine, so there is none (`clone.customize` is for Windows guests).
 */
export function guestDocuments(request: VmRequest): GuestDocuments {
  const { vm, plan } = request;
  const documents = cloudInit(vm, plan);
  const rules = diskRules(vm.dataDisks.map(({ name }) => name));
  return {
    userData: {
      ...documents.userData,
      ...(rules === '' ? {} : { bootcmd: [nameDisks(rules)] }),
    },
    metaData: { 'local-hostname': vm.guest.hostname, network: documents.networkConfig },
  };
}

/**
 * Disks of vSphere carry no serial number that is known beforehand, but a place on the controller that is. udev gives
 * them the path that they have on every hypervisor.
 */
function diskRules(names: readonly string[]): string {
  return [...unitNumbers(names)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, unit]) => {
      const place = `*-scsi-0:0:${String(scsiTarget(unit))}:0`;
      return `SUBSYSTEM=="block", ENV{DEVTYPE}=="disk", ENV{ID_PATH}=="${place}", SYMLINK+="disk/by-id/virtio-${name}"\n`;
    })
    .join('');
}

/** bootcmd runs on every boot, and before disks are formatted and mounted. */
function nameDisks(rules: string): string {
  return [
    `printf %s ${shellWord(rules)} > ${rulesFile}`,
    'udevadm control --reload',
    'udevadm trigger --action=change --subsystem-match=block',
    'udevadm settle',
  ].join(' && ');
}

/**
 * libvirt/KVM. Input: virtual machines as plain data; output: resources of dmacvicar/libvirt 0.8.3.
 * May import lib/model, lib/hardening, lib/errors and drivers/common; only `resources.ts` imports bindings.
 */
export {
  LibvirtHypervisor,
  type LibvirtHypervisorProps,
  type LibvirtStoragePool,
} from './hypervisor';
export { backupJobsOutput, renderBackupJobs, type HostBackupJobs } from './backup-jobs';
export type { HostFile } from './map-backup-jobs';
export { writeBackupJobs } from './write-backup-jobs';

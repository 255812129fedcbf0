/**
 * Proxmox VE. Input: virtual machines, pools, rules and policies as plain data; output: resources of bpg/proxmox 0.112.0.
 * May import lib/model, lib/hardening, lib/errors and drivers/common; only `resources.ts` and `resources-*.ts` import
 * bindings.
 */
export type { ProxmoxBackupServer } from './backup-server';
export { ProxmoxHypervisor, type ProxmoxHypervisorProps, type ProxmoxSnippets } from './hypervisor';
export { vmIdOf } from './vm-ids';

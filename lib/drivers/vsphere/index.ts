/**
 * vSphere. Input: virtual machines as plain data; output: resources of vmware/vsphere, with the bindings of
 * `@cdktf/provider-vsphere`, which is installed beside this package.
 * May import lib/model, lib/hardening, lib/errors and drivers/common; only `resources*.ts` load bindings.
 */
import './resources-package';

export {
  VsphereHypervisor,
  type VsphereFolder,
  type VsphereHypervisorProps,
  type VsphereTagging,
} from './hypervisor';
export type { Ownership } from './options';
export type { ProviderSource } from './versions';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/paths';

/** The hypervisors, by the names their drivers have. */
export type Hypervisor = 'libvirt' | 'proxmox' | 'vsphere';

/** One entry of `lib/drivers/provider-versions.json`. */
export interface ProviderVersion {
  /** Namespace and name, as in `required_providers`. */
  readonly source: string;
  /** The version whose schema the bindings are made from. */
  readonly version: string;
  /** The versions that deployments may run, where it is not just `version`. */
  readonly supported?: string;
  /** The version that runs in the lab, where `version` does not run there. Never for production. */
  readonly labVersion?: string;
}

/** The provider versions that the whole project pins, from `lib/drivers/provider-versions.json`. */
export function providerVersions(): Readonly<Record<Hypervisor, ProviderVersion>> {
  const path = join(repositoryRoot, 'lib', 'drivers', 'provider-versions.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Record<Hypervisor, ProviderVersion>;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerVersions, type Hypervisor } from '../../lab/engines/provider-versions';
import { repositoryRoot } from '../../lab/support/paths';

/** The hypervisors whose bindings are generated here; vSphere's come from npm. */
export type BoundHypervisor = Exclude<Hypervisor, 'vsphere'>;

/** What is bound of one provider. */
export interface Selection {
  readonly name: BoundHypervisor;
  /** Namespace and name, as in `required_providers`. */
  readonly source: string;
  readonly version: string;
  readonly resources: readonly string[];
  readonly dataSources: readonly string[];
}

/** The selections of `scripts/bindings.json`, with the versions that the project pins. */
export function selections(): Selection[] {
  const path = join(repositoryRoot, 'scripts', 'bindings.json');
  const lists = JSON.parse(readFileSync(path, 'utf8')) as Record<
    BoundHypervisor,
    Pick<Selection, 'resources' | 'dataSources'>
  >;
  const versions = providerVersions();
  return (Object.keys(lists) as BoundHypervisor[]).sort().map((name) => ({
    name,
    ...lists[name],
    source: versions[name].source,
    version: versions[name].version,
  }));
}

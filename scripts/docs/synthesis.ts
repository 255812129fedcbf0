/** Synthesizes examples: what they become on each hypervisor, or the errors that they end with. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { libvirtSite, proxmoxSite, vsphereSite, type Site } from '../../docs/examples/site';
import { synthesize, todayContext, VmLifecycleError, type EnvironmentStackProps } from '../../lib';
import { driverTables } from '../../lib/drivers/registry';
import { examplesFolder, type ExampleName } from './source';

/** Examples have dates: the day on which all of them are read. */
const today = '2026-11-15';

type Example = (site: Site) => void;

/** A file of examples may say what environment they stand in. */
interface ExampleFile extends Readonly<Record<string, unknown>> {
  readonly environment?: EnvironmentStackProps;
}

const sites: Readonly<Record<string, (app: App, props?: EnvironmentStackProps) => Site>> = {
  libvirt: libvirtSite,
  vsphere: vsphereSite,
  proxmox: proxmoxSite,
};

export const hypervisors = Object.keys(sites);

export const titleOf = (hypervisor: string): string =>
  (driverTables[hypervisor]?.title ?? hypervisor).replace(/ \(.*/, '');

export interface Synthesized {
  /** Types of the resources that it adds to its environment, and how many of each. */
  readonly resources: Readonly<Record<string, number>>;
  /** The text of the error that it ended with. @default - it was synthesized */
  readonly error?: string;
}

const done = new Map<string, Synthesized>();
// Examples are TypeScript, which only "require" is prepared for.
const load = createRequire(__filename);

/** Synthesizes an example with all validations, once. */
export function synthesized(name: ExampleName, hypervisor: string): Synthesized {
  const key = `${name.file}#${String(name.function)} on ${hypervisor}`;
  const known = done.get(key) ?? synthesizedNow(name, hypervisor);
  done.set(key, known);
  return known;
}

function synthesizedNow(name: ExampleName, hypervisor: string): Synthesized {
  const file = load(join(examplesFolder, name.file)) as ExampleFile;
  const example = file[name.function ?? ''] as Example | undefined;
  if (typeof example !== 'function') {
    throw new Error(`docs/examples/${name.file} exports no function ${String(name.function)}`);
  }
  const before = emptyCounts(hypervisor, file.environment);
  try {
    const after = countsOf(hypervisor, file.environment, example);
    const added = Object.entries(after).map(
      ([type, count]) => [type, count - (before[type] ?? 0)] as const,
    );
    return { resources: Object.fromEntries(added.filter(([, count]) => count > 0)) };
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    return { resources: {}, error: error.message };
  }
}

const empty = new Map<string, Record<string, number>>();

/** What an environment has without any example. */
function emptyCounts(hypervisor: string, props?: EnvironmentStackProps): Record<string, number> {
  const key = JSON.stringify([hypervisor, props]);
  const counts = empty.get(key) ?? countsOf(hypervisor, props, () => undefined);
  empty.set(key, counts);
  return counts;
}

function countsOf(
  hypervisor: string,
  environment: EnvironmentStackProps | undefined,
  example: Example,
): Record<string, number> {
  const make = sites[hypervisor];
  if (make === undefined) throw new Error(`there is no hypervisor ${hypervisor}`);
  const outdir = mkdtempSync(join(tmpdir(), 'docs-example-'));
  try {
    const app = new App({
      outdir,
      context: { [todayContext]: today, 'vm-lifecycle:plans': join(outdir, 'plans') },
    });
    const site = make(app, environment);
    example(site);
    synthesize(app);
    const { resource = {} } = site.stack.toTerraform() as { resource?: Record<string, object> };
    return Object.fromEntries(
      Object.entries(resource).map(([type, all]) => [type, Object.keys(all).length]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

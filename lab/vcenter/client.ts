import { ensureEngine, type EnsureOptions } from '../engines/build';
import { run } from '../../lib/operations/process';
import { vcenterUrl, type VcenterConnection } from './connection';
import type { VcenterInventory } from './inventory';

/** A template that was made again. */
export interface RebuiltTemplate {
  readonly name: string;
  /** The UUID of the new one. */
  readonly uuid: string;
  /** Names of its snapshots, those of the old one. */
  readonly snapshots: readonly string[];
}

const clientMs = 120_000;

/** What the vCenter itself reports, through its API. The same inventory gives the same document. */
export async function readVcenter(
  connection: VcenterConnection,
  options: EnsureOptions = {},
): Promise<VcenterInventory> {
  return JSON.parse(await client(connection, options, 'read')) as VcenterInventory;
}

/**
 * Makes a template again, as an image pipeline does that overwrites its result: the template is
 * deleted and there is a new one of the same name, with another UUID and another snapshot.
 */
export async function rebuildTemplate(
  connection: VcenterConnection,
  name: string,
  options: EnsureOptions = {},
): Promise<RebuiltTemplate> {
  return JSON.parse(await client(connection, options, 'rebuild', name)) as RebuiltTemplate;
}

async function client(
  connection: VcenterConnection,
  options: EnsureOptions,
  command: string,
  ...args: string[]
): Promise<string> {
  const { path } = await ensureEngine('vcenter', options);
  const { stdout } = await run(path, [command, '-url', vcenterUrl(connection), ...args], {
    env: {
      PATH: process.env.PATH,
      VSPHERE_USER: connection.user,
      VSPHERE_PASSWORD: connection.password,
    },
    timeoutMs: clientMs,
  });
  return stdout;
}

/**
 * Shows that the prune job keeps what the retention declares: plants a year and a half of older chains, runs the job, and
 * compares what is left with the model.
 */

import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackupPolicyModel } from '../../lib/model/backup-policy';
import { retain, type BackupChain } from '../../lib/model/retention';
import type { BackupHost } from './host';

const WEEKS = 75;
const DAY = 24 * 60 * 60 * 1000;

interface ListedChain {
  readonly chain: string;
  readonly points: readonly { readonly time: string }[];
}

export async function pruningProbe(
  host: BackupHost,
  policy: BackupPolicyModel,
  vm: string,
): Promise<{ readonly expected: readonly string[]; readonly kept: readonly string[] }> {
  const chains = async (): Promise<readonly BackupChain[]> => {
    const { chains: listed } = await host.vmBackup('list', policy.name, vm);
    return (listed as readonly ListedChain[]).map(({ chain, points }) => ({
      id: chain,
      points: points.map(({ time }) => new Date(time)),
    }));
  };
  const [newest] = retain(await chains(), { last: 1 }).keep;
  if (newest === undefined) throw new Error('there is no backup');
  const root = join(policy.target.storage, policy.name, vm);
  for (let week = 1; week <= WEEKS; week += 1) plant(root, newest, week * 7 * DAY);

  const before = await chains();
  const expected = retain(before, policy.retention).keep.map(({ id }) => id);
  await host.start(`vm-backup-${policy.name}-prune@${vm}.service`);
  return { expected, kept: (await chains()).map(({ id }) => id) };
}

/** The same chain, made earlier. Its files are the same, by hard links. */
function plant(root: string, chain: BackupChain, age: number): void {
  const earlier = (time: Date): string =>
    `${new Date(time.getTime() - age).toISOString().slice(0, 19)}Z`;
  const [begun = new Date()] = chain.points;
  const source = join(root, chain.id);
  const target = join(root, earlier(begun).replace(/[-:]/g, ''));
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (name === 'backup.json' || !statSync(join(source, name)).isFile()) continue;
    mkdirSync(dirname(join(target, name)), { recursive: true });
    linkSync(join(source, name), join(target, name));
  }
  const manifest = JSON.parse(readFileSync(join(source, 'backup.json'), 'utf8')) as {
    points: { time: string }[];
  };
  const points = manifest.points.map((point) => ({
    ...point,
    time: earlier(new Date(point.time)),
  }));
  writeFileSync(join(target, 'backup.json'), JSON.stringify({ ...manifest, points }));
}

/** On what a benchmark ran. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { providerVersions } from '../../lab/engines/provider-versions';
import { readIfThere } from '../../lab/support/files';
import { repositoryRoot } from '../../lab/support/paths';
import { join } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly os: string;
  readonly node: string;
  readonly terraform: string;
  readonly cdktf: string;
  /** Versions of the providers that run in the lab, by hypervisor. */
  readonly providers: Readonly<Record<string, string>>;
}

/** Above this share of the cores, what else runs is measured as well. */
const quietShare = 0.5;

export function machineFacts(): Machine {
  const distribution = /^PRETTY_NAME="?(.*?)"?$/m.exec(readIfThere('/etc/os-release') ?? '')?.[1];
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    os: `${distribution ?? process.platform}, kernel ${release()}`,
    node: process.versions.node,
    terraform: terraformVersion(),
    cdktf: installedVersion('cdktf'),
    providers: Object.fromEntries(
      Object.entries(providerVersions()).map(([name, { version, labVersion }]) => [
        name,
        labVersion ?? version,
      ]),
    ),
  };
}

/** The load average of the last minute. */
export function load(): number {
  return loadavg()[0] ?? NaN;
}

/** What to say where other work would be measured too; undefined on a quiet machine. */
export function loadWarning(measured: number): string | undefined {
  const most = quietShare * availableParallelism();
  return measured <= most
    ? undefined
    : `the load average is ${measured.toFixed(2)}, and above ${most.toFixed(1)} other work is measured as well: repeat this on a quiet machine`;
}

/** Of the commit that is checked out: the same commit gives the same date. */
export function commitDate(): string {
  return execFileSync('git', ['show', '--no-patch', '--format=%cs', 'HEAD'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  }).trim();
}

function terraformVersion(): string {
  const program = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
  try {
    const text = execFileSync(program, ['version', '-json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return (JSON.parse(text) as { terraform_version: string }).terraform_version;
  } catch {
    return 'none on PATH';
  }
}

export function installedVersion(name: string): string {
  const file = join(repositoryRoot, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

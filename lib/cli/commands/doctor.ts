/**
 * `vm-lifecycle doctor`: what the commands need, and whether it is there.
 *
 * Input: a project's folder. Output: one row per check. May import: lib/operations.
 */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { VmLifecycleError } from '../../errors';
import { run, which } from '../../operations/process';
import { Engine } from '../../operations/terraform/engine';
import { readPlansFolder } from '../../operations/plans-folder';
import { readProject, type Project } from '../../operations/terraform/project';
import { approvedBranchOf } from '../../operations/terraform/approved';
import { exitCodes, type ExitCode } from '../exit-codes';
import type { CommandContext } from '../context';
import { textTable } from '../../review/report/table';

type Verdict = 'ok' | 'warning' | 'failed';

interface Check {
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do. @default - nothing */
  readonly fix?: string;
}

/** Oldest version of Node.js that the package runs on. */
const nodeVersion = [20, 19] as const;

/** Names of the variables by which providers find their hypervisors; values are never shown. */
const providerVariables = {
  vSphere: ['VSPHERE_SERVER', 'VSPHERE_USER', 'VSPHERE_PASSWORD'],
  'Proxmox VE': ['PROXMOX_VE_ENDPOINT', 'PROXMOX_VE_API_TOKEN'],
} as const;

export async function doctor({
  terminal,
  folder,
  environment,
  today,
}: CommandContext): Promise<ExitCode> {
  const project = await attempt(() => readProject(folder));
  const checks: readonly Check[] = [
    nodeCheck(process.versions.node),
    fromAttempt('cdktf.json', project, ({ app }) => app),
    await engineCheck(environment),
    providerSourceCheck(environment),
    ...('value' in project ? await projectChecks(project.value, environment, today) : []),
    ...variableChecks(environment),
  ];
  const failed = checks.some(({ verdict }) => verdict === 'failed');
  terminal.result(
    () =>
      textTable(
        ['check', 'verdict', 'found', 'what to do'],
        checks.map(({ check, verdict, found, fix }) => [
          check,
          terminal.style(verdictStyles[verdict], verdict),
          found,
          fix ?? '',
        ]),
      ),
    { passed: !failed, checks },
  );
  return failed ? exitCodes.failed : exitCodes.done;
}

const verdictStyles = { ok: 'green', warning: 'yellow', failed: 'red' } as const;

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = nodeVersion;
  const fits = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return {
    check: 'Node.js',
    verdict: fits ? 'ok' : 'failed',
    found: version,
    ...(fits ? {} : { fix: `install ${nodeVersion.join('.')} or newer` }),
  };
}

async function engineCheck(environment: NodeJS.ProcessEnv): Promise<Check> {
  try {
    const { program, version } = await Engine.find(environment);
    const found = `${version.engine} ${version.version} (${program})`;
    return { check: 'engine', verdict: 'ok', found };
  } catch (error) {
    return failure('engine', error);
  }
}

/** A file of settings that is not there is ignored by Terraform without a word. */
function providerSourceCheck({ TF_CLI_CONFIG_FILE: file }: NodeJS.ProcessEnv): Check {
  const check = 'provider source';
  if (file === undefined || file === '') {
    return { check, verdict: 'ok', found: "Terraform's defaults" };
  }
  if (existsSync(file)) return { check, verdict: 'ok', found: 'TF_CLI_CONFIG_FILE' };
  return {
    check,
    verdict: 'warning',
    found: 'TF_CLI_CONFIG_FILE names a file that is not there',
    fix: 'create it, or unset the variable',
  };
}

async function projectChecks(
  project: Project,
  environment: NodeJS.ProcessEnv,
  today: string,
): Promise<readonly Check[]> {
  const branch = await approvedBranchOf(project, environment);
  return [
    fromAttempt(
      'plans',
      await attempt(() => readPlansFolder(project, today)),
      ({ approvals, retirements }) =>
        `${String(approvals.length)} approvals, ${String(retirements.length)} retirements`,
    ),
    branch === undefined
      ? {
          check: 'approved branch',
          verdict: 'warning',
          found: 'none',
          fix: 'vm-lifecycle apply needs one: set the remote HEAD (git remote set-head origin --auto), or give --approved-branch',
        }
      : { check: 'approved branch', verdict: 'ok', found: branch },
    await regoCheck(project),
    await programCheck('xsltproc', 'the libvirt provider needs it for hardened domains'),
  ];
}

async function regoCheck({ root }: Project): Promise<Check> {
  const check = 'policies';
  const folder = join(root, 'policies');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const rego = files.filter((file) => file.endsWith('.rego') && !file.endsWith('_test.rego'));
  if (rego.length === 0) return { check, verdict: 'ok', found: 'the pack of this package' };
  const program = await which('opa');
  if (program === undefined) {
    return {
      check,
      verdict: 'failed',
      found: `${rego.join(', ')} and no opa on PATH`,
      fix: 'install opa, or compile them: opa build -t wasm',
    };
  }
  const { stdout } = await run(program, ['version']);
  return { check, verdict: 'ok', found: `opa ${/Version: (\S+)/.exec(stdout)?.[1] ?? ''}`.trim() };
}

async function programCheck(program: string, purpose: string): Promise<Check> {
  const path = await which(program);
  return path === undefined
    ? { check: program, verdict: 'warning', found: 'nothing', fix: purpose }
    : { check: program, verdict: 'ok', found: path };
}

function variableChecks(environment: NodeJS.ProcessEnv): readonly Check[] {
  return Object.entries(providerVariables).map(([title, names]) => {
    const set = names.filter((name) => (environment[name] ?? '') !== '');
    const found = set.length === 0 ? 'not set' : `${set.join(', ')} set`;
    return { check: `access to ${title}`, verdict: 'ok' as const, found };
  });
}

type Attempt<T> = { readonly value: T } | { readonly error: unknown };

async function attempt<T>(task: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await task() };
  } catch (error) {
    return { error };
  }
}

function fromAttempt<T>(check: string, result: Attempt<T>, found: (value: T) => string): Check {
  return 'value' in result
    ? { check, verdict: 'ok', found: found(result.value) }
    : failure(check, result.error);
}

function failure(check: string, error: unknown): Check {
  if (VmLifecycleError.is(error)) {
    const [first] = error.problems;
    if (first !== undefined) {
      return {
        check,
        verdict: 'failed',
        found: `${first.path}: ${first.got}`,
        fix: `${first.rule}; ${first.fix}`,
      };
    }
  }
  return {
    check,
    verdict: 'failed',
    found: error instanceof Error ? error.message : String(error),
  };
}

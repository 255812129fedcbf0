import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatProblem } from '../errors';
import type { Finding } from '../review/review';
import type { PolicyInput } from './input';
import { regoFindings, type RegoOptions } from './rego';
import { failure, packageFindings, resultRules, ruleFindings } from './result';
import { settingsProblems } from './settings';
import { compileWasm, evaluateWasm } from './wasm';

/** What a folder of policies holds. */
export interface UserPolicies {
  /** Document `data`: that of data.json. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What is wrong with the folder. */
  readonly findings: readonly Finding[];
  /** Compiled policies, by their path below the folder. */
  readonly wasm: readonly string[];
  /** Whether there is Rego, beside tests. */
  readonly rego: boolean;
}

/** A folder without policies. */
export const noPolicies: UserPolicies = { data: {}, findings: [], wasm: [], rego: false };

/** Reads which policies a folder holds, with `data.json`, which also configures the pack. */
export async function readPolicies(directory: string): Promise<UserPolicies> {
  let files: readonly string[];
  try {
    files = (await readdir(directory, { recursive: true })).sort();
  } catch (error) {
    const reason = `the folder of policies can't be read: ${messageOf(error)}`;
    return { ...noPolicies, findings: [failure('policy-unreadable', directory, reason)] };
  }
  const { data, findings } = files.includes('data.json')
    ? await readData(join(directory, 'data.json'))
    : noPolicies;
  return {
    data,
    findings,
    wasm: files.filter((file) => file.endsWith('.wasm')),
    rego: files.some((file) => file.endsWith('.rego') && !file.endsWith('_test.rego')),
  };
}

/** Data that is wrong refuses, and the pack keeps its defaults. */
async function readData(path: string): Promise<Pick<UserPolicies, 'data' | 'findings'>> {
  try {
    const data: unknown = JSON.parse(await readFile(path, 'utf8'));
    const findings = settingsProblems(data, path).map((problem) =>
      failure('policy-settings', path, formatProblem(problem)),
    );
    if (findings.length > 0) return { data: {}, findings };
    return { data: data as Readonly<Record<string, unknown>>, findings };
  } catch (error) {
    return { data: {}, findings: [failure('policy-settings', path, messageOf(error))] };
  }
}

/** Findings of users' own policies: compiled ones in this process, Rego by `opa`. */
export async function userFindings(
  directory: string,
  policies: UserPolicies,
  input: PolicyInput,
  options: RegoOptions,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const file of policies.wasm) {
    findings.push(...(await compiledFindings(join(directory, file), file, policies.data, input)));
  }
  if (policies.rego) findings.push(...(await regoFindings(directory, input, options)));
  return findings;
}

async function compiledFindings(
  path: string,
  source: string,
  data: Readonly<Record<string, unknown>>,
  input: PolicyInput,
): Promise<readonly Finding[]> {
  try {
    const wasm = new Uint8Array(await readFile(path));
    const results = evaluateWasm(await compileWasm(wasm), { input, data });
    if (results.length === 0) return [failure('policy-undefined', source, 'it has no entrypoint')];
    return results.flatMap(([entrypoint, result]) => {
      // An entrypoint is a rule that gives results, or a package of such.
      const rule = resultRules.find((name) => entrypoint.split('/').at(-1) === name);
      return rule === undefined
        ? packageFindings(result, `${source} ${entrypoint}`)
        : ruleFindings(rule, result, `${source} ${entrypoint}`);
    });
  } catch (error) {
    return [failure('policy-failed', source, `the engine failed: ${messageOf(error)}`)];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Finding } from '../review/review';
import type { PolicyInput } from './input';
import { invariantFindings } from './invariants';
import { packFindings } from './pack';
import type { RegoOptions } from './rego';
import { sortFindings } from './result';
import { noPolicies, readPolicies, userFindings } from './user-policies';

/** Which policies are asked beside the invariants and the pack, and how. */
export interface PolicyOptions extends RegoOptions {
  /**
   * Folder of the users' policies: compiled ones (`*.wasm`), Rego where `opa` is on PATH, and `data.json`, which also
   * configures the pack. A folder that can't be read refuses.
   *
   * @default - there are none
   */
  readonly directory?: string;
}

/**
 * Findings of organisation rules: of the pack, and of the users' own. An engine that fails, a result that is missing or
 * malformed, and a severity that is unknown are findings that deny.
 */
export async function evaluatePolicies(
  input: PolicyInput,
  options: PolicyOptions = {},
): Promise<readonly Finding[]> {
  const { directory } = options;
  const policies = directory === undefined ? noPolicies : await readPolicies(directory);
  return sortFindings([
    ...policies.findings,
    ...(await packFindings(input, policies.data)),
    ...(directory === undefined ? [] : await userFindings(directory, policies, input, options)),
  ]);
}

/**
 * All findings about a plan: of the invariants, the pack and the users' policies; denials first, then by subject and rule.
 * What the pack says of a change that an invariant has said already is left out, for the invariant says what to do.
 */
export async function policyFindings(
  input: PolicyInput,
  options: PolicyOptions = {},
): Promise<readonly Finding[]> {
  const invariants = invariantFindings(input);
  const key = ({ rule, subject }: Finding): string => JSON.stringify([rule, subject]);
  const said = new Set(invariants.map(key));
  const others = await evaluatePolicies(input, options);
  return sortFindings([
    ...invariants,
    ...others.filter((finding) => finding.source !== 'pack' || !said.has(key(finding))),
  ]);
}

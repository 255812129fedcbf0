/**
 * A plan as `terraform show -json` prints it, as far as a review reads it.
 *
 * Input: parsed JSON. Output: the same value, typed, or an error that says why it is no plan. May import: lib/errors.
 *
 * https://developer.hashicorp.com/terraform/internals/json-format
 */

import { VmLifecycleError } from '../errors';
import { isObject } from '../model/json';

/** `change` of a resource or an output. */
export interface ValueChange {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown?: unknown;
  /** Places of sensitive values, as Terraform knows them; plans have more. */
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
}

/** An entry of `resource_changes` or `resource_drift`. */
export interface PlannedResource {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly provider_name: string;
  /** Key of an object that a create-before-destroy left behind. */
  readonly deposed?: string;
  readonly action_reason?: string;
  readonly change: ValueChange;
}

/** A plan as `terraform show -json` prints it, as far as it is read. */
export interface TerraformPlan {
  readonly format_version: string;
  readonly terraform_version?: string;
  /** False for a plan that needs another round. @default true, in versions that do not say it */
  readonly complete?: boolean;
  readonly errored?: boolean;
  readonly applyable?: boolean;
  readonly resource_changes?: readonly PlannedResource[];
  readonly resource_drift?: readonly PlannedResource[];
  readonly output_changes?: Readonly<Record<string, ValueChange>>;
  readonly configuration?: unknown;
  readonly prior_state?: unknown;
  readonly planned_values?: unknown;
}

/**
 * Takes parsed JSON for a plan, as `terraform show -json <plan file>` and `tofu show -json` print it. The value is the same.
 *
 * @param source what it was read from, for the error
 * @throws VmLifecycleError VML066 for what is no plan, or of a format that is not known
 */
export function readPlan(value: unknown, source: string): TerraformPlan {
  const problem = (path: string, given: string, rule: string): VmLifecycleError =>
    new VmLifecycleError([
      {
        code: 'VML066',
        path: `${source}${path}`,
        got: given,
        rule,
        fix: 'give the output of `terraform show -json <plan file>`, whole and unchanged',
      },
    ]);
  if (!isObject(value)) throw problem('', typeof value, 'a plan is a JSON object');
  const version = value.format_version;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw problem(
      '.format_version',
      version === undefined ? 'nothing' : JSON.stringify(version),
      'the format version of a plan is 1.x',
    );
  }
  for (const list of ['resource_changes', 'resource_drift'] as const) {
    const entries = value[list] ?? [];
    if (!Array.isArray(entries)) throw problem(`.${list}`, typeof entries, `${list} is a list`);
    const wrong = entries.findIndex((entry) => !isResource(entry));
    if (wrong >= 0) {
      throw problem(
        `.${list}[${String(wrong)}]`,
        'an entry without address, type, provider or actions',
        'each entry is a planned change',
      );
    }
  }
  return value as unknown as TerraformPlan;
}

function isResource(value: unknown): boolean {
  return (
    isObject(value) &&
    ['address', 'mode', 'type', 'provider_name'].every((key) => typeof value[key] === 'string') &&
    isObject(value.change) &&
    Array.isArray(value.change.actions) &&
    value.change.actions.length > 0 &&
    value.change.actions.every((action) => typeof action === 'string')
  );
}

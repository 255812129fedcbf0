/** Plans for tests: those that real providers printed, and small ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { impactTable, reviewTable } from '../../../lib/drivers/registry';
import { readPlan, reviewOf, type Review, type TerraformPlan } from '../../../lib/review';
import type { PlannedResource } from '../../../lib/review/terraform-plan';

/** As `terraform show -json` of Terraform 1.11.4 printed it, with the real providers; cut to what matters. */
export function printedPlan(name: string): TerraformPlan {
  const file = join(__dirname, '..', '..', 'fixtures', 'plans', `${name}.json`);
  return readPlan(JSON.parse(readFileSync(file, 'utf8')), name);
}

type Change = PlannedResource['change'];

export interface Planned extends Partial<Omit<PlannedResource, 'change'>>, Partial<Change> {
  readonly address: string;
}

/** An entry of a plan: an update, unless it says otherwise. */
export function planned({ address, ...given }: Planned): PlannedResource {
  const { actions, before, after, after_unknown, before_sensitive, after_sensitive } = given;
  const [, type = '', name = ''] =
    /([^.]+)\.([^.]+)$/.exec(address.replace(/\[[^\]]*\]/g, '')) ?? [];
  return {
    address,
    mode: given.mode ?? 'managed',
    type: given.type ?? type,
    name: given.name ?? name,
    provider_name: given.provider_name ?? `registry.terraform.io/test/${type.split('_')[0] ?? ''}`,
    previous_address: given.previous_address,
    deposed: given.deposed,
    action_reason: given.action_reason,
    change: {
      actions: actions ?? ['update'],
      before: before ?? null,
      after: after ?? null,
      after_unknown: after_unknown ?? {},
      before_sensitive: before_sensitive ?? {},
      after_sensitive: after_sensitive ?? {},
      replace_paths: given.replace_paths,
      importing: given.importing,
    },
  };
}

export function plan(
  changes: readonly Planned[],
  rest: Partial<TerraformPlan> = {},
): TerraformPlan {
  const value = { format_version: '1.2', resource_changes: changes.map(planned), ...rest };
  return readPlan(JSON.parse(JSON.stringify(value)), 'plan');
}

export function review(of: TerraformPlan): Review {
  return reviewOf(of, { stack: 'test', impact: impactTable, review: reviewTable });
}

/** Review of some changes. */
export function reviewed(changes: readonly Planned[], rest: Partial<TerraformPlan> = {}): Review {
  return review(plan(changes, rest));
}

/** Machine by address. */
export function machines({ changes }: Review): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(changes.map(({ address, vm }) => [address, vm]));
}

import type { TerraformResource } from 'cdktf';
import type { Problem } from '../../errors';
import { declared } from '../../hardening/plan';
import type { VmRequest } from '../contract';

/** Arguments as they stand in the JSON, after overrides and Aspects. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A control, the argument that would undo it (below the path of the VM), and whether the control is met. */
export type Check = readonly [control: string, argument: string, met: boolean];

/** The final arguments of a resource; none where it was not made. */
export function finalArguments(resource: TerraformResource | undefined): Arguments {
  if (resource === undefined) return {};
  const byType = (resource.toTerraform() as { resource: Record<string, Record<string, unknown>> })
    .resource;
  const [byName] = Object.values(byType);
  const [attributes] = Object.values(byName ?? {});
  return (attributes ?? {}) as Arguments;
}

/** Terraform's JSON takes a block that stands once as an object or as a list. */
export function blocks(value: unknown): readonly Arguments[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Arguments[];
}

/** The first of {@link blocks}. */
export function block(value: unknown): Arguments | undefined {
  return blocks(value)[0];
}

/** The declared controls that are not met. */
export function undone(
  checks: readonly Check[],
  { plan, path }: Pick<VmRequest, 'plan' | 'path'>,
): readonly Problem[] {
  return checks
    .filter(([control, , met]) => declared(plan, control) && !met)
    .map(([control, argument]) => ({
      code: 'VML040',
      path: `${path}.${argument}`,
      got: 'an override or an Aspect that undoes it',
      rule: `the final arguments must meet the control ${control}`,
      fix: 'remove the override, or waive the control with a reason and an expiry date',
    }));
}

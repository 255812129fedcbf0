import { impactTable } from '../../../lib/drivers/registry';
import type { PolicyInput } from '../../../lib/policy/input';
import { impactOf } from '../../../lib/review/impact';
import type { Action, ReviewedChange } from '../../../lib/review/review';
import {
  readPlan,
  type PlannedResource,
  type TerraformPlan,
} from '../../../lib/review/terraform-plan';

/** What policies decide about a plan of stack `prod` on 2026-11-21, without approvals. */
export function inputOf(plan: unknown, overrides: Partial<PolicyInput> = {}): PolicyInput {
  const read = readPlan(plan, 'plan.json');
  const managed = (read.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  return {
    stack: 'prod',
    category: 'production',
    today: '2026-11-21',
    change_reference: 'CHG-1',
    plan: {
      errored: read.errored ?? false,
      complete: read.complete ?? true,
      providers: [...new Set(managed.map((one) => one.provider_name))].sort(),
      executes: [],
      resources_before: managed.filter(({ change }) => change.before !== null).length,
    },
    changes: changesOf(read),
    drift: [],
    vms: { before: [], after: [] },
    ledger: [],
    approvals: [],
    ...overrides,
  };
}

function changesOf(plan: TerraformPlan): readonly ReviewedChange[] {
  return (plan.resource_changes ?? []).flatMap((planned) => {
    const action = actionOf(planned);
    if (planned.mode !== 'managed' || action === undefined) return [];
    const { impact, reasons } = impactOf(planned, impactTable);
    const known = impactTable[planned.type];
    return [
      {
        address: planned.address,
        previousAddress: planned.previous_address,
        deposed: planned.deposed,
        provider: planned.provider_name,
        type: planned.type,
        kind: known?.kind ?? planned.type,
        action,
        impact,
        reason: reasons[0] ?? '',
        reasons,
        replacePaths: [],
        values: [],
      },
    ];
  });
}

function actionOf({ change, previous_address: moved }: PlannedResource): Action | undefined {
  const { actions, importing } = change;
  if (actions.includes('forget')) return 'forget';
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'delete';
  if (actions.includes('create')) return 'create';
  if (actions.includes('update')) return 'update';
  if (importing !== undefined) return 'import';
  return moved === undefined ? undefined : 'move';
}

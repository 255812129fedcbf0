/**
 * What policies have to know of a plan beside its changes.
 *
 * Input: a plan. Output: `plan` and `vms` of a policy's input. May import: the types of lib/policy/input.
 */

import type { PolicyInput } from '../policy/input';
import { isObject } from '../model/json';
import { inventoryRows } from './inventory-rows';
import { rootOf, visit } from './references';
import type { TerraformPlan } from './terraform-plan';

/** `executes` lists every provisioner, and data sources of the provider `external`. */
export function planFacts(plan: TerraformPlan): Pick<PolicyInput, 'plan' | 'vms'> {
  return {
    plan: {
      errored: plan.errored === true,
      complete: plan.complete !== false,
      providers: providersOf(plan),
      executes: executesOf(plan.configuration),
      resources_before: resourcesBefore(plan),
    },
    vms: inventoryRows(plan),
  };
}

/** Those that the configuration names, and those of resources that it no longer has. */
function providersOf(plan: TerraformPlan): readonly string[] {
  const found = new Set<string>();
  const configured = isObject(plan.configuration) ? plan.configuration.provider_config : undefined;
  for (const provider of isObject(configured) ? Object.values(configured) : []) {
    const name = isObject(provider) ? (provider.full_name ?? provider.name) : undefined;
    if (typeof name === 'string') found.add(name);
  }
  for (const { provider_name } of plan.resource_changes ?? []) found.add(provider_name);
  return [...found].sort();
}

function executesOf(configuration: unknown): PolicyInput['plan']['executes'] {
  const found: { address: string; kind: string }[] = [];
  visit(rootOf(configuration), (module, resource) => {
    const address = `${module.prefix}${String(resource.address)}`;
    if (resource.mode === 'data' && resource.type === 'external') {
      found.push({ address, kind: 'external' });
    }
    const { provisioners } = resource;
    if (!Array.isArray(provisioners)) return;
    for (const one of provisioners as unknown[]) {
      // What cannot be read may still run.
      const kind = isObject(one) && typeof one.type === 'string' ? one.type : 'unknown';
      found.push({ address, kind });
    }
  });
  const order = ({ address, kind }: { address: string; kind: string }): string =>
    `${address} ${kind}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}

/** Of the state, or, where the plan has none, of what it changes or keeps. */
function resourcesBefore(plan: TerraformPlan): number {
  const state = isObject(plan.prior_state) ? plan.prior_state.values : undefined;
  const inState = managedIn(isObject(state) ? state.root_module : undefined);
  const inPlan = (plan.resource_changes ?? []).filter(
    ({ mode, deposed, change }) =>
      mode === 'managed' && deposed === undefined && isObject(change.before),
  ).length;
  return Math.max(inState, inPlan);
}

function managedIn(module: unknown): number {
  if (!isObject(module)) return 0;
  let count = 0;
  if (Array.isArray(module.resources)) {
    for (const resource of module.resources as unknown[]) {
      if (isObject(resource) && resource.mode === 'managed') count++;
    }
  }
  if (Array.isArray(module.child_modules)) {
    for (const inner of module.child_modules as unknown[]) count += managedIn(inner);
  }
  return count;
}

/** The stack of the real plans: the same on each hypervisor. */

import { App, LocalBackend, TerraformResource } from 'cdktf';
import {
  BackupPolicy,
  EnvironmentStack,
  Frequency,
  HardenedVm,
  LinkedCloneSet,
  ResourcePool,
  Schedule,
  Size,
  synthesize,
  todayContext,
  type INetwork,
  type ITemplate,
  type Waiver,
} from '../../../lib';
import { plansContext } from '../../../lib/constructs/committed-plans';
import { addressOf } from '../../../lib/drivers/common/address';
import { guestDefaults } from '../../../stacks/guests';
import type { Shape, VmShape } from './shape';

export const stackName = 'staging';
export const today = '2026-11-21';

/** What a hypervisor gives to the stack. */
export interface Site {
  /** Two generations, the older one in use. */
  readonly templates: readonly [ITemplate, ITemplate];
  readonly network: INetwork;
  readonly waivers: readonly Waiver[];
  readonly backupStorage: string;
}

export interface Built {
  readonly stack: EnvironmentStack;
  readonly site: Site;
  readonly database?: HardenedVm;
  readonly web?: HardenedVm;
  readonly set?: LinkedCloneSet;
  readonly pool?: ResourcePool;
}

export interface Synthesis {
  readonly outdir: string;
  readonly stateFile: string;
  /** Folder of the committed approvals, which lift the locks of exact addresses. */
  readonly plansFolder: string;
  readonly site: (stack: EnvironmentStack) => Site;
  /** Escape hatches. */
  readonly override?: (built: Built) => void;
}

export function synthesizeShape(shape: Shape, synthesis: Synthesis): Built {
  const { outdir, stateFile, plansFolder, override } = synthesis;
  const app = new App({
    outdir,
    context: { [todayContext]: today, [plansContext]: plansFolder },
    // Each terraform_data would ask for the version of Terraform; what is ours is checked all the same.
    skipValidation: true,
  });
  const stack = new EnvironmentStack(app, stackName, {
    owner: 'team-shop',
    guestDefaults,
    backend: (scope) => new LocalBackend(scope, { path: stateFile }),
  });
  const site = synthesis.site(stack);
  const pool =
    shape.poolLimit === undefined
      ? undefined
      : new ResourcePool(stack, 'Pool', {
          name: 'shop',
          cpu: { shares: 'normal', limit: Frequency.gigahertz(shape.poolLimit) },
        });
  const common = {
    template: site.templates[0],
    guest: {},
    waivers: site.waivers,
    ...(shape.expires === undefined ? {} : { expires: shape.expires }),
    ...(pool === undefined ? {} : { pool }),
  };
  const vm = (given: VmShape | undefined): HardenedVm | undefined =>
    given === undefined
      ? undefined
      : new HardenedVm(stack, given.id, {
          ...common,
          name: given.name,
          purpose: given.purpose,
          protection: given.protection,
          cpuCount: given.cpuCount,
          memory: Size.gibibytes(given.memoryGibibytes),
          dataDisks: Object.entries(given.dataDisks).map(([name, size]) => ({
            name,
            size: Size.gibibytes(size),
          })),
          networks: Array.from({ length: given.interfaces }, () => ({ network: site.network })),
          tags: { tier: given.tier },
        });
  const database = vm(shape.database);
  const web = vm(shape.web);
  const { members, rollout } = shape;
  const set =
    members.length === 0
      ? undefined
      : new LinkedCloneSet(stack, 'Shop', {
          ...common,
          members,
          purpose: 'a member of the set',
          protection: true,
          cpuCount: 1,
          memory: Size.mebibytes(512),
          networks: [{ network: site.network }],
          spread: false,
          ...(rollout === undefined
            ? {}
            : {
                rollout: {
                  template: site.templates[1],
                  members: rollout.members,
                  batchSize: rollout.members.length,
                  approvedAddresses: rollout.approved,
                },
              }),
        });
  const protectedVms = [database, web, set].filter((one) => one !== undefined);
  const backup = BackupPolicy.standard(stack, 'Backup', {
    name: 'shop',
    full: Schedule.daily(shape.backupTime),
    incremental: undefined,
    target: { storage: site.backupStorage, failureDomain: 'backup-site' },
  });
  for (const one of protectedVms) backup.protect(one);
  const built: Built = {
    stack,
    site,
    ...(database && { database }),
    ...(web && { web }),
    ...(set && { set }),
    ...(pool && { pool }),
  };
  override?.(built);
  synthesize(app);
  return built;
}

/**
 * Addresses under names that cases use: `db machine`, `web data disk log`, `blue system disk`; what belongs to no machine under
 * the path of its construct.
 */
export function addressBook({ stack, database, web, set }: Built): ReadonlyMap<string, string> {
  const vms = {
    ...(database && { db: database }),
    ...(web && { web }),
    ...Object.fromEntries(
      (set?.members ?? []).map((one) => [one.vmName.replace('shop-', ''), one]),
    ),
  };
  const parts = Object.entries(vms).flatMap(([name, { resources }]) =>
    Object.entries(resources.all).map(([part, resource]): [string, string] => [
      `${name} ${part}`,
      addressOf(resource),
    ]),
  );
  const known = new Set(parts.map(([, address]) => address));
  const others = stack.node
    .findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node))
    .map((resource): [string, string] => [
      resource.node.path.slice(stack.node.path.length + 1),
      addressOf(resource),
    ])
    .filter(([, address]) => !known.has(address));
  return new Map([...parts, ...others]);
}

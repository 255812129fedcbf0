import { Construct, type IConstruct } from 'constructs';
import { VmLifecycleError, type Problem } from '../errors';
import { shown } from '../model/notes';
import type { HypervisorCapacity } from '../model/resource-pool';
import type { VmIdRange } from '../model/vm-ids';
import type { Driver } from './contract';

const mark = Symbol.for('vm-lifecycle.Hypervisor');
const registered = Symbol.for('vm-lifecycle.registeredHypervisors');

type Holder = IConstruct & { [registered]?: Hypervisor[] };

/**
 * A hypervisor that VMs, networks and templates are made on.
 *
 * A construct finds its hypervisor by its `hypervisor` prop, else in the nearest enclosing scope that has one.
 */
export abstract class Hypervisor extends Construct {
  abstract readonly driver: Driver;
  /** What its hosts have together; pools and VMs are checked against it. @default - unknown, and unchecked */
  readonly capacity?: HypervisorCapacity;
  /** What fails together with it: a site, a rack, a storage array. Backups lie elsewhere. @default - its own path */
  readonly failureDomain?: string;
  /** Host of VMs that name none. May be a token. @default - the hypervisor chooses */
  readonly defaultHost?: string;
  /** Storage of disks of VMs that name none. May be a token. @default - unknown */
  readonly defaultDatastore?: string;
  /** Ids that its VMs get, where the hypervisor numbers them. @default - none: the next free ones */
  readonly vmIds?: VmIdRange;
  /**
   * What the hosts behind this construct are known by, such as an endpoint and a cluster: constructs of one driver with
   * equal keys stand for one hypervisor, also in several stacks. @default - unknown: only the construct itself
   */
  readonly endpointKey?: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    Object.defineProperty(this, mark, { value: true });
    const holder: Holder = scope;
    holder[registered] = [...(holder[registered] ?? []), this];
  }

  /** True for every hypervisor, also one from another copy of the package. */
  static isHypervisor(value: unknown): value is Hypervisor {
    return typeof value === 'object' && value !== null && mark in value;
  }

  /** The same text for two constructs that stand for one hypervisor. For comparisons within an app, not for people. */
  static keyOf({ driver, endpointKey, node }: Hypervisor): string {
    return endpointKey === undefined ? `path\0${node.path}` : `${driver.name}\0${endpointKey}`;
  }

  /**
   * The hypervisor of a construct: the given one, else that of the nearest enclosing scope.
   *
   * @throws VML047 where there is none, or where a scope has several; VML048 where something else is given
   */
  static of(scope: Construct, given?: Hypervisor): Hypervisor {
    const { hypervisor, problems } = Hypervisor.find(scope, given);
    if (hypervisor === undefined) throw new VmLifecycleError(problems);
    return hypervisor;
  }

  /** {@link of} for what is given from JavaScript: the hypervisor, or why there is none. */
  static find(
    scope: Construct,
    given: unknown,
  ): { readonly hypervisor?: Hypervisor; readonly problems: readonly Problem[] } {
    if (Hypervisor.isHypervisor(given)) return { hypervisor: given, problems: [] };
    if (given !== undefined) return { problems: [noHypervisor(scope, given)] };
    for (const enclosing of [...scope.node.scopes].reverse()) {
      const found = (enclosing as Holder)[registered] ?? [];
      if (found.length === 1) return { hypervisor: found[0], problems: [] };
      if (found.length > 1) {
        const where = enclosing.node.path || 'the app';
        return { problems: [notInReach(scope, `${String(found.length)} hypervisors in ${where}`)] };
      }
    }
    return { problems: [notInReach(scope, 'no hypervisor in any enclosing scope')] };
  }
}

function noHypervisor(scope: Construct, given: unknown): Problem {
  return {
    code: 'VML048',
    path: `${scope.node.path}.hypervisor`,
    got: shown(given),
    rule: 'it is a hypervisor',
    fix: 'give a LibvirtHypervisor, VsphereHypervisor or ProxmoxHypervisor, or leave it out',
  };
}

function notInReach(scope: Construct, what: string): Problem {
  return {
    code: 'VML047',
    path: `${scope.node.path}.hypervisor`,
    got: what,
    rule: 'a construct needs exactly one hypervisor in reach',
    fix: 'give the hypervisor prop, or make one LibvirtHypervisor, VsphereHypervisor or ProxmoxHypervisor in an enclosing scope',
  };
}

/** Where VMs run relative to each other, or on which hosts. */
export type PlacementKind = 'spread' | 'colocate' | 'hosts';

/** A placement rule as plain data. Immutable. */
export interface PlacementRuleModel {
  readonly name: string;
  /** `spread`: no two on one host; `colocate`: all on one host; `hosts`: only on the given hosts. */
  readonly kind: PlacementKind;
  /** True: a VM that cannot follow the rule does not start; false: the rule is a preference. */
  readonly mandatory: boolean;
  /** Host names; given where the kind is `hosts`. */
  readonly hosts: readonly string[];
  /** True: the VMs run everywhere but on the hosts. Only with the kind `hosts`. */
  readonly avoid: boolean;
}

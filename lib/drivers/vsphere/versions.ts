/** Versions of the provider: which ones are accepted, and what each of them can do. */

/** Where the provider comes from; states that were made before its move name `hashicorp/vsphere`. */
export type ProviderSource = 'vmware/vsphere' | 'hashicorp/vsphere';

export const providerSources: readonly ProviderSource[] = ['vmware/vsphere', 'hashicorp/vsphere'];

/** As in `lib/drivers/provider-versions.json`. */
export const defaultProvider = { source: 'vmware/vsphere', version: '>= 2.16.0' } as const;

/** Arguments that older versions of the provider do not have. */
export interface ProviderFeatures {
  /** A virtual TPM: the block `vtpm`. */
  readonly vtpm: boolean;
  /** Machines that are looked up by their UUID. */
  readonly lookupByUuid: boolean;
  /** Changes of VMX keys that do not reboot the machine: `extra_config_reboot_required`. */
  readonly quietExtraConfig: boolean;
  /** The organizational unit of a Windows guest: `domain_ou`. */
  readonly domainOu: boolean;
}

/** The versions that brought them, from the tags of github.com/vmware/terraform-provider-vsphere. */
const since: Readonly<Record<keyof ProviderFeatures, Version>> = {
  lookupByUuid: [2, 2, 0],
  vtpm: [2, 10, 0],
  quietExtraConfig: [2, 3, 0],
  domainOu: [2, 8, 0],
};

type Version = readonly [major: number, minor: number, patch: number];

/** What every version that a constraint allows can do; undefined where the constraint has no lower bound. */
export function featuresOf(constraint: string): ProviderFeatures | undefined {
  const oldest = oldestAllowed(constraint);
  if (oldest === undefined) return undefined;
  const has = (feature: keyof ProviderFeatures): boolean => !isOlder(oldest, since[feature]);
  return {
    lookupByUuid: has('lookupByUuid'),
    vtpm: has('vtpm'),
    quietExtraConfig: has('quietExtraConfig'),
    domainOu: has('domainOu'),
  };
}

/**
 * The oldest version that a constraint allows, such as 2.16.0 for `>= 2.16, < 3.0`.
 * Syntax: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function oldestAllowed(constraint: string): Version | undefined {
  const bounds = constraint.split(',').map((part) => {
    const match = /^\s*(=|!=|>=?|<=?|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?\s*$/.exec(part);
    if (match === null) return 'wrong';
    const [, operator = '=', major, minor = '0', patch = '0'] = match;
    const version: Version = [Number(major), Number(minor), Number(patch)];
    return ['=', '>=', '>', '~>'].includes(operator) ? version : 'upper';
  });
  if (bounds.includes('wrong')) return undefined;
  return bounds
    .filter((bound): bound is Version => typeof bound !== 'string')
    .reduce<Version | undefined>(
      (highest, bound) => (highest === undefined || isOlder(highest, bound) ? bound : highest),
      undefined,
    );
}

function isOlder(a: Version, b: Version): boolean {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different >= 0 && (a[different] ?? 0) < (b[different] ?? 0);
}

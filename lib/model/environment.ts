import type { NamingConvention } from './naming';
import type {
  Acceptance,
  EnvironmentCategory,
  GuestProps,
  HardeningPackName,
  NetworkModel,
} from './vm-props';

/** What an environment gives to each of its VMs, as plain data. */
export interface EnvironmentModel {
  /** Name, such as `production` or `team-a-dev`. */
  readonly name: string;
  readonly category: EnvironmentCategory;
  /** @default - any valid name */
  readonly naming?: NamingConvention;
  /** Networks by the name that VMs use. @default - none */
  readonly networks?: Readonly<Record<string, NetworkModel>>;
  /** @default - none; each VM names its own */
  readonly owner?: string;
  /** Guest settings that each VM starts from. @default - none */
  readonly guestDefaults?: Partial<Omit<GuestProps, 'hostname' | 'operatingSystem' | 'windows'>>;
  /** @default 'baseline' */
  readonly hardeningPack?: HardeningPackName;
  /** Secrets that may reach the state because a provider leaves no other way. @default - none */
  readonly secretsInState?: SecretsInState;
  /** VMs of a production environment that no backup policy protects. @default - none: each has one */
  readonly withoutBackup?: WithoutBackup;
}

/** A decision to run production VMs without a backup policy. */
export interface WithoutBackup extends Acceptance {
  /** Names of the VMs. */
  readonly vms: readonly string[];
}

/** A decision to let the secrets of some VMs reach the state, which is encrypted. */
export interface SecretsInState extends Acceptance {
  /** What encrypts the state: OpenTofu's state encryption, or the backend (S3 with KMS, HCP Terraform). */
  readonly stateEncryption: 'opentofu' | 'backend';
  /** Names of the VMs. */
  readonly vms: readonly string[];
}

/** Category of an environment by its name; anything unknown is treated as production, the strictest. */
export function categoryOf(environmentName: string): EnvironmentCategory {
  const words = environmentName.toLowerCase().split(/[^a-z]+/);
  const table: Readonly<Record<string, EnvironmentCategory>> = {
    production: 'production',
    prod: 'production',
    staging: 'staging',
    stage: 'staging',
    test: 'staging',
    development: 'development',
    dev: 'development',
    sandbox: 'development',
    lab: 'lab',
  };
  // Own fields only: a name such as "constructor" is no category.
  const found = words.flatMap((word) => (Object.hasOwn(table, word) ? [table[word]] : []));
  return found.includes('production') ? 'production' : (found[0] ?? 'production');
}

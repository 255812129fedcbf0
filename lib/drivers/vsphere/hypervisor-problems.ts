import { Token } from 'cdktf';
import { got, type Problem } from '../../errors';
import { Duration } from '../../model/duration';
import { capacityProblems } from '../../model/hypervisor-capacity';
import { shown } from '../../model/notes';
import { textProblems, wordProblems } from '../common/texts';
import type { VsphereHypervisorProps } from './hypervisor';
import { hardwareVersion } from './options';
import { oldestAllowed, providerSources } from './versions';

interface ProviderVersion {
  readonly source?: string;
  readonly version?: string;
}

/** Newest virtual hardware that the provider knows (`hardware_version` of vmware/vsphere 2.16.1). */
const NEWEST_HARDWARE = 22;

/** What is wrong with the props of a hypervisor, given what else the stack installs. */
export function propProblems(
  props: VsphereHypervisorProps,
  path: string,
  chosen: Required<ProviderVersion>,
  others: readonly ProviderVersion[],
): readonly Problem[] {
  const { server, alias, failureDomain, resourcePool, folder, tagging } = props;
  const { datacenter, cluster, host, datastore, datastoreCluster } = props;
  const ownership = ['create', 'existing'];
  return [
    ...textProblems({ datacenter }, path, true),
    ...textProblems(
      { server, alias, cluster, host, resourcePool, datastore, datastoreCluster, failureDomain },
      path,
    ),
    ...(typeof folder === 'object'
      ? textProblems({ path: folder.path }, `${path}.folder`, true)
      : textProblems({ folder }, path)),
    ...(tagging?.prefix === '' ? [] : textProblems({ prefix: tagging?.prefix }, `${path}.tagging`)),
    ...wordProblems(
      { categories: [tagging?.categories, ownership], values: [tagging?.values, ownership] },
      `${path}.tagging`,
    ),
    ...wordProblems(
      {
        customAttributes: [props.customAttributes, [...ownership, 'none']],
        providerSource: [props.providerSource, providerSources],
      },
      path,
    ),
    ...exactlyOne({ cluster, host }, path, 'machines run on a cluster, or on a single host'),
    ...exactlyOne(
      { datastore, datastoreCluster },
      path,
      'disks lie on a datastore, or in a cluster',
    ),
    ...versionProblems(path, chosen, others),
    ...besideProvider(props, path),
    ...durationProblems('guestTimeout', props.guestTimeout, path),
    ...durationProblems('customizationTimeout', props.customizationTimeout, path),
    ...hardwareProblems(props.hardwareVersion, path),
    ...(props.capacity === undefined
      ? []
      : capacityProblems(props.capacity, `${path}.capacity`, (value) => Token.isUnresolved(value))),
  ];
}

function exactlyOne(
  fields: Readonly<Record<string, unknown>>,
  path: string,
  rule: string,
): Problem[] {
  const names = Object.keys(fields);
  const given = names.filter((name) => fields[name] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      code: given.length === 0 ? 'VML041' : 'VML048',
      path: `${path}.${names[0] ?? ''}`,
      got: given.length === 0 ? 'nothing' : given.join(' and '),
      rule,
      fix: `give exactly one of ${names.join(' and ')}`,
    },
  ];
}

function versionProblems(
  path: string,
  { source, version }: Required<ProviderVersion>,
  others: readonly ProviderVersion[],
): Problem[] {
  if (typeof version !== 'string' || oldestAllowed(version) === undefined) {
    return [
      {
        code: 'VML048',
        path: `${path}.providerVersion`,
        got: shown(version),
        rule: 'it is a version constraint of Terraform with a lower bound',
        fix: 'write it as in ">= 2.16.0", or "2.16.1" for exactly one version',
      },
    ];
  }
  const other = others.find((one) => one.source !== source || one.version !== version);
  if (other === undefined) return [];
  return [
    {
      code: 'VML048',
      path: `${path}.providerVersion`,
      got: `${source} ${version}, beside ${String(other.source)} ${String(other.version)}`,
      rule: 'Terraform installs one version of a provider for a stack',
      fix: 'give all vSphere hypervisors of the stack the same providerSource and providerVersion',
    },
  ];
}

/** A provider that exists already has its own settings. */
function besideProvider(props: VsphereHypervisorProps, path: string): Problem[] {
  if (props.provider === undefined) return [];
  const fields = ['server', 'allowUnverifiedSsl', 'alias', 'providerSource'] as const;
  return fields
    .filter((field) => props[field] !== undefined)
    .map((field) => ({
      code: 'VML048',
      path: `${path}.${field}`,
      got: shown(props[field]),
      rule: 'a provider that is given has settings of its own',
      fix: `leave ${field} out, or leave provider out`,
    }));
}

function durationProblems(field: string, value: unknown, path: string): Problem[] {
  if (value === undefined) return [];
  if (Duration.isDuration(value) && value.toSeconds() % 60 === 0) return [];
  return [
    {
      code: Duration.isDuration(value) ? 'VML054' : 'VML048',
      path: `${path}.${field}`,
      got: shown(value),
      rule: 'it is a Duration in whole minutes',
      fix: 'write it as Duration.minutes(10)',
    },
  ];
}

function hardwareProblems(value: unknown, path: string): Problem[] {
  if (value === undefined) return [];
  const isVersion = typeof value === 'number' && Number.isInteger(value);
  if (isVersion && value >= hardwareVersion && value <= NEWEST_HARDWARE) return [];
  return [
    {
      code: 'VML048',
      path: `${path}.hardwareVersion`,
      got: got(value),
      rule: `virtual hardware that is current is version ${String(hardwareVersion)} to ${String(NEWEST_HARDWARE)}`,
      fix: 'leave it out, or give the version that all hosts of the cluster know',
    },
  ];
}

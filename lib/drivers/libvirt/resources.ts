/** The one file of this driver that makes Terraform resources. Input: mapped arguments. Output: resources and tokens. */

import { Op, Token, type TerraformProvider, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { Domain } from '../../../.gen/providers/libvirt/domain';
import { Network } from '../../../.gen/providers/libvirt/network';
import { Pool } from '../../../.gen/providers/libvirt/pool';
import {
  LibvirtProvider,
  type LibvirtProviderConfig,
} from '../../../.gen/providers/libvirt/provider';
import { Volume } from '../../../.gen/providers/libvirt/volume';
import { lazyAddressOf } from '../common/address';
import { withIgnored } from '../common/ignored';
import { literal, shortDigest } from '../common/literal';
import { lockValue } from '../common/value-lock';
import type {
  INetwork,
  ITemplate,
  NetworkProps,
  TemplateProps,
  VmRequest,
  VmResources,
} from '../contract';
import { domainArguments } from './map-domain';
import { dataVolume, systemVolume, templateVolume } from './map-volumes';
import type { LibvirtOptions } from './options';
import { createSeed } from './resources-seed';

/** What every resource of one hypervisor shares. */
export interface LibvirtContext {
  readonly provider: TerraformProvider;
  readonly options: LibvirtOptions;
}

export function createProvider(scope: Construct, uri: string | undefined): TerraformProvider {
  // The bindings ask for a URI; the provider itself falls back on LIBVIRT_DEFAULT_URI.
  const config = uri === undefined ? {} : { uri: literal(uri) };
  return new LibvirtProvider(scope, 'Provider', config as LibvirtProviderConfig);
}

export function createPool(
  scope: Construct,
  provider: TerraformProvider,
  pool: { readonly name: string; readonly path: string },
): string {
  return new Pool(scope, 'StoragePool', {
    provider,
    name: literal(pool.name),
    type: 'dir',
    target: { path: literal(pool.path) },
  }).name;
}

export function createTemplate(
  scope: Construct,
  { provider, options }: LibvirtContext,
  props: TemplateProps,
): ITemplate {
  const given = templateVolume(props, options.pool);
  const volume = new Volume(scope, 'Resource', {
    ...given,
    provider,
    name: literal(given.name),
    source: literal(props.image),
  });
  lockValue(scope, 'Generation', {
    value: literal(props.generation),
    protects: volume,
    message: literal(
      `[VML034] ${scope.node.path}.generation: got ${props.generation}; replacing a template's volume would erase the ` +
        'base of every clone; declare a further Template with the new generation, and keep this one while it has clones',
    ),
  });
  return {
    templateName: props.templateName,
    generation: props.generation,
    templateId: volume.id,
    reportedDiskBytes: volume.getNumberAttribute('size'),
    image: props.image,
    ...(props.systemDiskSize === undefined ? {} : { systemDiskSize: props.systemDiskSize }),
    ...(props.attestedControls === undefined ? {} : { attestedControls: props.attestedControls }),
  };
}

export function createNetwork(
  scope: Construct,
  { provider }: LibvirtContext,
  props: NetworkProps,
  gateway: string,
): INetwork {
  const modes = { nat: 'nat', routed: 'route', isolated: 'none' } as const;
  const network = new Network(scope, 'Resource', {
    provider,
    name: literal(props.networkName),
    mode: modes[props.mode ?? 'nat'],
    addresses: [props.cidr],
    autostart: true,
    dhcp: { enabled: true },
    ...(props.domain === undefined
      ? {}
      : { domain: literal(props.domain), dns: { enabled: true, localOnly: true } }),
  });
  return {
    networkName: props.networkName,
    cidr: props.cidr,
    gateway,
    ...(props.category === undefined ? {} : { category: props.category }),
    attachment: { id: network.id },
  };
}

export function createVm(
  scope: Construct,
  { provider, options }: LibvirtContext,
  request: VmRequest,
): VmResources {
  const { vm, template, path, rebuiltWith } = request;
  const keep = { lifecycle: { preventDestroy: vm.protection } };
  // Named for both: a volume under a new id alone does not replace the domain that runs on it.
  const rebuilds = rebuiltWith === undefined ? [] : [rebuiltWith];

  const system = new Volume(scope, 'SystemDisk', {
    ...named(systemVolume(request, options.pool)),
    provider,
    // A template that was built anew must never replace the disks that were cloned from the old one.
    lifecycle: {
      ...(vm.protection ? keep.lifecycle : {}),
      // Nor must a changed cloneType; only a record of the generation makes the disk anew.
      ignoreChanges: ['base_volume_id', 'source', 'xml'],
      ...(rebuiltWith && { replaceTriggeredBy: rebuilds.map(lazyAddressOf) }),
    },
  });
  const size = vm.systemDiskSize?.toText() ?? 'as the template';
  lockSize(system, size, `${path}.systemDiskSize`, rebuiltWith);
  if (vm.systemDiskSize !== undefined && template.reportedDiskBytes !== undefined) {
    requireTemplateFits(system, vm.systemDiskSize.bytes, template.reportedDiskBytes, path);
  }
  lockPlace(system, path, rebuiltWith);

  const data = vm.dataDisks.map((disk) => {
    const volume = new Volume(scope, `DataDisk-${disk.name}`, {
      ...named(dataVolume(vm, disk, options.pool)),
      provider,
      ...(vm.protection ? keep : {}),
    });
    lockSize(volume, disk.size.toText(), `${path}.dataDisks.${disk.name}.size`);
    lockPlace(volume, path);
    return volume;
  });

  const seed = createSeed(scope, { provider, options }, request);

  const machine = new Domain(scope, 'Resource', {
    ...named(
      domainArguments(request, options, {
        systemVolumeId: system.id,
        dataVolumeIds: data.map((volume) => volume.id),
        seedId: seed.id,
      }),
    ),
    provider,
    // The provider's update in place looks for the seed at an IDE position that q35 does not have.
    lifecycle: {
      replaceTriggeredBy: [seed.resource, ...rebuilds].map(lazyAddressOf),
      // Others write notes there, and the provider would make the machine anew to remove them.
      ignoreChanges: ['description'],
    },
  });

  const disks = Object.fromEntries(
    vm.dataDisks.map((disk, index) => [`data disk ${disk.name}`, data[index] as TerraformResource]),
  );
  const reportedAddresses = Object.fromEntries(
    vm.networks.map((nic, index) => [nic.name, machine.networkInterface.get(index).addresses]),
  );
  return {
    machine,
    vmId: machine.id,
    reportedAddresses,
    all: { machine, 'system disk': system, ...disks, seed: seed.resource },
  };
}

/** The provider starts a stopped domain that is declared as running. */
export function retireVm({ machine }: VmResources): void {
  if (!(machine instanceof Domain)) return;
  machine.autostart = false;
  machine.lifecycle = withIgnored(machine.lifecycle, 'running');
}

function named<T extends { name: string }>(config: T): T {
  return { ...config, name: literal(config.name) };
}

function lockSize(
  volume: Volume,
  size: string,
  path: string,
  renewedWith?: TerraformResource,
): void {
  lockValue(volume, 'Size', {
    value: size,
    protects: volume,
    renewedWith,
    message: literal(
      `[VML028] ${path}: got ${size}; the provider replaces a volume whose size changes, which would erase it; ` +
        'keep the size, and add a data disk for more room',
    ),
  });
}

/** A volume is known by its name and its pool; the provider would erase it to give it others. */
function lockPlace(volume: Volume, path: string, renewedWith?: TerraformResource): void {
  const { nameInput: name = '', poolInput: pool = '' } = volume;
  lockValue(volume, 'Place', {
    // A digest: texts may hold what Terraform evaluates in a condition.
    value: shortDigest(JSON.stringify([name, pool])),
    protects: volume,
    renewedWith,
    message: `[VML028] ${literal(path)}: got the volume ${name} in the storage pool ${pool}; the provider replaces a volume that is renamed or moved, which would erase it; keep the name of the VM and the storage of its disks, or make a second VM and copy what is in them`,
  });
}

function requireTemplateFits(system: Volume, bytes: number, reported: number, path: string): void {
  const existing = system.lifecycle?.precondition ?? [];
  system.lifecycle = {
    ...system.lifecycle,
    precondition: [
      ...existing,
      {
        condition: Token.asString(Op.gte(bytes, reported)),
        errorMessage: literal(
          `[VML029] ${path}.systemDiskSize: got ${String(bytes)} bytes; a system disk is at least as large as its ` +
            'template; give a larger size, or leave it out',
        ),
      },
    ],
  };
}

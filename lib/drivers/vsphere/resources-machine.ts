/** Makes a machine with what belongs to it alone. Input: mapped arguments. Output: resources and tokens. */

import { Fn, Op, Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import {
  DataVsphereVirtualMachine,
  type DataVsphereVirtualMachineConfig,
} from '@cdktf/provider-vsphere/lib/data-vsphere-virtual-machine';
import { DrsVmOverride } from '@cdktf/provider-vsphere/lib/drs-vm-override';
import { HaVmOverride } from '@cdktf/provider-vsphere/lib/ha-vm-override';
import { VirtualMachine } from '@cdktf/provider-vsphere/lib/virtual-machine';
import { lazyAddressOf } from '../common/address';
import { literal, optionalLiteral } from '../common/literal';
import { TerraformData } from '../common/terraform-data';
import type { INetwork, VmRequest, VmResources } from '../contract';
import { migrationArguments } from './map-cluster';
import { diskArguments } from './map-disks';
import {
  anyGuest,
  attributesOf,
  machineArguments,
  takenFromTemplate,
  type MachineParts,
} from './map-machine';
import { networkArguments } from './map-networks';
import { hardwareVersion } from './options';
import { reportedIn, type ReportedTemplate } from './reported-template';
import type { VsphereContext } from './resources';
import { lockCustomization } from './resources-customization';
import { guestInfo } from './resources-guest';

export function createVm(
  scope: Construct,
  context: VsphereContext,
  request: VmRequest,
): VmResources {
  const { provider, options } = context;
  const { vm, template, rebuiltWith } = request;
  const reported = reportedIn(template);
  const rebuilt = rebuiltWith && { replaceTriggeredBy: [lazyAddressOf(rebuiltWith)] };
  const given = machineArguments(request, options, partsOf(scope, context, request, reported));
  const machine = new VirtualMachine(scope, 'Resource', {
    ...given,
    name: literal(given.name),
    provider,
    lifecycle: {
      ...(vm.protection ? { preventDestroy: true } : {}),
      ignoreChanges: [
        ...takenFromTemplate,
        ...(options.hardwareVersion === undefined ? ['hardware_version'] : []),
        ...(vm.systemDiskSize === undefined ? ['disk[0].size'] : []),
        // DRS moves the machine within its cluster; where it is, is not a change.
        ...(options.cluster ? ['host_system_id'] : []),
      ],
      ...rebuilt,
    },
  });
  const source =
    reported && requireFittingTemplate(scope, machine, request, { reported, ...rebuilt });
  lockCustomization(scope, machine, request);
  const checks = checkLiveMachine(scope, context, request, machine);
  const overrides = createOverrides(scope, context, request, machine);
  return {
    machine,
    vmId: machine.id,
    // The provider reports the addresses of all interfaces as one list: it says nothing of several.
    reportedAddresses: Object.fromEntries(
      vm.networks.length === 1
        ? vm.networks.map((nic) => [nic.name, machine.guestIpAddresses])
        : [],
    ),
    all: {
      machine,
      ...(source && { 'clone source': source }),
      'live checks': checks,
      ...overrides,
    },
  };
}

function partsOf(
  scope: Construct,
  context: VsphereContext,
  request: VmRequest,
  reported: ReportedTemplate | undefined,
): MachineParts {
  const { lookups, options } = context;
  const { vm, template, pool } = request;
  const { host, datastore, folder, storagePolicy } = vm.location;
  const storagePolicyId =
    storagePolicy === undefined ? undefined : lookups.storagePolicyId(storagePolicy);
  const own = optionalLiteral(folder) ?? context.folder;
  return {
    resourcePoolId: pool?.poolId ?? context.resourcePoolId,
    templateId: template.templateId,
    guestId: reported?.guestId ?? anyGuest[vm.guest.operatingSystem],
    hardwareVersion:
      options.hardwareVersion ??
      (reported === undefined
        ? hardwareVersion
        : Token.asNumber(Fn.max([hardwareVersion, reported.hardwareVersion]))),
    ...(host === undefined ? {} : { hostId: lookups.host(host).id }),
    ...(storagePolicyId === undefined ? {} : { storagePolicyId }),
    ...(own === undefined ? {} : { folder: own }),
    datastore:
      datastore === undefined ? context.datastore : { datastoreId: lookups.datastoreId(datastore) },
    disks: diskArguments(vm, options, {
      storagePolicyId,
      datastoreId: (name) => lookups.datastoreId(name),
      ...(reported && { template: { ...reported, size: reported.diskGibibytes } }),
    }),
    networks: networkArguments(vm.networks, ({ network }) => {
      const { id, name = '' } = (network as INetwork).attachment;
      return id ?? lookups.networkId(name);
    }),
    tags: context.tags.idsOf(request.tags),
    customAttributes: context.attributes.byId(attributesOf(request)),
    guestInfo: vm.guest.operatingSystem === 'linux' ? guestInfo(scope, request) : {},
  };
}

/**
 * Refuses a plan that would clone from a template which does not fit. What the template was when the machine was cloned is
 * remembered, so that a template which was built anew does not stop later plans.
 *
 * That the template has exactly one snapshot for linked clones is checked at plan by the provider itself: its data source
 * reports no snapshots.
 */
function requireFittingTemplate(
  scope: Construct,
  machine: VirtualMachine,
  { vm, path }: VmRequest,
  from: { readonly reported: ReportedTemplate; readonly replaceTriggeredBy?: string[] },
): TerraformResource {
  const { reported, replaceTriggeredBy } = from;
  const memory = new TerraformData(scope, 'CloneSource', {
    input: { firmware: reported.firmware, disk_gibibytes: reported.diskGibibytes },
    lifecycle: { ignoreChanges: ['input'], ...(replaceTriggeredBy && { replaceTriggeredBy }) },
  });
  // The input is known at plan, the output only after the first apply.
  const input = memory.interpolationForAttribute('input');
  const firmware = vm.firmware === 'uefi' ? 'efi' : 'bios';
  const preconditions = [
    {
      condition: Token.asString(Op.eq(Fn.lookupNested(input, ['firmware']), firmware)),
      errorMessage: literal(
        `[VML035] ${path}.firmware: got ${vm.firmware}; a template installed with another firmware does not start with it; ` +
          `use a template whose firmware is ${firmware}`,
      ),
    },
  ];
  if (vm.systemDiskSize !== undefined) {
    const size = vm.systemDiskSize.toGibibytes();
    const templateSize = Token.asNumber(Fn.lookupNested(input, ['disk_gibibytes']));
    const linked = vm.cloneType === 'linked';
    preconditions.push({
      condition: Token.asString(linked ? Op.eq(size, templateSize) : Op.gte(size, templateSize)),
      errorMessage: literal(
        linked
          ? `[VML034] ${path}.systemDiskSize: got ${vm.systemDiskSize.toText()}; a linked disk is as large as its source; leave it out, or use cloneType "full"`
          : `[VML029] ${path}.systemDiskSize: got ${vm.systemDiskSize.toText()}; a system disk is at least as large as its template; give a larger size, or leave it out`,
      ),
    });
  }
  machine.lifecycle = { ...machine.lifecycle, precondition: preconditions };
  return memory;
}

/**
 * Looks at the machine itself after each apply that changes it, and in each other plan, for what the provider reports as
 * done and has not done:
 *
 * - It knows an interface by its place. Were one removed from the middle, those after it would change their MAC address:
 *   versions before 2.14.2 do not (provider issue 2549), and vSphere wants the machine to be off for it.
 * - vSphere has been seen to leave the TPM out (provider issue 2590).
 */
function checkLiveMachine(
  scope: Construct,
  context: VsphereContext,
  { vm, path }: VmRequest,
  machine: VirtualMachine,
): TerraformResource {
  const { provider, options } = context;
  const live = new DataVsphereVirtualMachine(scope, 'Live', {
    provider,
    ...lookup(context, machine),
  });
  const found = Token.asList(live.interpolationForAttribute('network_interfaces[*].mac_address'));
  const declared = vm.networks.map((nic) => literal(nic.macAddress));
  const both = Fn.min([Fn.lengthOf(found), declared.length]);
  const first = (macs: string[]): string =>
    Fn.lower(Fn.join(',', Token.asList(Fn.slice(macs, 0, Token.asNumber(both)))));
  return new TerraformData(scope, 'LiveChecks', {
    lifecycle: {
      precondition: [
        {
          condition: Token.asString(Op.eq(first(found), first(declared))),
          errorMessage: literal(
            `[VML044] ${path}.networks: got other MAC addresses on the machine; an interface keeps its place and its MAC address ` +
              'while the VM runs; put the interfaces back, take out those behind the one that shall go together with it, ' +
              'and then add them again',
          ),
        },
        ...(vm.vtpm && options.features.vtpm
          ? [
              {
                condition: Token.asString(live.vtpm),
                errorMessage: literal(
                  `[VML040] ${path}.vtpm: got a machine without TPM; vSphere has left it out; configure a key provider in ` +
                    'vCenter, switch the machine off and apply again',
                ),
              },
            ]
          : []),
      ],
    },
  });
}

/** The machine depends on nothing that is looked up here, so that Terraform looks once it is made, or changed. */
function lookup(
  { lookups, options }: VsphereContext,
  machine: VirtualMachine,
): Pick<DataVsphereVirtualMachineConfig, 'uuid' | 'name' | 'datacenterId'> {
  if (options.features.lookupByUuid) return { uuid: machine.id };
  const path = Fn.join('/', Token.asList(Fn.compact([machine.folder, machine.name])));
  return { name: path, datacenterId: lookups.datacenterId };
}

/** What the machine's cluster does otherwise than with every VM. */
function createOverrides(
  scope: Construct,
  { provider, clusterId }: VsphereContext,
  { vm }: VmRequest,
  machine: VirtualMachine,
): Record<string, TerraformResource> {
  const { restartPriority, migration } = vm.availability ?? {};
  // On a single host both are refused before, see validate.ts.
  if (clusterId === undefined) return {};
  const common = { provider, computeClusterId: clusterId, virtualMachineId: machine.id };
  return {
    ...(restartPriority && {
      'restart priority': new HaVmOverride(scope, 'RestartPriority', {
        ...common,
        haVmRestartPriority: restartPriority,
      }),
    }),
    ...(migration && {
      migration: new DrsVmOverride(scope, 'Migration', {
        ...common,
        ...migrationArguments(migration),
      }),
    }),
  };
}

import { got, type Problem } from '../../errors';
import type { CapabilityName, CapabilityTable } from '../../model/capabilities';
import { shown } from '../../model/notes';
import { unsupported, unsupportedFields } from '../common/unsupported';
import type { INetwork, VmRequest } from '../contract';
import { maximumDataDisks, systemDiskLabel } from './map-disks';
import { isReservedMac } from './map-networks';
import type { VsphereOptions } from './options';
import { reportedIn } from './reported-template';
import { windowsTimeZone } from './windows-time-zones';

/** Interfaces of one machine (VMware Configuration Maximums; `network_interface` of the provider). */
const MAXIMUM_INTERFACES = 10;

/** A run-once command of sysprep (vSphere API, CustomizationGuiRunOnce). */
const LONGEST_COMMAND = 260;

/** The problem of asking for a capability, where there is one. */
type Asked = (field: string, value: unknown, capability: CapabilityName) => readonly Problem[];

/** What the VM asks for that vSphere, or this version of its provider, cannot do. */
export function validateVm(
  request: VmRequest,
  options: VsphereOptions,
  capabilities: CapabilityTable,
): readonly Problem[] {
  const { path } = request;
  const vsphere = { title: options.title, capabilities };
  const problems: Problem[] = [];
  const asked: Asked = (field, value, capability) =>
    unsupported(vsphere, capability, `${path}.${field}`, value);
  const add = (field: string, value: unknown, rule: string, fix: string): void => {
    problems.push({ code: 'VML044', path: `${path}.${field}`, got: shown(value), rule, fix });
  };
  const { vm } = request;
  const { location, availability } = vm;
  problems.push(
    ...unsupportedFields(vsphere, path, [
      ['vtpm', vm.vtpm, 'firmware.vtpm'],
      ['powerState', vm.powerState === 'stopped' && vm.powerState, 'power.stopped'],
      ['location.vmId', location.vmId, 'location.vm-id'],
      [
        'availability.restartPriority',
        availability?.restartPriority,
        'availability.restart-priority',
      ],
      ['availability.migration', availability?.migration, 'availability.migration'],
      ['availability.replication', availability?.replication, 'availability.replication'],
    ]),
  );
  if (!vm.autostart && availability?.restartPriority !== 'disabled') {
    add(
      'autostart',
      false,
      `${options.title} has no start order of single machines`,
      "leave it out; availability.restartPriority 'disabled' keeps vSphere HA from restarting the VM",
    );
  }
  return [
    ...problems,
    ...templateProblems(request),
    ...diskProblems(request, options),
    ...networkProblems(request, asked),
    ...(vm.guest.operatingSystem === 'windows' ? windowsProblems(request, options) : []),
  ];
}

function templateProblems({ vm, template, path }: VmRequest): Problem[] {
  if (template.reported === undefined) {
    return [
      {
        code: 'VML048',
        path: `${path}.template`,
        got: got(template.templateName),
        rule: 'a VM is cloned from a template that vCenter has been asked about',
        fix: 'use Template.fromName, Template.fromVmId or Template.fromContentLibraryItem',
      },
    ];
  }
  if (reportedIn(template) !== undefined) return [];
  // Nothing is reported of an item of a content library.
  const problems: Problem[] = [];
  if (vm.cloneType === 'linked') {
    problems.push({
      code: 'VML044',
      path: `${path}.cloneType`,
      got: got('linked'),
      rule: 'vSphere makes no linked clones of an item of a content library',
      fix: "use cloneType 'full', or a template of the inventory: Template.fromName",
    });
  }
  if (vm.systemDiskSize === undefined) {
    problems.push({
      code: 'VML041',
      path: `${path}.systemDiskSize`,
      got: 'nothing',
      rule: 'vCenter does not report the disk size of an item of a content library',
      fix: 'give systemDiskSize, at least the size of the template',
    });
  }
  return problems;
}

function diskProblems({ vm, path }: VmRequest, options: VsphereOptions): Problem[] {
  const problems: Problem[] = [];
  if (vm.dataDisks.length > maximumDataDisks) {
    problems.push({
      code: 'VML044',
      path: `${path}.dataDisks`,
      got: `${String(vm.dataDisks.length)} data disks`,
      rule: `a VM on vSphere has at most ${String(maximumDataDisks)} data disks, on one controller with the system disk`,
      fix: 'use fewer, larger disks',
    });
  }
  if (vm.dataDisks.some(({ name }) => name === systemDiskLabel)) {
    problems.push({
      code: 'VML031',
      path: `${path}.dataDisks.${systemDiskLabel}.name`,
      got: got(systemDiskLabel),
      rule: 'it is the label of the system disk on vSphere',
      fix: 'give the disk another name',
    });
  }
  // With a datastore of its own the VM is not placed by Storage DRS.
  const storageDrs = options.datastoreCluster && vm.location.datastore === undefined;
  for (const { name, datastore } of storageDrs ? vm.dataDisks : []) {
    if (datastore === undefined) continue;
    problems.push({
      code: 'VML044',
      path: `${path}.dataDisks.${name}.datastore`,
      got: shown(datastore),
      rule: 'Storage DRS places all disks of a VM in its datastore cluster',
      fix: 'leave the datastore of the disk out, or give location.datastore for the whole VM',
    });
  }
  return problems;
}

function networkProblems({ vm, path }: VmRequest, asked: Asked): Problem[] {
  const problems: Problem[] = [];
  if (vm.networks.length > MAXIMUM_INTERFACES) {
    problems.push({
      code: 'VML044',
      path: `${path}.networks`,
      got: `${String(vm.networks.length)} interfaces`,
      rule: `a VM on vSphere has at most ${String(MAXIMUM_INTERFACES)} interfaces`,
      fix: 'use fewer',
    });
  }
  vm.networks.forEach((nic, index) => {
    const field = `networks[${String(index)}]`;
    const { attachment } = nic.network as Partial<INetwork>;
    if (nic.network.vlan !== undefined) {
      problems.push(...asked(`${field}.network.vlan`, nic.network.vlan, 'network.vlan'));
    }
    if (attachment === undefined || (attachment.id ?? attachment.name) === undefined) {
      problems.push({
        code: 'VML048',
        path: `${path}.${field}.network`,
        got: got(nic.network.networkName),
        rule: 'an interface attaches to a port group of its vCenter',
        fix: 'give its name: Network.fromName(...)',
      });
    }
    if (isReservedMac(nic.macAddress)) {
      problems.push({
        code: 'VML015',
        path: `${path}.${field}.macAddress`,
        got: got(nic.macAddress),
        rule: 'vSphere keeps 00:0c:29 and 00:50:56:40 and above for addresses that it assigns itself',
        fix: 'leave it out, or use 00:50:56:00:00:00 to 00:50:56:3f:ff:ff',
      });
    }
    const { inboundMegabitsPerSecond: inbound, outboundMegabitsPerSecond: outbound } =
      nic.bandwidth ?? {};
    const bandwidth = (direction: string, value: number, rule: string, fix: string): void => {
      const at = `${path}.${field}.bandwidth.${direction}MegabitsPerSecond`;
      problems.push({ code: 'VML044', path: at, got: got(value), rule, fix });
    };
    if (inbound !== undefined) {
      const rule =
        'vSphere limits the traffic that leaves a VM; the rest is shaped by the port group';
      bandwidth('inbound', inbound, rule, 'leave it out, and shape the traffic of the port group');
    }
    if (outbound !== undefined && !Number.isInteger(outbound)) {
      const rule = 'vSphere limits traffic in whole megabits per second';
      bandwidth('outbound', outbound, rule, `give ${String(Math.ceil(outbound))}`);
    }
  });
  return problems;
}

function windowsProblems({ vm, path }: VmRequest, { features, title }: VsphereOptions): Problem[] {
  const { timezone, runOnce, windows } = vm.guest;
  const problems: Problem[] = [];
  const add = (
    code: Problem['code'],
    field: string,
    value: string,
    rule: string,
    fix: string,
  ): void => {
    problems.push({ code, path: `${path}.guest.${field}`, got: value, rule, fix });
  };
  if (windowsTimeZone(timezone) === undefined) {
    const rule = 'sysprep knows time zones by an index, and this one has none';
    add(
      'VML053',
      'timezone',
      got(timezone),
      rule,
      'give a larger city of the same zone, or Etc/UTC',
    );
  }
  const unit = windows?.activeDirectory?.organizationalUnit;
  const unitAt = 'windows.activeDirectory.organizationalUnit';
  if (unit !== undefined && !features.domainOu) {
    const rule = `${title} joins a domain in its default unit only`;
    add('VML044', unitAt, shown(unit), rule, 'use version 2.8.0 of the provider or newer');
  }
  if (unit?.includes(' ') === true) {
    const rule = 'vSphere takes no spaces in the name of an organizational unit';
    add(
      'VML044',
      unitAt,
      shown(unit),
      rule,
      'name a unit without spaces, and move the computer later',
    );
  }
  if (runOnce.length > 0 && windows?.administratorPassword === undefined) {
    const rule = 'Windows runs commands when the administrator logs on for the first time';
    const fix = 'give administratorPassword, or leave runOnce out';
    add('VML041', 'windows.administratorPassword', 'nothing', rule, fix);
  }
  runOnce.forEach((command, index) => {
    if (command.length <= LONGEST_COMMAND) return;
    const value = `${String(command.length)} characters`;
    const rule = `a run-once command of Windows has at most ${String(LONGEST_COMMAND)} characters`;
    add('VML044', `runOnce[${String(index)}]`, value, rule, 'put a script into the template');
  });
  vm.networks.forEach((nic, index) => {
    if (!nic.slaac) return;
    problems.push({
      code: 'VML044',
      path: `${path}.networks[${String(index)}].slaac`,
      got: 'true',
      rule: 'sysprep does not configure router advertisements',
      fix: 'leave it out, and configure the template',
    });
  });
  return problems;
}

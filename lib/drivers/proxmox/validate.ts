import { declared } from '../../hardening/plan';
import { got, type Problem } from '../../errors';
import type { CapabilityName } from '../../model/capabilities';
import { SYSTEM_DISK } from '../../model/identity';
import { isVmId } from '../../model/vm-ids';
import { unsupported } from '../common/unsupported';
import type { VmRequest } from '../contract';
import { proxmoxCapabilities, proxmoxTitle } from './capabilities';
import { isDnsName } from './names';
import { slotProblems } from './disk-slots';
import { hasUnknownSources } from './map-firewall';
import { bridgeOf, systemDiskSize } from './map-vm';
import { isHighlyAvailable, type ProxmoxOptions } from './options';
import { templateIdProblems } from './vm-ids';

const proxmox = { title: proxmoxTitle, capabilities: proxmoxCapabilities };

type Refuse = (field: string, value: unknown, rule: string, fix: string) => void;

/** Memory that a machine with memory hot-plug starts with; the rest comes as modules (qemu-server, Memory.pm). */
const LEAST_HOTPLUG_MEBIBYTES = 1024;

export const linkedDiskRule =
  'the provider does not grow the system disk of a linked clone, save when it makes it';
export const linkedDiskRemedy =
  "keep the size and add a data disk, or make the disk a full copy (`qm disk move`) and declare cloneType 'full'";

/** What the VM asks for that Proxmox VE, or its provider, cannot do. */
export function validateVm(request: VmRequest, options: ProxmoxOptions): readonly Problem[] {
  const { vm, path } = request;
  const problems: Problem[] = [];
  const refuse: Refuse = (field, value, rule, fix) => {
    problems.push({ code: 'VML044', path: `${path}.${field}`, got: got(value), rule, fix });
  };
  const cannot = (field: string, value: unknown, capability: CapabilityName): void => {
    problems.push(...unsupported(proxmox, capability, `${path}.${field}`, value));
  };

  if (!isDnsName(vm.name)) {
    problems.push({
      code: 'VML003',
      path: `${path}.name`,
      got: got(vm.name),
      rule: 'a VM of Proxmox VE has a DNS name: letters, digits and "-", parts separated by "."',
      fix: 'rename the VM',
    });
  }
  if (vm.cpuHotAdd) cannot('cpuHotAdd', true, 'hot-add.cpu');
  if (vm.guest.operatingSystem === 'windows') {
    cannot('guest.operatingSystem', 'windows', 'guest.windows');
  }
  const { folder, storagePolicy, vmId } = vm.location;
  if (folder !== undefined) cannot('location.folder', folder, 'location.folder');
  if (storagePolicy !== undefined) {
    cannot('location.storagePolicy', storagePolicy, 'location.storage-policy');
  }
  if (vmId !== undefined && !isVmId(vmId)) {
    problems.push({
      code: 'VML036',
      path: `${path}.location.vmId`,
      got: got(vmId),
      rule: 'Proxmox VE knows no such VM id',
      fix: 'give a whole number from 100 to 999999999',
    });
  }
  if (vm.memoryHotAdd && vm.memory.toMebibytes() < LEAST_HOTPLUG_MEBIBYTES) {
    refuse(
      'memory',
      vm.memory,
      'a machine with memory hot-plug starts with at least 1 GiB',
      'give at least 1 GiB, or leave memoryHotAdd out',
    );
  }
  problems.push(
    ...templateIdProblems(request, options.vmIds),
    ...availabilityProblems(request, options, cannot, refuse),
    ...diskProblems(request, options),
    ...networkProblems(request, options),
  );
  if (options.snippetDatastore === undefined) withoutChannel(request, refuse);
  return problems;
}

function availabilityProblems(
  { vm, path }: VmRequest,
  options: ProxmoxOptions,
  cannot: (field: string, value: unknown, capability: CapabilityName) => void,
  refuse: Refuse,
): readonly Problem[] {
  const { restartPriority, migration, replication = [] } = vm.availability ?? {};
  if (restartPriority !== undefined && restartPriority !== 'disabled') {
    cannot('availability.restartPriority', restartPriority, 'availability.restart-priority');
  }
  if (migration === 'automatic' && !isHighlyAvailable(vm, options)) {
    refuse(
      'availability.migration',
      migration,
      'nothing but HA moves a VM of Proxmox VE, and HA does not manage this one',
      'set highAvailability of the ProxmoxHypervisor, or leave migration out',
    );
  }
  const host = vm.location.host ?? options.node;
  return replication.flatMap((copy, index) =>
    copy.host === host
      ? [
          {
            code: 'VML038' as const,
            path: `${path}.availability.replication[${String(index)}].host`,
            got: got(copy.host),
            rule: 'a copy lies on another node than the VM',
            fix: 'name another node',
          },
        ]
      : [],
  );
}

function diskProblems(request: VmRequest, options: ProxmoxOptions): readonly Problem[] {
  const { vm, path } = request;
  const problems: Problem[] = [...slotProblems(vm.dataDisks, path)];
  if (systemDiskSize(request) === undefined) {
    problems.push({
      code: 'VML041',
      path: `${path}.systemDiskSize`,
      got: 'nothing',
      rule: 'the provider takes 8 GiB for a system disk that it is not told the size of',
      fix: 'give systemDiskSize, or that of the template',
    });
  }
  const recorded = request.recordedDisks?.[SYSTEM_DISK];
  if (
    vm.cloneType === 'linked' &&
    vm.systemDiskSize !== undefined &&
    recorded?.isLessThan(vm.systemDiskSize) === true
  ) {
    problems.push({
      code: 'VML034',
      path: `${path}.systemDiskSize`,
      got: got(vm.systemDiskSize),
      rule: `it has ${recorded.toText()}, and ${linkedDiskRule}`,
      fix: linkedDiskRemedy,
    });
  }
  if (options.systemDiskInterface.startsWith('virtio') && vm.dataDisks.length > 0) {
    problems.push({
      code: 'VML031',
      path: `${path}.dataDisks`,
      got: `a system disk as ${options.systemDiskInterface}`,
      rule: 'data disks have the virtio interfaces for themselves',
      fix: 'use a template with its system disk as scsi0',
    });
  }
  return problems;
}

/** A record without ignore_changes follows its template: this plan makes the VM anew. */
export function rebuildProblems({ vm, path, rebuiltWith }: VmRequest): readonly Problem[] {
  if (rebuiltWith === undefined || rebuiltWith.lifecycle?.ignoreChanges !== undefined) return [];
  return vm.dataDisks.map(({ name }, index) => ({
    code: 'VML044',
    path: `${path}.dataDisks[${String(index)}]`,
    got: got(name),
    rule: 'on Proxmox VE data disks belong to their VM, and would be destroyed with it when it is made anew',
    fix: 'give the disk to another VM (`qm disk move --target-vmid`), and take it out of the declaration',
  }));
}

function networkProblems(
  { vm, plan, path }: VmRequest,
  options: ProxmoxOptions,
): readonly Problem[] {
  return vm.networks.flatMap((nic, index) => {
    const at = `${path}.networks[${String(index)}]`;
    const problems: Problem[] = [];
    if (bridgeOf(nic, options) === undefined) {
      problems.push({
        code: 'VML048',
        path: `${at}.network`,
        got: got(nic.network.networkName),
        rule: 'an interface attaches to a bridge, or to a virtual network of the SDN',
        fix: 'use Network.fromBridge or Network.fromName, or give the ProxmoxHypervisor a bridge for all networks',
      });
    }
    const { inboundMegabitsPerSecond: inbound, outboundMegabitsPerSecond: outbound } =
      nic.bandwidth ?? {};
    if (inbound !== outbound) {
      problems.push({
        code: 'VML044',
        path: `${at}.bandwidth`,
        got: got({ inbound, outbound }),
        rule: `${proxmoxTitle} knows one limit, which holds in each direction`,
        fix: 'give both limits, and the same',
      });
    }
    if (declared(plan, 'machine.network.anti-spoofing') && hasUnknownSources(nic)) {
      problems.push({
        code: 'VML052',
        path: `${at}.network.cidr`,
        got: got(nic.network.cidr),
        rule: `the IP filter has to know where ${nic.slaac ? 'advertised' : 'leased'} addresses lie (machine.network.anti-spoofing)`,
        fix: `give the network the cidr of its ${nic.slaac ? 'IPv6 prefix' : 'IPv4 subnet'}, or the interface a static address, or waive the control with a reason and an expiry date`,
      });
    }
    return problems;
  });
}

/** What cloud-init could do, and the API of Proxmox VE has no field for. */
function withoutChannel({ vm }: VmRequest, refuse: Refuse): void {
  const { guest } = vm;
  const rule =
    'without snippets the guest gets its name, addresses, DNS servers and keys only; the rest comes with the template';
  const fix = (instead: string): string =>
    `${instead}, or give the ProxmoxHypervisor a storage for snippets, where the provider may use SSH to the nodes`;
  const ownName = vm.name.split('.')[0] ?? '';
  if (guest.hostname !== ownName) {
    refuse('guest.hostname', guest.hostname, rule, fix('use the name of the VM'));
  }
  vm.dataDisks.forEach(({ mountPoint }, index) => {
    if (mountPoint === undefined) return;
    const field = `dataDisks[${String(index)}].mountPoint`;
    refuse(field, mountPoint, rule, fix('leave the mount point out'));
  });
  const given = {
    runOnce: guest.runOnce.length > 0 ? guest.runOnce : undefined,
    sshCertificateAuthority: guest.sshCertificateAuthority,
    timezone: guest.timezone === 'Etc/UTC' ? undefined : guest.timezone,
    locale: guest.locale === 'C.UTF-8' ? undefined : guest.locale,
  };
  for (const [field, value] of Object.entries(given)) {
    if (value !== undefined) refuse(`guest.${field}`, value, rule, fix('leave it out'));
  }
}

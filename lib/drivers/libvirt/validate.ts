import { declared } from '../../hardening/plan';
import { got, type Problem } from '../../errors';
import type { CapabilityName } from '../../model/capabilities';
import { unsupported, unsupportedFields } from '../common/unsupported';
import { libvirtCapabilities, libvirtTitle } from './capabilities';
import type { INetwork, VmRequest } from '../contract';
import { CPU_SHARES, cpuSharesOf } from './options';

const libvirt = { title: libvirtTitle, capabilities: libvirtCapabilities };

/** What the VM asks for that libvirt cannot do. */
export function validateVm(request: VmRequest): readonly Problem[] {
  const { vm, plan, template, path } = request;
  const problems: Problem[] = [];
  const refuse = (field: string, value: unknown, capability: CapabilityName): void => {
    problems.push(...unsupported(libvirt, capability, `${path}.${field}`, value));
  };

  const { location, availability } = vm;
  problems.push(
    ...unsupportedFields(libvirt, path, [
      ['cpuHotAdd', vm.cpuHotAdd, 'hot-add.cpu'],
      ['memoryHotAdd', vm.memoryHotAdd, 'hot-add.memory'],
      ['minimumMemory', vm.minimumMemory, 'memory.ballooning'],
      ['powerState', vm.powerState === 'stopped' && vm.powerState, 'power.stopped'],
      [
        'guest.operatingSystem',
        vm.guest.operatingSystem === 'windows' && vm.guest.operatingSystem,
        'guest.windows',
      ],
      ['location.host', location.host, 'location.host'],
      ['location.folder', location.folder, 'location.folder'],
      ['location.storagePolicy', location.storagePolicy, 'location.storage-policy'],
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
  vm.networks.forEach((nic, index) => {
    const field = `networks[${String(index)}]`;
    const network = nic.network as Partial<INetwork>;
    if (nic.network.vlan !== undefined) {
      refuse(`${field}.network.vlan`, nic.network.vlan, 'network.vlan');
    }
    const address = nic.address === 'dhcp' ? '' : nic.address.ip;
    const ipv6 = nic.slaac ? 'slaac' : address.includes(':') && address;
    if (ipv6 !== false && declared(plan, 'machine.network.anti-spoofing')) {
      refuse(field, ipv6, 'network.anti-spoofing.ipv6');
    }
    if (network.attachment === undefined) {
      problems.push({
        code: 'VML048',
        path: `${path}.${field}.network`,
        got: got(nic.network.networkName),
        rule: 'an interface attaches to a network of its hypervisor',
        fix: 'give a Network construct, or its name in the environment: new Network(...), Network.fromName(...)',
      });
    }
  });

  const shares = cpuSharesOf(request.pool);
  if (shares !== undefined && (shares < CPU_SHARES.least || shares > CPU_SHARES.most)) {
    problems.push({
      code: 'VML054',
      path: `${path}.pool`,
      got: `weight ${String(request.pool?.model?.weight)}, which is ${String(shares)} CPU shares`,
      rule: `CPU shares are between ${String(CPU_SHARES.least)} and ${String(CPU_SHARES.most)} (libvirt with cgroup v2)`,
      fix: 'give the pool, or the pools above it, other shares: their weights are multiplied',
    });
  }

  for (const disk of vm.dataDisks) {
    const recorded = request.recordedDisks?.[disk.name];
    if (!recorded?.isLessThan(disk.size)) continue;
    problems.push({
      code: 'VML028',
      path: `${path}.dataDisks.${disk.name}.size`,
      got: got(disk.size),
      rule: `the disk has ${recorded.toText()}, and the provider replaces a volume whose size changes, which would erase it`,
      fix: `keep ${recorded.toText()}, and add a data disk for more room`,
    });
  }

  if (vm.cloneType === 'full') {
    const fullCopy = (value: unknown, fix: string): void => {
      problems.push({
        code: 'VML029',
        path: `${path}.systemDiskSize`,
        got: got(value),
        rule: 'the provider takes the size of a full copy from its image',
        fix,
      });
    };
    if (template.image === undefined) {
      problems.push({
        code: 'VML044',
        path: `${path}.cloneType`,
        got: got('full'),
        rule: 'libvirt copies a template only from its image, not from an existing volume',
        fix: "use cloneType 'linked', or a Template with an image",
      });
    } else if (
      vm.systemDiskSize !== undefined &&
      (template.systemDiskSize === undefined || !vm.systemDiskSize.equals(template.systemDiskSize))
    ) {
      fullCopy(
        vm.systemDiskSize,
        `leave systemDiskSize out, or use ${alternative('clone.full.resize')}`,
      );
    }
  }
  return problems;
}

function alternative(capability: CapabilityName): string {
  const answer = libvirtCapabilities[capability];
  return answer.support === 'unsupported' ? answer.alternative : capability;
}

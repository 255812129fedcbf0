import { got, type Problem } from '../../errors';
import type { CapabilityName } from '../../model/capabilities';
import { libvirtCapabilities } from './capabilities';
import type { INetwork, VmRequest } from '../contract';
import { declared } from './options';

/** What the VM asks for that libvirt cannot do. */
export function validateVm(request: VmRequest): readonly Problem[] {
  const { vm, plan, template, path } = request;
  const problems: Problem[] = [];
  const unsupported = (field: string, value: unknown, capability: CapabilityName): void => {
    const answer = libvirtCapabilities[capability];
    if (answer.support !== 'unsupported') return;
    problems.push({
      code: 'VML044',
      path: `${path}.${field}`,
      got: got(value),
      rule: `libvirt (dmacvicar/libvirt 0.8.3) does not support ${capability}`,
      fix: `use instead: ${answer.alternative}`,
    });
  };

  if (vm.cpuHotAdd) unsupported('cpuHotAdd', true, 'hot-add.cpu');
  if (vm.memoryHotAdd) unsupported('memoryHotAdd', true, 'hot-add.memory');
  if (vm.minimumMemory) unsupported('minimumMemory', vm.minimumMemory, 'memory.ballooning');
  if (vm.powerState === 'stopped') unsupported('powerState', 'stopped', 'power.stopped');
  if (vm.guest.operatingSystem === 'windows') {
    unsupported('guest.operatingSystem', 'windows', 'guest.windows');
  }
  vm.networks.forEach((nic, index) => {
    const field = `networks[${String(index)}]`;
    const network = nic.network as Partial<INetwork>;
    if (nic.network.vlan !== undefined) {
      unsupported(`${field}.network.vlan`, nic.network.vlan, 'network.vlan');
    }
    const ipv6 = nic.slaac || (nic.address !== 'dhcp' && nic.address.ip.includes(':'));
    if (ipv6 && declared(plan, 'machine.network.anti-spoofing')) {
      unsupported(field, nic.slaac ? 'slaac' : nic.address, 'network.anti-spoofing.ipv6');
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

  for (const disk of vm.dataDisks) {
    const recorded = request.recordedDisks?.[disk.name];
    if (recorded === undefined || !recorded.isLessThan(disk.size)) continue;
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

import { TerraformOutput, TerraformStack } from 'cdktf';
import { addressOf } from '../drivers/common/address';
import { literal } from '../drivers/common/literal';
import { backupPolicyTag } from '../model/backup-policy';
import { inventoryOutput } from '../model/inventory-output';
import { openToEverywhere } from '../model/open-networks';
import type { HardenedVm } from './hardened-vm';
import { LateValue } from './synthesis/late-value';

const inventories = new WeakMap<TerraformStack, HardenedVm[]>();

/**
 * Adds a VM to the inventory output of its stack: what people and tools need to know of it, and nothing secret.
 *
 * Owner, purpose, expiry and tags live here and not on the machine, where some hypervisors would replace it for them.
 */
export function addToInventory(vm: HardenedVm): void {
  const stack = TerraformStack.of(vm);
  const known = inventories.get(stack);
  if (known !== undefined) {
    known.push(vm);
    return;
  }
  const vms = [vm];
  inventories.set(stack, vms);
  new TerraformOutput(stack, 'VmInventory', {
    description: 'Virtual machines of this stack',
    value: new LateValue(() =>
      Object.fromEntries(
        vms.filter((entry) => !entry.movedAway).map((entry) => [literal(entry.vmName), row(entry)]),
      ),
    ),
  }).overrideLogicalId(inventoryOutput);
}

function row(vm: HardenedVm): Record<string, unknown> {
  const { model } = vm;
  const tags = Object.entries(vm.tags).map(
    ([name, value]) => [literal(name), literal(value)] as const,
  );
  const { certification } = vm.template;
  const policy = vm.tags[backupPolicyTag];
  const approved = vm.approvedAddresses;
  return {
    hypervisor: vm.hypervisor.driver.name,
    address: addressOf(vm.resources.machine),
    id: vm.vmId,
    uuid: model.uuid,
    hostname: model.guest.hostname,
    environment: literal(model.environment.name),
    category: model.environment.category,
    purpose: literal(model.purpose),
    owner: literal(model.owner),
    expires: model.expires ?? 'never',
    cpu_count: model.cpuCount,
    memory_mib: model.memory.toMebibytes(),
    data_disks: Object.fromEntries(model.dataDisks.map((disk) => [disk.name, disk.size.toText()])),
    interfaces: Object.fromEntries(
      model.networks.map((nic) => [
        nic.name,
        {
          network: literal(nic.network.networkName),
          mac: nic.macAddress,
          address: nic.address === 'dhcp' ? 'dhcp' : nic.address.ip,
        },
      ]),
    ),
    networks: model.networks.map(({ network }) => ({
      network: literal(network.networkName),
      ...(network.category === undefined ? {} : { category: network.category }),
    })),
    open_to_everywhere: openToEverywhere(model.guest),
    protected: model.protection,
    ...(policy === undefined ? {} : { backup_policy: literal(policy) }),
    ...(model.backupExemption === undefined
      ? {}
      : { without_backup_until: model.backupExemption.expires }),
    ...(approved.length === 0 ? {} : { approved_addresses: approved }),
    template: vm.madeFrom,
    template_certification:
      certification === undefined
        ? {}
        : {
            sunset: certification.sunset,
            ...(certification.certified === undefined
              ? {}
              : { certified: certification.certified }),
          },
    hardening_pack: model.hardeningPack,
    waivers: model.waivers.map(({ control, expires }) => ({ control, expires })),
    tags: Object.fromEntries(tags),
  };
}

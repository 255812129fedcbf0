import { errorCodes, type ErrorCode, type Problem } from '../errors';
import { macAddressFor, uuidFor } from './identity';
import { byPath, shown } from './notes';
import { howToDecide } from './rules/acceptances';
import type { NetworkInterface, VirtualMachine } from './virtual-machine';
import { overlap, rangeText, vmIdRangeProblems, type VmIdRange } from './vm-ids';

/** A VM and the path of its construct. */
export interface FleetMember {
  readonly path: string;
  readonly vm: VirtualMachine;
  /** The same text for VMs of the same hypervisor. @default - unknown: VM ids are not compared */
  readonly hypervisor?: string;
  /** Paths of the backup policies that protect it. @default - unknown, and unchecked */
  readonly protectedBy?: readonly string[];
}

/** A hypervisor construct; several may stand for one hypervisor. */
export interface FleetHypervisor {
  readonly path: string;
  /** The same text for constructs of the same hypervisor. */
  readonly key: string;
  /** Ids that its VMs get. @default - the next free ones */
  readonly vmIds?: VmIdRange;
}

/** Something that only one VM may have, and who has it: the VM itself, or its interface of this index. */
interface Claim {
  readonly member: FleetMember;
  readonly index?: number;
}

/**
 * What is wrong between VMs, across stacks: names, static IP addresses, MAC addresses, UUIDs and VM ids that are used
 * twice (cases 7, 9, 15 and 36), and production VMs without a backup policy. Each problem stands at the later path and
 * names the earlier one. Time and memory grow with the number of VMs.
 */
export function checkFleet(
  vms: readonly FleetMember[],
  hypervisors: readonly FleetHypervisor[] = [],
): readonly Problem[] {
  const problems: Problem[] = [];
  const names = new Map<string, Claim>();
  const uuids = new Map<string, Claim>();
  const macs = new Map<string, Claim>();
  const addresses = new Map<string, Claim>();
  const vmIds = new Map<string, Claim>();
  const note = (kind: Kind, value: string, first: Claim, claim: Claim): void => {
    const { code, field, fix } = kind;
    const rule = `${kind.rule}; ${pathOf(first, field)} has it`;
    problems.push({ code, path: pathOf(claim, field), got: shown(value), rule, fix });
  };

  for (const member of vms) {
    const { vm } = member;
    const whole = { member };
    const namesake = take(names, vm.name.toLowerCase(), whole);
    if (namesake !== undefined) note(NAME, vm.name, namesake, whole);
    const twin = take(uuids, vm.uuid, whole);
    if (twin !== undefined && !isDerivedUuid(vm)) note(UUID, vm.uuid, twin, whole);
    const { vmId } = vm.location;
    if (vmId !== undefined && member.hypervisor !== undefined) {
      const holder = take(vmIds, `${member.hypervisor}\0${String(vmId)}`, whole);
      if (holder !== undefined) note(VM_ID, String(vmId), holder, whole);
    }
    vm.networks.forEach((nic, index) => {
      const claim = { member, index };
      const double = take(macs, nic.macAddress, claim);
      if (double !== undefined && !isConsequence(double, member, nic)) {
        note(MAC, nic.macAddress, double, claim);
      }
      if (nic.address === 'dhcp') return;
      const { ip } = nic.address;
      // Environments may use the same addresses, unless they share a network: then it has one name and one subnet.
      const { networkName, cidr = '' } = nic.network;
      const neighbour = take(addresses, `environment\0${vm.environment.name}\0${ip}`, claim);
      const other = take(addresses, `network\0${networkName}\0${cidr}\0${ip}`, claim);
      const holder = neighbour ?? other;
      if (holder !== undefined) note(ADDRESS, ip, holder, claim);
    });
  }
  problems.push(...vmIdRanges(hypervisors), ...vms.flatMap(backupProblems));
  return problems.sort(byPath);
}

/** Ranges that two constructs of one hypervisor would both give VMs ids from. */
function vmIdRanges(hypervisors: readonly FleetHypervisor[]): Problem[] {
  const earlier: Required<FleetHypervisor>[] = [];
  return hypervisors.flatMap(({ path, key, vmIds }) => {
    if (vmIds === undefined) return [];
    const own = vmIdRangeProblems(vmIds, `${path}.vmIds`);
    if (own.length > 0) return own;
    const clash = earlier.find((other) => other.key === key && overlap(other.vmIds, vmIds));
    earlier.push({ path, key, vmIds });
    if (clash === undefined) return [];
    const rule = `ranges of VM ids do not overlap; ${clash.path}.vmIds has ${rangeText(clash.vmIds)}`;
    const fix = 'give each stack a range of its own';
    return [{ code: 'VML036', path: `${path}.vmIds`, got: rangeText(vmIds), rule, fix }];
  });
}

function backupProblems({ path, vm, protectedBy }: FleetMember): Problem[] {
  const isUnprotected = protectedBy?.length === 0 && vm.backupExemption === undefined;
  if (vm.environment.category !== 'production' || !isUnprotected) return [];
  return [
    {
      code: 'VML058',
      path: `${path}.backupPolicy`,
      got: 'nothing',
      rule: errorCodes.VML058,
      fix: `protect it with a BackupPolicy, or ${howToDecide('withoutBackup')}`,
    },
  ];
}

interface Kind {
  readonly code: ErrorCode;
  readonly field: string;
  readonly rule: string;
  readonly fix: string;
}

const NAME: Kind = {
  code: 'VML007',
  field: 'name',
  rule: errorCodes.VML007,
  fix: 'rename one of them',
};
const ADDRESS: Kind = {
  code: 'VML009',
  field: 'address',
  rule: errorCodes.VML009,
  fix: 'give one of them another address',
};
const MAC: Kind = {
  code: 'VML015',
  field: 'macAddress',
  rule: 'a MAC address is used once',
  fix: 'give one of them a macAddress of its own',
};
const VM_ID: Kind = {
  code: 'VML036',
  field: 'location.vmId',
  rule: 'a VM id is used once per hypervisor',
  fix: 'give one of them another id',
};
const UUID: Kind = {
  code: 'VML055',
  field: 'uuid',
  rule: 'a UUID is used once',
  fix: 'leave uuid out, so that each has its own',
};

/** Takes a value for a VM, unless another one has it: that one is returned. */
function take(claims: Map<string, Claim>, key: string, claim: Claim): Claim | undefined {
  const first = claims.get(key);
  if (first === undefined) claims.set(key, claim);
  return first;
}

function pathOf({ member, index }: Claim, field: string): string {
  return `${member.path}.${index === undefined ? '' : `networks[${String(index)}].`}${field}`;
}

/** Two VMs of one name in one environment have one UUID: that is one mistake, and it is reported as the name. */
function isDerivedUuid({ uuid, environment, name }: VirtualMachine): boolean {
  return uuid === uuidFor(environment.name, name);
}

/** Two VMs of one UUID have the same derived MACs; the UUID, or the name that it follows from, is reported. */
function isConsequence(first: Claim, member: FleetMember, nic: NetworkInterface): boolean {
  const { uuid } = member.vm;
  return (
    first.member !== member &&
    first.member.vm.uuid === uuid &&
    nic.macAddress === macAddressFor(uuid, nic.name)
  );
}

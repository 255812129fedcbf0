import type {
  VirtualMachineCloneCustomize,
  VirtualMachineCloneCustomizeNetworkInterface,
  VirtualMachineCloneCustomizeWindowsOptions,
} from '@cdktf/provider-vsphere/lib/virtual-machine';
import type { NetworkInterface, VirtualMachine } from '../../model/virtual-machine';
import { literal, optionalLiteral } from '../common/literal';
import type { VsphereOptions } from './options';
import { windowsTimeZone } from './windows-time-zones';

/**
 * Block `clone.customize` of a Windows guest, which vSphere hands to sysprep:
 * https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/virtual_machine#virtual-machine-customizations
 *
 * Its passwords are tokens; that the state keeps them is accepted by name, see `secretsInState` of the environment.
 */
export function customization(
  vm: VirtualMachine,
  options: VsphereOptions,
): VirtualMachineCloneCustomize {
  const { dnsServers, domain } = vm.guest;
  return {
    timeout: options.customizationMinutes,
    windowsOptions: windowsOptions(vm),
    networkInterface: vm.networks.map((nic) => networkInterface(nic, vm)),
    ...gateways(vm.networks),
    ...(dnsServers.length === 0 ? {} : { dnsServerList: dnsServers.map(literal) }),
    ...(domain === undefined ? {} : { dnsSuffixList: [literal(domain)] }),
  };
}

function windowsOptions(vm: VirtualMachine): VirtualMachineCloneCustomizeWindowsOptions {
  const { guest } = vm;
  const windows = guest.windows ?? {};
  const directory = windows.activeDirectory;
  const commands = guest.runOnce.map(literal);
  return {
    computerName: literal(guest.hostname),
    fullName: literal(windows.fullName ?? 'Administrator'),
    organizationName: literal(windows.organization ?? vm.owner),
    timeZone: windowsTimeZone(guest.timezone),
    adminPassword: windows.administratorPassword,
    productKey: windows.licenceKey,
    ...(directory === undefined
      ? { workgroup: literal(windows.workgroup ?? 'WORKGROUP') }
      : {
          joinDomain: literal(directory.domain),
          domainAdminUser: literal(directory.account),
          domainAdminPassword: directory.password,
          domainOu: optionalLiteral(directory.organizationalUnit),
        }),
    // Windows runs them when somebody logs on for the first time, so it logs on once by itself.
    ...(commands.length === 0
      ? {}
      : { runOnceCommandList: commands, autoLogon: true, autoLogonCount: 1 }),
  };
}

function networkInterface(
  { address }: NetworkInterface,
  { guest }: VirtualMachine,
): VirtualMachineCloneCustomizeNetworkInterface {
  const names = {
    ...(guest.dnsServers.length === 0 ? {} : { dnsServerList: guest.dnsServers.map(literal) }),
    ...(guest.domain === undefined ? {} : { dnsDomain: literal(guest.domain) }),
  };
  if (address === 'dhcp') return names;
  return isSix(address.ip)
    ? { ...names, ipv6Address: literal(address.ip), ipv6Netmask: address.prefixLength }
    : { ...names, ipv4Address: literal(address.ip), ipv4Netmask: address.prefixLength };
}

/** sysprep knows one default gateway of each kind: that of the first interface which has one. */
function gateways(
  networks: readonly NetworkInterface[],
): Pick<VirtualMachineCloneCustomize, 'ipv4Gateway' | 'ipv6Gateway'> {
  const all = networks.flatMap(({ address }) =>
    address === 'dhcp' || address.gateway === undefined ? [] : [address.gateway],
  );
  const four = all.find((gateway) => !isSix(gateway));
  const six = all.find(isSix);
  return {
    ...(four === undefined ? {} : { ipv4Gateway: literal(four) }),
    ...(six === undefined ? {} : { ipv6Gateway: literal(six) }),
  };
}

function isSix(address: string): boolean {
  return address.includes(':');
}

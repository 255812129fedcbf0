import type { DomainConfig } from '../../../.gen/providers/libvirt/domain';
import { literal, optionalLiteral } from '../common/literal';
import type { INetwork, VmRequest } from '../contract';
import { domainXslt } from './map-domain-xslt';
import { cpuSharesOf, type LibvirtOptions } from './options';

/** Ids of what the domain is put together from. Tokens. */
export interface DomainParts {
  readonly systemVolumeId: string;
  readonly dataVolumeIds: readonly string[];
  readonly seedId: string;
}

/**
 * Arguments of `libvirt_domain`: https://registry.terraform.io/providers/dmacvicar/libvirt/0.8.3/docs/resources/domain
 *
 * `description` and `metadata` are left out: both replace the domain when they change.
 */
export function domainArguments(
  { vm, plan, pool }: VmRequest,
  options: LibvirtOptions,
  parts: DomainParts,
): DomainConfig {
  const uefi = vm.firmware === 'uefi';
  return {
    name: vm.name,
    type: options.domainType,
    machine: 'q35',
    vcpu: vm.cpuCount,
    memory: vm.memory.toMebibytes(),
    cpu: { mode: options.cpuMode },
    ...(uefi
      ? {
          firmware: vm.secureBoot ? options.secureBootLoader : options.loader,
          nvram: {
            file: `${options.nvramDirectory}/${vm.uuid}.fd`,
            template: vm.secureBoot ? options.secureBootVariables : options.variables,
          },
        }
      : {}),
    // Persistent: the provider removes the domain to change it, and the TPM's state must outlive that.
    ...(vm.vtpm
      ? { tpm: { backendType: 'emulator', backendVersion: '2.0', backendPersistentState: true } }
      : {}),
    // The agent's channel is there either way; true would make every apply and plan wait for the guest.
    qemuAgent: false,
    autostart: vm.autostart,
    // Left out, an update would leave the machine powered off.
    running: true,
    cloudinit: parts.seedId,
    disk: [parts.systemVolumeId, ...parts.dataVolumeIds].map((volumeId) => ({ volumeId })),
    networkInterface: vm.networks.map((nic) => ({
      ...attachment(nic.network as INetwork),
      mac: nic.macAddress,
      waitForLease: false,
    })),
    // A serial line for the host's administrator; nothing listens on the network.
    console: [{ type: 'pty', targetPort: '0', targetType: 'serial' }],
    xml: { xslt: domainXslt(vm, plan, cpuSharesOf(pool)) },
  };
}

function attachment({ attachment: at }: INetwork): {
  networkId?: string;
  networkName?: string;
  bridge?: string;
} {
  if (at.id !== undefined) return { networkId: at.id };
  return at.name === undefined
    ? { bridge: optionalLiteral(at.bridge) }
    : { networkName: literal(at.name) };
}

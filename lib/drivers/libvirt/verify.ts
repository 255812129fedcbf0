import type { Problem } from '../../errors';
import { declared } from '../../hardening/plan';
import {
  block,
  finalArguments,
  undone,
  type Arguments,
  type Check,
} from '../common/final-arguments';
import type { VmRequest, VmResources } from '../contract';
import { domainXslt } from './map-domain-xslt';
import { cpuSharesOf, type LibvirtOptions } from './options';

/** Controls that the stylesheet sets, the weightiest first. */
const inStylesheet = [
  'machine.firmware.secure-boot',
  'machine.smm',
  'machine.network.anti-spoofing',
  'machine.console.closed',
  'machine.devices.minimal',
  'machine.entropy.bounded',
  'machine.memory.no-balloon',
];

/**
 * Reads the final Terraform arguments of a domain, after overrides and Aspects, and names every machine control that
 * they undo without a waiver.
 */
export function verifyVm(
  resources: VmResources,
  request: VmRequest,
  options: LibvirtOptions,
): readonly Problem[] {
  const { vm, plan, pool } = request;
  const final = finalArguments(resources.machine);
  const tpm = block(final.tpm);
  const uefi = vm.firmware === 'uefi';
  const loader = vm.secureBoot ? options.secureBootLoader : options.loader;
  const variables = vm.secureBoot ? options.secureBootVariables : options.variables;
  const known = vm.networks.map((nic) => nic.macAddress);
  const checks: readonly Check[] = [
    ['machine.chipset.q35', 'Resource.machine', final.machine === 'q35'],
    ['machine.firmware.uefi', 'Resource.firmware', !uefi || final.firmware === loader],
    // With other variables the firmware has other keys, or none, and then starts unsigned code.
    [
      'machine.firmware.secure-boot',
      'Resource.nvram',
      !vm.secureBoot || block(final.nvram)?.template === variables,
    ],
    [
      'machine.tpm',
      'Resource.tpm',
      !vm.vtpm || (tpm?.backend_type === 'emulator' && tpm.backend_version === '2.0'),
    ],
    [
      'machine.console.closed',
      'Resource.graphics',
      final.graphics === undefined && final.video === undefined,
    ],
    ['machine.devices.minimal', 'Resource.filesystem', final.filesystem === undefined],
    // The stylesheet filters by MAC address: it does not know an interface of another one.
    [
      'machine.network.anti-spoofing',
      'Resource.network_interface',
      macsOf(final).every((mac) => known.includes(mac)),
    ],
    [
      inStylesheet.find((control) => declared(plan, control)) ?? '',
      'Resource.xml.xslt',
      block(final.xml)?.xslt === domainXslt(vm, plan, cpuSharesOf(pool)),
    ],
  ];
  return undone(checks, request);
}

function macsOf(final: Arguments): string[] {
  const interfaces = Array.isArray(final.network_interface)
    ? (final.network_interface as Arguments[])
    : [];
  return interfaces.map(({ mac }) => String(mac).toLowerCase());
}

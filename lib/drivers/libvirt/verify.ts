import type { Problem } from '../../errors';
import type { VmRequest, VmResources } from '../contract';
import { domainXslt } from './map-domain-xslt';
import { cpuSharesOf, declared, type LibvirtOptions } from './options';

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
  { vm, plan, path, pool }: VmRequest,
  options: LibvirtOptions,
): readonly Problem[] {
  const final = finalArguments(resources);
  const tpm = block(final.tpm);
  const uefi = vm.firmware === 'uefi';
  const loader = vm.secureBoot ? options.secureBootLoader : options.loader;
  const variables = vm.secureBoot ? options.secureBootVariables : options.variables;
  const known = vm.networks.map((nic) => nic.macAddress);
  const checks: readonly (readonly [string, string, boolean])[] = [
    ['machine.chipset.q35', 'machine', final.machine === 'q35'],
    ['machine.firmware.uefi', 'firmware', !uefi || final.firmware === loader],
    // With other variables the firmware has other keys, or none, and then starts unsigned code.
    [
      'machine.firmware.secure-boot',
      'nvram',
      !vm.secureBoot || block(final.nvram)?.template === variables,
    ],
    [
      'machine.tpm',
      'tpm',
      !vm.vtpm || (tpm?.backend_type === 'emulator' && tpm.backend_version === '2.0'),
    ],
    [
      'machine.console.closed',
      'graphics',
      final.graphics === undefined && final.video === undefined,
    ],
    ['machine.devices.minimal', 'filesystem', final.filesystem === undefined],
    // The stylesheet filters by MAC address: it does not know an interface of another one.
    [
      'machine.network.anti-spoofing',
      'network_interface',
      macsOf(final).every((mac) => known.includes(mac)),
    ],
    [
      inStylesheet.find((control) => declared(plan, control)) ?? '',
      'xml.xslt',
      block(final.xml)?.xslt === domainXslt(vm, plan, cpuSharesOf(pool)),
    ],
  ];
  return checks
    .filter(([control, , met]) => declared(plan, control) && !met)
    .map(([control, argument]) => ({
      code: 'VML040',
      path: `${path}.Resource.${argument}`,
      got: 'an override or an Aspect that undoes it',
      rule: `the final arguments must meet the control ${control}`,
      fix: 'remove the override, or waive the control with a reason and an expiry date',
    }));
}

type Arguments = Readonly<Record<string, unknown>>;

function finalArguments({ machine }: VmResources): Arguments {
  const byType = (machine.toTerraform() as { resource: Record<string, Record<string, unknown>> })
    .resource;
  const [byName] = Object.values(byType);
  const [attributes] = Object.values(byName ?? {});
  return (attributes ?? {}) as Arguments;
}

/** Terraform's JSON takes a block that stands once as an object or as a list. */
function block(value: unknown): Arguments | undefined {
  return (Array.isArray(value) ? value[0] : value) as Arguments | undefined;
}

function macsOf(final: Arguments): string[] {
  const interfaces = Array.isArray(final.network_interface)
    ? (final.network_interface as Arguments[])
    : [];
  return interfaces.map(({ mac }) => String(mac).toLowerCase());
}

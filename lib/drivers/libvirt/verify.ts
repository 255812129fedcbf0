import type { Problem } from '../../errors';
import type { VmRequest, VmResources } from '../contract';
import { domainXslt } from './map-domain-xslt';
import { declared } from './options';

/**
 * Reads the final Terraform arguments of a domain, after overrides and Aspects, and names every machine control that
 * they undo without a waiver.
 */
export function verifyVm(
  resources: VmResources,
  { vm, plan, path }: VmRequest,
): readonly Problem[] {
  const final = finalArguments(resources);
  const checks: readonly (readonly [string, string, boolean])[] = [
    ['machine.chipset.q35', 'machine', final.machine === 'q35'],
    [
      'machine.firmware.uefi',
      'firmware',
      vm.firmware !== 'uefi' || typeof final.firmware === 'string',
    ],
    ['machine.tpm', 'tpm', !vm.vtpm || final.tpm !== undefined],
    [
      'machine.console.closed',
      'graphics',
      final.graphics === undefined && final.video === undefined,
    ],
    ['machine.devices.minimal', 'filesystem', final.filesystem === undefined],
    // All further machine controls are set by the stylesheet.
    ['machine.firmware.secure-boot', 'xml.xslt', xsltOf(final) === domainXslt(vm, plan)],
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

function finalArguments({ machine }: VmResources): Readonly<Record<string, unknown>> {
  const byType = (machine.toTerraform() as { resource: Record<string, Record<string, unknown>> })
    .resource;
  const [byName] = Object.values(byType);
  const [attributes] = Object.values(byName ?? {});
  return (attributes ?? {}) as Record<string, unknown>;
}

function xsltOf(final: Readonly<Record<string, unknown>>): unknown {
  const xml: unknown = Array.isArray(final.xml) ? final.xml[0] : final.xml;
  return (xml as { xslt?: unknown } | undefined)?.xslt;
}

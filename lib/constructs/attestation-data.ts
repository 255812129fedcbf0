/**
 * What an app expects of its machines, as data: controls are code, so that nobody but the app itself can say.
 *
 * Input: an app. Output: the text of a file, without secrets. May import: lib/hardening, lib/model.
 */

import { writeFileSync } from 'node:fs';
import { Token, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { addressOf } from '../drivers/common/address';
import { expectedControls, type ExpectedControl } from '../hardening/expectation';
import {
  attestationText,
  attestationVariable,
  type ExpectedMachine,
} from '../hardening/expected-machines';
import { observationScript } from '../hardening/observation';
import { vmsOf } from './fleet';
import { retirementOf } from './guard';
import type { HardenedVm } from './hardened-vm';

/** Writes what is expected to the file that the environment names; without it, nothing. */
export function writeAttestation(app: IConstruct, environment: NodeJS.ProcessEnv): void {
  const file = environment[attestationVariable];
  if (file === undefined || file === '') return;
  writeFileSync(file, attestationText(expectedMachines(app)), { mode: 0o600 });
}

/** By stack and name. Machines whose retirement has begun are switched off, and nothing is expected of them. */
export function expectedMachines(app: IConstruct): readonly ExpectedMachine[] {
  return vmsOf(app)
    .filter((vm) => retirementOf(vm, vm) === undefined)
    .map((vm): ExpectedMachine => ({
      stack: TerraformStack.of(vm).node.id,
      name: vm.vmName,
      uuid: vm.uuid,
      hypervisor: vm.hypervisor.driver.name,
      address: addressOf(vm.resources.machine),
      controls: expectationsOf(vm),
      script: observationScript(vm.model, vm.hardening),
    }))
    .sort((a, b) => (`${a.stack} ${a.name}` < `${b.stack} ${b.name}` ? -1 : 1));
}

/** What is expected of each control of a VM; what is not observed may come with its template. */
export function expectationsOf(vm: HardenedVm): readonly ExpectedControl[] {
  const { attestedControls = [], templateName } = vm.template;
  const name = Token.isUnresolved(templateName) ? 'its template' : templateName;
  return expectedControls({
    vm: vm.model,
    plan: vm.hardening,
    hypervisor: vm.hypervisor.driver.name,
    inherited: new Map(attestedControls.map((id) => [id, name])),
  }).map((control) =>
    Token.isUnresolved(control.expected)
      ? { ...control, expected: '(known to Terraform alone)', unknown: true }
      : control,
  );
}

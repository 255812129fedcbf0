import { errorCodes, got, type Problem } from '../errors';
import { isDate } from '../model/dates';
import { nearest } from '../model/suggest';
import type { VirtualMachine } from '../model/virtual-machine';
import type { Waiver } from '../model/vm-props';

/** The waiver of a control, valid or not: what is wrong with it is reported once, by {@link waiverProblems}. */
export function waiverOf(vm: VirtualMachine, controlId: string): Waiver | undefined {
  return vm.waivers.find((waiver) => waiver.control === controlId);
}

/** How to waive a control, for the texts of errors. */
export function howToWaive(controlId: string): string {
  return `add a waiver of "${controlId}" with a reason and an expiry date`;
}

/** Everything that is wrong with the waivers of a VM. */
export function waiverProblems(
  vm: VirtualMachine,
  knownIds: readonly string[],
  context: { readonly path: string; readonly today: string },
): Problem[] {
  return vm.waivers.flatMap((waiver, index) => {
    const path = `${context.path}.waivers[${String(index)}]`;
    const first = vm.waivers.findIndex((other) => other.control === waiver.control);
    return [
      ...(knownIds.includes(waiver.control) ? [] : [unknown(path, waiver, knownIds)]),
      ...(first === index ? [] : [repeated(path, waiver, first)]),
      ...(hasText(waiver.reason) ? [] : [withoutReason(path, waiver)]),
      ...expiryProblems(path, waiver, context.today),
    ];
  });
}

function unknown(path: string, { control }: Waiver, knownIds: readonly string[]): Problem {
  const meant = nearest(control, knownIds);
  const fix = meant === undefined ? 'see docs/controls.md for all ids' : `did you mean "${meant}"?`;
  return {
    code: 'VML051',
    path: `${path}.control`,
    got: got(control),
    rule: errorCodes.VML051,
    fix,
  };
}

function repeated(path: string, { control }: Waiver, first: number): Problem {
  return {
    code: 'VML040',
    path: `${path}.control`,
    got: got(control),
    rule: 'a control is waived once',
    fix: `it is in waivers[${String(first)}] already: remove one of them`,
  };
}

function withoutReason(path: string, { reason }: Waiver): Problem {
  return {
    code: 'VML040',
    path: `${path}.reason`,
    got: got(reason),
    rule: errorCodes.VML040,
    fix: 'write why the risk is accepted',
  };
}

function expiryProblems(path: string, { expires }: Waiver, today: string): Problem[] {
  const problem = (rule: string, fix: string): Problem[] => [
    { code: 'VML040', path: `${path}.expires`, got: got(expires), rule, fix },
  ];
  if (!hasText(expires) || !isDate(expires)) {
    return problem(errorCodes.VML040, 'give the last day of the waiver as YYYY-MM-DD');
  }
  // The day itself still counts.
  if (expires < today) {
    return problem(
      'the waiver has expired',
      'meet the control now, or decide anew and give a later day',
    );
  }
  return [];
}

function hasText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

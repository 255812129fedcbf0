/**
 * Asks a running guest for the state of its controls.
 *
 * Input: a virtual machine and its plan. Output: a shell script, and what it printed as a map. May import: lib/model, the plan.
 */

import type { VirtualMachine } from '../model/virtual-machine';
import { observationPrelude } from './observation-prelude';
import type { HardeningPlan } from './plan';
import { shellQuote } from './shell';

const CONTROL = '@control ';
// Every observed line starts with it, so that nothing observed passes for the start of another control.
const LINE = '| ';

/**
 * One script for sh, to be run as root in the guest: it prints, per declared guest control, its id and what was observed. A
 * command that fails, is missing or is not even valid shell shows in the text of its own control and nowhere else.
 */
export function observationScript(vm: VirtualMachine, plan: HardeningPlan): string {
  const blocks = plan.controls.flatMap(({ control, state }) =>
    control.scope === 'guest' && state === 'declared'
      ? [`observe ${shellQuote(control.id)} ${shellQuote(control.observe(vm))}`]
      : [],
  );
  return `${observationPrelude(vm)}
observe() {
  echo "${CONTROL}$1"
  { (eval "$2") < /dev/null 2>&1 || echo "(exit status $?)"; } | sed 's/^/${LINE}/'
}
${blocks.join('\n')}
`;
}

/** Reads what the script printed: observed text by control id. */
export function parseObservations(output: string): Map<string, string> {
  const observed = new Map<string, string[]>();
  let lines: string[] | undefined;
  for (const line of output.split(/\r?\n/)) {
    if (line.startsWith(CONTROL)) {
      lines = [];
      observed.set(line.slice(CONTROL.length).trim(), lines);
    } else if (line.startsWith(LINE)) {
      lines?.push(line.slice(LINE.length));
    }
  }
  return new Map([...observed].map(([id, texts]) => [id, texts.join('\n').trim()]));
}

/**
 * What commands on stacks begin with.
 *
 * Input: names of stacks. Output: the project, its synthesized stacks, and the engine. May import: lib/operations.
 */

import { VmLifecycleError } from '../errors';
import { plansFiles } from '../operations/plans-folder';
import { Engine } from '../operations/terraform/engine';
import { readProject, type Project } from '../operations/terraform/project';
import {
  chooseStacks,
  synthesizeApp,
  type SynthesizedStack,
} from '../operations/terraform/synthesis';
import type { CommandContext } from './context';

export interface Prepared {
  readonly project: Project;
  readonly stacks: readonly SynthesizedStack[];
  readonly engine: Engine;
}

export async function prepare(
  { terminal, folder, environment, today }: CommandContext,
  names: readonly string[],
): Promise<Prepared> {
  const project = readProject(folder);
  const engine = await Engine.find(environment);
  const stacks = await terminal.step('Synthesize', async () =>
    chooseStacks(await synthesizeApp(project, environment, today), names),
  );
  refuseReservedNames(stacks);
  return { project, stacks, engine };
}

/** A record of such a stack would be written over a file that concerns all. */
function refuseReservedNames(stacks: readonly SynthesizedStack[]): void {
  const reserved = Object.values(plansFiles).map((file) => file.replace(/\.json$/, ''));
  const wrong = stacks.filter(({ name }) => reserved.includes(name));
  if (wrong.length === 0) return;
  throw new VmLifecycleError(
    wrong.map(({ name }) => ({
      code: 'VML071',
      path: 'stack',
      got: `"${name}"`,
      rule: `plans/${name}.json concerns all stacks, and no stack is called so`,
      fix: 'give the stack another id',
    })),
  );
}

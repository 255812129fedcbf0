/**
 * `vm-lifecycle drift`: what changed outside of Terraform.
 *
 * Input: a project. Output: a review with drift alone. May import: lib/operations, lib/review.
 */

import { impactTable, reviewTable } from '../../drivers/registry';
import { readPlansFolder, retiredIn, stackFiles } from '../../operations/plans-folder';
import { reviewJson, reviewMarkdown, reviewOf, reviewTerminal, type Review } from '../../review';
import type { CommandContext } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { prepare } from '../prepare';

export interface DriftCommandOptions {
  readonly detailedExitcode: boolean;
  readonly markdown: boolean;
}

export async function drift(
  context: CommandContext,
  names: readonly string[],
  { detailedExitcode, markdown }: DriftCommandOptions,
): Promise<ExitCode> {
  const { terminal, today } = context;
  const { project, stacks, engine } = await prepare(context, names);
  const committed = await readPlansFolder(project, today);
  const reviews: Review[] = [];
  for (const stack of stacks) {
    reviews.push(
      await terminal.step(`Refresh ${stack.name}`, async () => {
        const onStack = engine.on(stack.folder);
        await onStack.init({ lockFile: stackFiles(project, stack.name).lock, upgrade: false });
        const plan = await onStack.show(await onStack.plan('-refresh-only'));
        return reviewOf(plan, {
          stack: stack.name,
          impact: impactTable,
          review: reviewTable,
          retired: retiredIn(committed, stack.name),
        });
      }),
    );
  }
  terminal.result(
    () =>
      reviews
        .map((review) =>
          markdown
            ? reviewMarkdown(review, { next: nextCommand(review) })
            : reviewTerminal(review, { color: terminal.color, next: nextCommand(review) }),
        )
        .join('\n'),
    { stacks: reviews.map((review) => reviewJson(review)) },
  );
  const drifted = reviews.some(({ summary }) => summary.drift > 0);
  return drifted && detailedExitcode ? exitCodes.pending : exitCodes.done;
}

function nextCommand({ stack = '' }: Review): string {
  return `vm-lifecycle plan ${stack}`;
}

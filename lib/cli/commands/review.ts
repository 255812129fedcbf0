/**
 * `vm-lifecycle review <plan.json>`: what any plan of these providers does to machines, and what policies say of it.
 *
 * Input: a plan's JSON. Output: the review, as a table, Markdown or JSON. May import: lib/review, lib/policy.
 */

import { readFileSync } from 'node:fs';
import { VmLifecycleError } from '../../errors';
import { judgePlan } from '../../operations/judge-plan';
import { readPlan, reviewJson, reviewMarkdown, reviewTerminal, type Review } from '../../review';
import type { CommandContext } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';

export interface ReviewCommandOptions {
  readonly markdown: boolean;
  readonly stack?: string;
  /** Folder with policies of one's own. @default - none */
  readonly policies?: string;
  readonly reference?: string;
}

export async function review(
  { terminal, today }: CommandContext,
  file: string,
  { markdown, ...options }: ReviewCommandOptions,
): Promise<ExitCode> {
  const plan = readPlan(parse(file), file);
  const { review: judged } = await judgePlan(plan, { ...options, today });
  const next = nextCommand(judged, file);
  terminal.result(
    () =>
      markdown
        ? reviewMarkdown(judged, { next })
        : reviewTerminal(judged, { color: terminal.color, next }),
    reviewJson(judged),
  );
  return judged.summary.denied > 0 ? exitCodes.refused : exitCodes.done;
}

function nextCommand({ stack, summary }: Review, file: string): string {
  if (summary.denied > 0) return `vm-lifecycle review ${file}`;
  return stack === undefined ? 'terraform apply <plan file>' : `vm-lifecycle apply ${stack}`;
}

/** "-" is standard input. */
function parse(file: string): unknown {
  const problem = (given: string, rule: string): VmLifecycleError =>
    new VmLifecycleError([
      {
        code: 'VML066',
        path: file,
        got: given,
        rule,
        fix: 'give the output of `terraform show -json <plan file>`',
      },
    ]);
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw problem((error as NodeJS.ErrnoException).code ?? 'nothing', 'the file can be read');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw problem('a text that is no JSON', 'a plan is one JSON document');
  }
}

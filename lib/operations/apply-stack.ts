/**
 * Applies a saved plan, and keeps in a journal what of it was done.
 *
 * Input: a plan that was compared with its reviewed record. Output: a journal; an error that says what Terraform said. May
 * import: lib/review, lib/operations.
 */

import { JournalFile, journalEvent, type PlanRecord } from '../review/record';
import type { StackPlan } from './plan-stack';
import { CommandFailed } from './process';

/** Terraform stopped. What it had done by then is in the journal, and the same record can be applied again. */
export class ApplyFailed extends Error {
  constructor(stack: string, diagnostics: readonly string[]) {
    const text =
      diagnostics.length === 0 ? 'Terraform stopped without a word' : diagnostics.join('\n');
    super(
      `${stack}: the apply failed\n${text}\nWhat was done is in the journal: mend the cause, and run \`vm-lifecycle apply ${stack}\` again.`,
    );
    this.name = 'ApplyFailed';
  }
}

export interface ApplyStackContext {
  readonly plan: StackPlan;
  readonly reviewed: PlanRecord;
  readonly journalFolder: string;
  readonly onProgress: (text: string) => void;
}

/** @throws ApplyFailed */
export async function applyStack({
  plan,
  reviewed,
  journalFolder,
  onProgress,
}: ApplyStackContext): Promise<void> {
  const journal = new JournalFile(journalFolder, reviewed);
  const diagnostics: string[] = [];
  try {
    journal.append({ event: 'begin' });
    await plan.engine.apply(plan.file, (line) => {
      const event = journalEvent(line);
      if (event !== undefined) {
        journal.append(event);
        onProgress(`${event.event} ${event.address ?? ''}`);
      }
      const error = errorOf(line);
      if (error !== undefined) diagnostics.push(error);
    });
    journal.append({ event: 'end' });
  } catch (error) {
    if (error instanceof CommandFailed) throw new ApplyFailed(reviewed.stack, diagnostics);
    throw error;
  } finally {
    journal.close();
  }
}

/** https://developer.hashicorp.com/terraform/internals/machine-readable-ui#diagnostic */
function errorOf(line: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return line.trim() === '' ? undefined : line;
  }
  const { type, diagnostic } = (message ?? {}) as {
    type?: unknown;
    diagnostic?: { severity?: string; summary?: string; detail?: string; address?: string };
  };
  if (type !== 'diagnostic' || diagnostic?.severity !== 'error') return undefined;
  const { summary = '', detail = '', address } = diagnostic;
  return [address === undefined ? summary : `${address}: ${summary}`, detail]
    .filter((text) => text !== '')
    .join('\n');
}

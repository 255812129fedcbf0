import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack, type IStackSynthesizer, type ISynthesisSession } from 'cdktf';
import type { JsonObject } from '../../model/json';
import { resolveTokens } from './resolve';
import { elementsOf, partsOf } from './stack-parts';
import { withoutStackTraces } from './stack-traces';
import { writeParts } from './write-parts';

/** Stands for a moment where the stack will stand: no Terraform takes it, whatever interrupts us. */
const unfinished: JsonObject = {
  '//': 'the synthesis was interrupted; synthesize again',
  terraform: { required_version: '< 0.0.1' },
};

/**
 * Synthesizes a stack as cdktf does, byte for byte, at a fraction of the time and memory: Aspects, validations and
 * annotations are those of cdktf; what thousands of resources cost, to resolve them three times and to hold them at once,
 * is not.
 */
export class StackSynthesizer implements IStackSynthesizer {
  /** Where the stack is being written; nothing, while it is not. */
  private file?: string;

  constructor(
    private readonly stack: TerraformStack,
    private readonly byCdktf: IStackSynthesizer,
  ) {}

  /** {@link TerraformStack.prepareStack}: references between stacks become outputs, where there are other stacks. */
  prepare(): void {
    const stacks = App.of(this.stack)
      .node.findAll()
      .filter((node) => TerraformStack.isStack(node));
    if (stacks.length === 1) return;
    withoutStackTraces(() => {
      for (const element of elementsOf(this.stack)) {
        resolveTokens(this.stack, element.toTerraform(), true);
      }
    });
  }

  /** {@link TerraformStack.toTerraform}; while the stack is written, it goes into the file beside what is returned. */
  json(whole: () => JsonObject): JsonObject {
    if (this.file === undefined) return whole();
    const parts = partsOf(this.stack, whole);
    if (parts === undefined) {
      this.file = undefined;
      return whole();
    }
    try {
      writeParts(this.stack, parts, beside(this.file));
    } catch (error) {
      // cdktf knows the place of what is wrong.
      whole();
      throw error;
    }
    return unfinished;
  }

  synthesize(session: ISynthesisSession): void {
    const { synthesizedStackPath } = session.manifest.forStack(this.stack);
    this.file = session.manifest.hclOutput ? undefined : join(session.outdir, synthesizedStackPath);
    try {
      withoutStackTraces(() => {
        this.byCdktf.synthesize(session);
      });
      if (this.file !== undefined) renameSync(beside(this.file), this.file);
    } finally {
      this.file = undefined;
    }
  }
}

function beside(file: string): string {
  return `${file}.part`;
}

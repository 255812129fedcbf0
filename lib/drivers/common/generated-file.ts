import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

export interface GeneratedFileProps {
  readonly fileName: string;
  /** Digest of the content: a changed file has another path. */
  readonly digest: string;
  /** Makes the content; called when the stack is written, so that thousands of files are never in memory together. */
  readonly content: () => Buffer;
}

/** A file beside the stack's JSON, for arguments of resources that take a path. Like cdktf's TerraformAsset, without a source file. */
export class GeneratedFile extends Construct {
  /** Path relative to the folder in which Terraform runs. */
  readonly path: string;

  constructor(scope: Construct, id: string, props: GeneratedFileProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const folder = posix.join('assets', stack.getLogicalId(this.node));
    this.path = posix.join(folder, props.digest, props.fileName);
    addCustomSynthesis(this, {
      onSynthesize: ({ manifest }) => {
        const { synthesizedStackPath } = manifest.forStack(stack);
        const base = join(manifest.outdir, dirname(synthesizedStackPath));
        // Files of earlier contents.
        rmSync(join(base, folder), { recursive: true, force: true });
        const file = join(base, this.path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, props.content());
      },
    });
  }
}

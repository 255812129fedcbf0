import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

export interface GeneratedFileProps {
  /** Such as `iso`. */
  readonly extension: string;
  /** Digest of the content: a changed file has another path. */
  readonly digest: string;
  /** Makes the content; called when the stack is written, so that thousands of files are never in memory together. */
  readonly content: () => Buffer | string;
}

/** All in one folder: with one for each, a file costs three times as much to write. */
const folder = 'generated';
/** The stacks whose folder is new, by the session that writes them. */
const begun = new WeakMap<object, Set<TerraformStack>>();

/** A file beside the stack's JSON, for arguments of resources that take a path. Like cdktf's TerraformAsset, without a source file. */
export class GeneratedFile extends Construct {
  /** Path relative to the folder in which Terraform runs. */
  readonly path: string;

  constructor(scope: Construct, id: string, { extension, digest, content }: GeneratedFileProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    this.path = posix.join(folder, `${stack.getLogicalId(this.node)}-${digest}.${extension}`);
    addCustomSynthesis(this, {
      onSynthesize: (session) => {
        const { synthesizedStackPath } = session.manifest.forStack(stack);
        const base = join(session.manifest.outdir, dirname(synthesizedStackPath));
        const stacks = begun.get(session) ?? new Set();
        begun.set(session, stacks);
        if (!stacks.has(stack)) {
          // Files of earlier contents, and of VMs that are gone.
          rmSync(join(base, folder), { recursive: true, force: true });
          mkdirSync(join(base, folder));
          stacks.add(stack);
        }
        writeFileSync(join(base, this.path), content());
      },
    });
  }
}

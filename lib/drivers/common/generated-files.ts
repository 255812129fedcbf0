import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

export interface GeneratedFilesProps<Extension extends string> {
  /** Digest of what the files are made from: changed files have other paths. */
  readonly digest: string;
  /** Such as `iso`: one file for each. */
  readonly extensions: readonly Extension[];
  /** Makes the contents; called when the stack is written, so that thousands of files are never in memory together. */
  readonly contents: () => Readonly<Record<Extension, Buffer | string>>;
}

/** All in one folder: with one for each, a file costs three times as much to write. */
const folder = 'generated';
/** The stacks whose folder is new, by the session that writes them. */
const begun = new WeakMap<object, Set<TerraformStack>>();

/**
 * Files beside the stack's JSON, for arguments of resources that take a path. Like cdktf's TerraformAsset, without a source
 * file.
 */
export class GeneratedFiles<Extension extends string> extends Construct {
  /** By extension, relative to the folder in which Terraform runs. */
  readonly paths: Readonly<Record<Extension, string>>;

  constructor(
    scope: Construct,
    id: string,
    { digest, extensions, contents }: GeneratedFilesProps<Extension>,
  ) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const name = `${stack.getLogicalId(this.node)}-${digest}`;
    this.paths = Object.fromEntries(
      extensions.map((extension) => [extension, posix.join(folder, `${name}.${extension}`)]),
    ) as Record<Extension, string>;
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
        const made = contents();
        for (const extension of extensions)
          writeFileSync(join(base, this.paths[extension]), made[extension]);
      },
    });
  }
}

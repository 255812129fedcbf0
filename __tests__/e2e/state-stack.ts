import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { EnvironmentStack, type StateBackendFactory } from '../../lib';

/** Synthesizes a stack with one resource of Terraform itself, so that no provider is needed. */
export function synthesizeStack(
  out: string,
  id: string,
  backend: StateBackendFactory,
  input = 'first',
): string {
  mkdirSync(out, { recursive: true });
  const app = new App({ outdir: out });
  const stack = new EnvironmentStack(app, id, { backend });
  stack.addOverride('resource.terraform_data.note', { input });
  app.synth();
  return join(out, 'stacks', id);
}

/** The lock file of providers is written by init; the built-in one needs none. */
export function synthesized(folder: string): { readonly terraform: unknown } {
  return JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as { terraform: unknown };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
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

/** Holds the lock as an apply does that asks for approval, until it is answered. */
export async function waitingApply(
  program: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const apply = spawn(program, ['apply', '-no-color'], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    apply.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Enter a value:')) resolve();
    });
    apply.on('exit', () => {
      reject(new Error(`the apply did not ask:\n${text}`));
    });
  });
  return apply;
}

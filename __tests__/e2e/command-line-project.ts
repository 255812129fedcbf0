/** A project in a repository of its own, with stacks that need no provider. */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../lib/cli/program';
import { terraformBinary } from '../../lab/engines/terraform';
import { repositoryRoot } from '../../lab/support/paths';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const today = '2026-11-21';

export class CommandLineProject {
  readonly root = mkdtempSync(join(tmpdir(), 'project-'));

  /** @param program text of main.ts; `vm-lifecycle` and its entry points are this repository's */
  constructor(program: string) {
    writeFileSync(
      join(this.root, 'cdktf.json'),
      JSON.stringify({ language: 'typescript', app: 'node --require tsx/cjs main.ts' }),
    );
    symlinkSync(join(repositoryRoot, 'node_modules'), join(this.root, 'node_modules'));
    writeFileSync(
      join(this.root, '.gitignore'),
      'node_modules\ncdktf.out\n.vm-lifecycle\n*.tfstate*\n',
    );
    this.program(program);
    this.git('init', '--quiet', '--initial-branch', 'main');
    this.commit('first');
  }

  program(text: string): void {
    const local = text
      .replaceAll("'vm-lifecycle'", `'${repositoryRoot}/lib'`)
      .replace(/'vm-lifecycle\/(\w+)'/g, `'${repositoryRoot}/lib/drivers/$1'`);
    this.write('main.ts', local);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.root, file, '..'), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Has everything approved: it is on the branch. */
  commit(message: string): void {
    this.git('add', '--all');
    this.git(
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.org',
      'commit',
      '--quiet',
      '-m',
      message,
    );
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' });
  }

  /** A second checkout of the same repository, with its own state. */
  copyTo(folder: string): void {
    cpSync(this.root, folder, { recursive: true });
  }

  async run(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    day = today,
  ): Promise<CommandResult> {
    const out = { stdout: '', stderr: '' };
    const code = await runCommandLine(args, {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      environment: {
        ...process.env,
        TERRAFORM_BINARY_NAME: await terraformBinary(),
        TF_CLI_CONFIG_FILE: '',
        ...environment,
      },
      folder: this.root,
      today: day,
    });
    return { code, ...out };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

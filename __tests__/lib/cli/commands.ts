/** Folders of apps, programs on a PATH of their own, and the command line in them. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommandLine } from '../../../lib/cli/program';

const folders: string[] = [];

/** Call it once per test file. */
export function cleanUp(): void {
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}

/** A folder with these files. */
export function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The path of a program that prints this. */
export function printing(text: string, code = 0): string {
  const file = join(folderOf({ program: '' }), 'program');
  writeFileSync(file, `#!/bin/sh\ncat <<'EOT'\n${text}\nEOT\nexit ${String(code)}\n`);
  chmodSync(file, 0o755);
  return file;
}

export const terraform = (version = '1.11.4'): string =>
  printing(`Terraform v${version}\non linux_amd64`);

export async function commandLine(
  args: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' };
  const code = await runCommandLine(args, {
    stdout: { write: (text) => (printed.stdout += text) },
    stderr: { write: (text) => (printed.stderr += text) },
    environment: { PATH: process.env.PATH, HOME: folder, ...environment },
    folder,
    today: '2026-11-21',
  });
  return { code, ...printed };
}

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Engine,
  lockFileName,
  type StackEngine,
} from '../../../../lib/operations/terraform/engine';
import { CommandFailed } from '../../../../lib/operations/process';
import { LockHeld } from '../../../../lib/operations/terraform/state-lock';
import { cleanUp, folderOf, printing, terraform } from '../../cli/commands';

cleanUp();

const find = (program: string): Promise<Engine> =>
  Engine.find({ PATH: process.env.PATH, TERRAFORM_BINARY_NAME: program });

test.each([
  ['Terraform v1.8.0\non linux_amd64', { engine: 'terraform', version: '1.8.0' }],
  ['OpenTofu v1.12.6\non linux_amd64', { engine: 'tofu', version: '1.12.6' }],
  ['Terraform v1.12.0-beta1', { engine: 'terraform', version: '1.12.0-beta1' }],
  ['Terraform v2.0.0', { engine: 'terraform', version: '2.0.0' }],
])('%j is taken', async (text, version) => {
  expect((await find(printing(text))).version).toEqual(version);
});

test.each([
  ['Terraform v1.7.9', 'got Terraform 1.7.9; the version is 1.8 or newer; install a newer one'],
  ['OpenTofu v0.99.0', 'got OpenTofu 0.99.0; the version is 1.8'],
  ['git version 2.39', 'the program is Terraform or OpenTofu; name another program'],
])('%j is refused', async (text, problem) => {
  await expect(find(printing(text))).rejects.toThrow(problem);
});

test('a program that is not there is refused', async () => {
  const absent = join(folderOf(), 'absent');
  await expect(find(absent)).rejects.toThrow(
    `[VML071] terraform: got "${absent}"; Terraform 1.8 or OpenTofu 1.8, or newer, is on PATH`,
  );
});

/** A stack whose engine notes its arguments, and then does this. */
async function stackOf(script = ''): Promise<{ stack: StackEngine; calls: () => string[] }> {
  const folder = folderOf({ 'cdk.tf.json': '{}' });
  const program = terraform();
  const log = join(folder, 'calls');
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$1" = version ] && { echo Terraform v1.11.4; exit; }\necho "$@" >> ${log}\n${script}\n`,
  );
  chmodSync(program, 0o755);
  const stack = (await find(program)).on(folder);
  return { stack, calls: () => readFileSync(log, 'utf8').trim().split('\n') };
}

test('the reviewed providers are used as they are, and newer ones only when that is asked for', async () => {
  const reviewed = join(
    folderOf({ 'lab.terraform.lock.hcl': 'reviewed' }),
    'lab.terraform.lock.hcl',
  );
  const { stack, calls } = await stackOf();
  await stack.init({ lockFile: join(folderOf(), 'none'), upgrade: false });
  expect(existsSync(stack.lockFile)).toBe(false);
  await stack.init({ lockFile: reviewed, upgrade: false });
  expect(readFileSync(join(stack.folder, lockFileName), 'utf8')).toBe('reviewed');
  await stack.init({ lockFile: reviewed, upgrade: true });
  const init = 'init -input=false -no-color -reconfigure';
  expect(calls()).toEqual([init, `${init} -lockfile=readonly`, init]);
});

test('a plan is saved into a file, and that file is applied', async () => {
  const { stack, calls } = await stackOf(`echo '{"a":1}'`);
  const file = await stack.plan('-refresh-only');
  const lines: string[] = [];
  await stack.apply(file, (line) => lines.push(line));
  expect(lines).toEqual(['{"a":1}']);
  expect(calls()).toEqual([
    `plan -input=false -no-color -lock-timeout=60s -out=${file} -refresh-only`,
    `apply -input=false -json -lock-timeout=60s ${file}`,
  ]);
});

test('before the first apply there is neither lineage nor output', async () => {
  const { stack } = await stackOf('[ "$1" = output ] && echo "{}" || true');
  expect(await stack.lineage()).toBeUndefined();
  expect(await stack.output('vm_inventory')).toBeUndefined();
});

test('lineage and outputs are read from the state', async () => {
  const { stack } = await stackOf(
    `case $1 in state) echo '{"lineage":"l"}';; output) echo '{"a":{"value":[1]}}';; esac`,
  );
  expect(await stack.lineage()).toBe('l');
  expect(await stack.output('a')).toEqual([1]);
});

test('a state that another run has locked is said with its holder; other failures are what they are', async () => {
  const { stack } = await stackOf(
    `printf 'Error: Error acquiring the state lock\\n\\n  ID:        12\\n  Who:       ops@ci\\n' >&2; exit 1`,
  );
  const error = await stack.plan().catch((one: unknown) => one);
  expect(error).toBeInstanceOf(LockHeld);
  expect(String(error)).toContain('the state is locked by ops@ci');
  const { stack: broken } = await stackOf('echo "Error: no" >&2; exit 1');
  await expect(broken.plan()).rejects.toThrow(CommandFailed);
});

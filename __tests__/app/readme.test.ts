import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

describe('the example of the README', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'readme-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** As a user's program, with the package replaced by this checkout. */
  const synthesize = (program: string): ReturnType<typeof spawnSync> => {
    const file = join(folder, 'main.ts');
    const local = program
      .replaceAll(
        "'vm-lifecycle/libvirt'",
        JSON.stringify(join(repositoryRoot, 'lib/drivers/libvirt')),
      )
      .replaceAll("'vm-lifecycle'", JSON.stringify(join(repositoryRoot, 'lib')))
      .replaceAll("'cdktf'", JSON.stringify(join(repositoryRoot, 'node_modules/cdktf')));
    writeFileSync(file, local);
    return spawnSync(
      process.execPath,
      ['--require', join(repositoryRoot, 'node_modules/tsx/dist/cjs/index.cjs'), file],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, CDKTF_OUTDIR: join(folder, 'out') },
      },
    );
  };

  test('synthesizes', () => {
    expect(synthesize(example)).toMatchObject({ status: 0, stderr: '' });
    const stack = readFileSync(join(folder, 'out/stacks/staging/cdk.tf.json'), 'utf8');
    expect(Object.keys((JSON.parse(stack) as { resource: object }).resource)).toContain(
      'libvirt_domain',
    );
  });

  test('prints the error that the README shows, when its address is outside of the subnet', () => {
    const shown = /```text\n([\s\S]*?)\n```/.exec(readme)?.[1] ?? '';
    const result = synthesize(example.replace('10.20.0.31', '10.20.1.31'));
    expect(result.status).toBe(2);
    expect(shown).toContain('VML010');
    expect(String(result.stderr).trim()).toBe(shown);
  });
});

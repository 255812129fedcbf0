/** The package as another repository gets it: packed, installed from its tarball, and imported in every way. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';
import { run, type RunResult } from '../../lib/operations/process';
import { entryPoints, packPackage, type PackedPackage } from '../../scripts/package/build';
import { contentProblems } from '../../scripts/package/contents';

jest.setTimeout(120_000);

/** Packages that one may have to install beside cdktf and constructs. */
const mostPackages = 9;

const names = entryPoints().map(({ name }) => name);
const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};
const pinned = (name: string): string => `${name}@${manifest.devDependencies[name] ?? ''}`;

let folder: string;
let packed: PackedPackage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  packed = await packPackage(folder);
  await consumer('one-hypervisor');
  await consumer('vsphere', '@cdktf/provider-vsphere');
}, 600_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A repository that installs the package with the framework as its own. */
async function consumer(name: string, ...more: readonly string[]): Promise<void> {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name, private: true }));
  const packages = ['cdktf', 'constructs', ...more].map(pinned);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['install', ...options, packed.file, ...packages], { cwd, timeoutMs: 240_000 });
}

const node = (name: string, args: readonly string[], allow: readonly number[] = []) =>
  run(process.execPath, args, { cwd: join(folder, name), allow });

/** Files that are loaded by a program, below node_modules. */
async function loaded(name: string, program: string): Promise<readonly string[]> {
  const print = 'console.log(JSON.stringify(Object.keys(require.cache)))';
  const { stdout } = await node(name, ['-e', `${program}; ${print}`]);
  return (JSON.parse(stdout) as string[]).map((file) => file.replace(/^.*?\/node_modules\//, ''));
}

/** Bindings and frameworks among them. */
function notable(files: readonly string[]): readonly string[] {
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['cdktf', /^cdktf\//],
    ['constructs', /^constructs\//],
    ['bindings of libvirt', /\/\.gen\/providers\/libvirt\//],
    ['bindings of proxmox', /\/\.gen\/providers\/proxmox\//],
    ['bindings of vsphere', /^@cdktf\/provider-vsphere\//],
  ];
  return patterns
    .filter(([, pattern]) => files.some((file) => pattern.test(file)))
    .map(([name]) => name);
}

test('holds what it needs and nothing else, and every source map has its sources', () => {
  expect(contentProblems(packed)).toEqual([]);
});

test(`brings at most ${String(mostPackages)} packages beside the framework`, async () => {
  const { stdout } = await run('npm', ['ls', '--all', '--parseable'], {
    cwd: join(folder, 'one-hypervisor'),
    allow: [1],
  });
  const beside = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((path) => path.split('/one-hypervisor/node_modules/')[1] ?? path)
    .filter((path) => !/^(cdktf|constructs)(\/|$)|^vm-lifecycle$/.test(path));
  expect(beside).toContain('@open-policy-agent/opa-wasm');
  expect(beside.sort().slice(mostPackages)).toEqual([]);
});

describe('loads no more than its entry point needs', () => {
  const framework = ['cdktf', 'constructs'];
  test.each([
    ['one-hypervisor', 'vm-lifecycle', framework],
    ['one-hypervisor', 'vm-lifecycle/libvirt', [...framework, 'bindings of libvirt']],
    ['one-hypervisor', 'vm-lifecycle/proxmox', [...framework, 'bindings of proxmox']],
    ['one-hypervisor', 'vm-lifecycle/review', []],
    ['vsphere', 'vm-lifecycle', framework],
    ['vsphere', 'vm-lifecycle/libvirt', [...framework, 'bindings of libvirt']],
    ['vsphere', 'vm-lifecycle/vsphere', [...framework, 'bindings of vsphere']],
    ['vsphere', 'vm-lifecycle/review', []],
  ])('%s: %s', async (name, entry, expected) => {
    expect(notable(await loaded(name, `require('${entry}')`))).toEqual(expected);
  });

  test('of these cases none is forgotten', () => {
    expect([...names].sort()).toEqual([
      'vm-lifecycle',
      'vm-lifecycle/libvirt',
      'vm-lifecycle/proxmox',
      'vm-lifecycle/review',
      'vm-lifecycle/vsphere',
    ]);
  });
});

test('vm-lifecycle/vsphere says which package it needs, where it is not installed', async () => {
  const { stderr, code } = await node(
    'one-hypervisor',
    ['-e', `require('vm-lifecycle/vsphere')`],
    [1],
  );
  expect(code).toBe(1);
  expect(stderr).toContain(
    '[VML071] vm-lifecycle/vsphere: got no package @cdktf/provider-vsphere; the bindings of vSphere are installed beside vm-lifecycle; run `npm install @cdktf/provider-vsphere@^11.2.1`',
  );
});

test.each(names)('%s: every export is a named import of an ES module', async (name) => {
  const list = `JSON.stringify(Object.keys(require('${name}')))`;
  const { stdout } = await node('vsphere', ['-p', list]);
  const exported = JSON.parse(stdout) as string[];
  expect(exported.length).toBeGreaterThan(0);
  const program = `import { ${exported.join(', ')} } from '${name}';
console.log([${exported.join(', ')}].filter((one) => one === undefined).length);`;
  writeFileSync(join(folder, 'vsphere', 'named.mjs'), program);
  expect((await node('vsphere', ['named.mjs'])).stdout).toBe('0\n');
});

describe('TypeScript', () => {
  const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

  async function compile(
    options: Readonly<Record<string, unknown>>,
    files: Readonly<Record<string, string>>,
  ): Promise<RunResult> {
    const cwd = join(folder, 'vsphere');
    for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
    const compilerOptions = { strict: true, skipLibCheck: false, target: 'es2022', ...options };
    const configuration = { compilerOptions, files: Object.keys(files) };
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(configuration));
    const compiler = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
    return run(process.execPath, [compiler], { cwd, allow: [1, 2] });
  }

  const everything = names
    .map((name, index) => `import * as entry${String(index)} from '${name}';`)
    .concat(`export const all = [${names.map((_, index) => `entry${String(index)}`).join(', ')}];`)
    .join('\n');

  test.each([
    ['node10', 'commonjs'],
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])(
    'under moduleResolution %s finds all types and no fault in them, with and without those of Node.js',
    async (moduleResolution, module) => {
      const options = { noEmit: true, moduleResolution, module };
      const without = await compile({ ...options, types: [] }, { 'all.ts': everything });
      expect(without.stdout).toBe('');
      const types = { types: ['node'], typeRoots: [join(repositoryRoot, 'node_modules/@types')] };
      expect((await compile({ ...options, ...types }, { 'all.ts': everything })).stdout).toBe('');
    },
    120_000,
  );

  test('the example of the README compiles and synthesizes, and loads the bindings of its hypervisor alone', async () => {
    const compiled = await compile(
      { module: 'node16', moduleResolution: 'node16', types: [] },
      { 'main.ts': example },
    );
    expect(compiled.stdout).toBe('');
    const files = await loaded('vsphere', `require('./main.js')`);
    expect(notable(files)).toEqual(['cdktf', 'constructs', 'bindings of libvirt']);
    const stack = join(folder, 'vsphere', 'cdktf.out/stacks/staging/cdk.tf.json');
    expect(readFileSync(stack, 'utf8')).toContain('"libvirt_domain"');
  });
});

test('vm-lifecycle/review judges a plan where no framework is installed', async () => {
  const from = join(folder, 'one-hypervisor', 'node_modules');
  cpSync(from, join(folder, 'review-only', 'node_modules'), {
    recursive: true,
    filter: (file) => !/node_modules\/(cdktf|constructs)$/.test(file),
  });
  const plan = join(repositoryRoot, '__tests__/fixtures/plans/delete-three-hypervisors.json');
  const program = `import { readFileSync } from 'node:fs';
import { judgePlan, readPlan, reviewJson, reviewMarkdown } from 'vm-lifecycle/review';
const plan = readPlan(JSON.parse(readFileSync(process.argv[2], 'utf8')), 'plan');
const { review } = await judgePlan(plan, { today: '2026-11-21' });
const { summary } = reviewJson(review);
console.log(JSON.stringify([summary.impact, summary.denied > 0, reviewMarkdown(review, { next: '' })]));`;
  writeFileSync(join(folder, 'review-only', 'bot.mjs'), program);
  const { stdout } = await node('review-only', ['bot.mjs', plan]);
  const [impact, denied, markdown] = JSON.parse(stdout) as [string, boolean, string];
  expect([impact, denied]).toEqual(['data-loss', true]);
  expect(markdown).toContain('destroy-without-approval');
});

test('a stack trace leads to the source', async () => {
  const program = `require('vm-lifecycle').Size.gibibytes(-1)`;
  const { stderr } = await node('one-hypervisor', ['--enable-source-maps', '-e', program], [1]);
  expect(stderr).toMatch(/lib\/model\/size\.ts:\d+/);
});

test('the command runs', async () => {
  const command = join(folder, 'one-hypervisor/node_modules/.bin/vm-lifecycle');
  const { stdout } = await run(command, ['--version'], { cwd: folder });
  const { version } = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(stdout.trim()).toBe(version);
});

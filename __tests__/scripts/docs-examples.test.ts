import { spawnSync } from 'node:child_process';
import { shownCode } from '../../scripts/docs/source';
import { hypervisors, synthesized } from '../../scripts/docs/synthesis';
import { repositoryRoot } from '../../lab/support/paths';

/** Modules for Markdown are ES modules, which the tests do not load. */
function evaluated(expression: string): unknown {
  const program = `(async () => console.log(JSON.stringify(await (${expression}))))()`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', '--eval', program],
    { cwd: repositoryRoot, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const marks = "require('./scripts/docs/marks')";
const fence = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;

test('a page shows the body of a function, below the imports that it uses', () => {
  const code = shownCode({ file: 'template.ts', function: 'fromVmId' });
  expect(code).toMatch(/^import \{ Size, Template \} from 'vm-lifecycle';\n\nTemplate\.fromVmId\(/);
  expect(shownCode({ file: 'cluster-policy.ts', function: 'example' })).not.toContain('Site');
});

test('fails where a page names a function that is not there', () => {
  expect(() => shownCode({ file: 'template.ts', function: 'gone' })).toThrow(
    'docs/examples/template.ts has no function gone',
  );
});

test('an example is synthesized on each hypervisor, with all validations', () => {
  const name = { file: 'production-vm.ts', function: 'withoutBackup' };
  expect(hypervisors).toEqual(['libvirt', 'vsphere', 'proxmox']);
  for (const hypervisor of hypervisors) {
    expect(synthesized(name, hypervisor).error).toMatch(/^\[VML058\] staging\/Shop\.backupPolicy/);
  }
  const vm = synthesized({ file: 'hardened-vm.ts', function: 'example' }, 'libvirt');
  expect(vm).toMatchObject({ resources: { libvirt_domain: 1, libvirt_volume: 3 } });
});

test('finds code that is no example', () => {
  const page = `# Page\n\n${fence('new Anything();')}\n\n<!-- example: a.ts#b -->\n\n${fence('')}\n`;
  expect(evaluated(`${marks}.unmarkedCode(${JSON.stringify(page)})`)).toEqual([3]);
});

test('fills in code and errors, also into empty blocks, and leaves the rest alone', () => {
  const page = [
    '<!-- example: network.ts#made -->',
    fence('').replace('\n\n', '\n'),
    'Text between.',
    '<!-- error: network.ts#made on vsphere -->',
    '```text\nold\n```',
    'Text after.',
  ].join('\n\n');
  const filled = evaluated(`${marks}.filledIn(${JSON.stringify(page)})`) as string;
  expect(filled).toContain("new Network(stack, 'Enclave', {");
  expect(filled).toContain('Text between.');
  expect(filled).toMatch(/```text\n\[VML044\] staging\/Enclave\.networkName: got "enclave"/);
  expect(filled).toMatch(/Text after\.$/);
});

test('fails where an example ends with an error that no page shows', () => {
  const page = `<!-- example: hardened-vm.ts#severalMistakes -->\n\n${fence('old')}\n`;
  expect(() => evaluated(`${marks}.filledIn(${JSON.stringify(page)})`)).toThrow(
    "hardened-vm.ts#severalMistakes can't be synthesized",
  );
});

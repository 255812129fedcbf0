import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEngine } from '../../lab/engines/build';
import { evaluatePolicies } from '../../lib/policy/evaluate';
import { packFindings, packInput } from '../../lib/policy/pack';
import { ruleFindings } from '../../lib/policy/result';
import {
  compilePack,
  compileRego,
  packDirectory,
  packProblems,
  packSources,
} from '../../scripts/policy/compile';
import { harmlessInput, inOrder, policyFixtures } from '../lib/policy/fixtures';
import { destructivePlans } from '../lib/policy/generated-plans';
import { inputOf } from '../lib/policy/plan-input';

jest.setTimeout(120_000);

/** The pinned opa against the policies that are evaluated in this process. */
describe('policy pack and opa', () => {
  let opa: string;
  let folder: string;
  beforeAll(async () => {
    opa = (await ensureEngine('opa')).path;
  }, 600_000);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policies-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const evaluated = (input: unknown, data: unknown): unknown => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(data));
    const files = [...packSources(), join(folder, 'settings.json')];
    const { stdout, stderr } = spawnSync(
      opa,
      [
        ...['eval', '--format', 'json', '--stdin-input', '--fail', '--strict-builtin-errors'],
        ...[...files.flatMap((file) => ['--data', file]), 'data.vm_lifecycle.findings'],
      ],
      { cwd: packDirectory, input: JSON.stringify(input), encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const { result } = JSON.parse(stdout) as { result: { expressions: { value: unknown }[] }[] };
    return result[0]?.expressions[0]?.value;
  };

  it('the committed module is what the sources compile to, and they pass their own tests', async () => {
    expect(await packProblems(opa)).toEqual([]);
    const committed = readFileSync(join(packDirectory, 'policy.wasm'));
    expect((await compilePack(opa)).equals(committed)).toBe(true);
  });

  it('the module finds what opa finds, in every fixture', async () => {
    expect(policyFixtures.length).toBeGreaterThan(50);
    for (const { name, input, data = {} } of policyFixtures) {
      const byOpa = ruleFindings('findings', evaluated(input, data), 'pack');
      const byModule = await packFindings(input, data);
      expect([name, inOrder(byModule)]).toEqual([name, inOrder(byOpa)]);
    }
  });

  it('the module finds what opa finds, in generated plans', async () => {
    for (const { plan, approvals, ledger } of destructivePlans(7, 3)) {
      const input = inputOf(plan, { approvals, ledger });
      const byOpa = ruleFindings('findings', evaluated(packInput(input), {}), 'pack');
      expect(inOrder(await packFindings(input, {}))).toEqual(inOrder(byOpa));
    }
  });

  it('users get the same from their Rego, and from what it compiles to', async () => {
    const [rego, compiled] = [join(folder, 'rego'), join(folder, 'compiled')];
    mkdirSync(join(rego, 'lib'), { recursive: true });
    mkdirSync(compiled);
    const write = (file: string, text: string): void => {
      writeFileSync(join(rego, file), text);
    };
    write(
      'teams.rego',
      `package main
import data.lib.teams
deny contains {"msg": "unknown team", "subject": vm.vm} if {
  some vm in input.vms.after
  not teams.known(vm.owner)
}
warn contains "a quiet day" if count(input.changes) == 0
`,
    );
    write(
      'own.rego',
      'package own["a-b"]\nfindings contains {"rule": "r", "severity": "warn", "message": input.changes[0].reason}\n',
    );
    write(join('lib', 'teams.rego'), 'package lib.teams\nknown(team) if team in data.teams\n');
    write('teams_test.rego', 'package main_test\ntest_nothing if false\n');
    const data = JSON.stringify({ teams: ['other-team'] });
    write('data.json', data);
    cpSync(join(rego, 'data.json'), join(compiled, 'data.json'));
    const entrypoints = ['main/deny', 'main/warn', 'own/a-b'];
    const sources = ['teams.rego', 'own.rego', join('lib', 'teams.rego')];
    await compileRego(opa, rego, sources, entrypoints, join(compiled, 'all.wasm'));

    const input = harmlessInput();
    const changes = [{ ...input.changes[0]!, reason: 'values and reasons are there' }];
    const found = async (directory: string): Promise<readonly unknown[]> =>
      (await evaluatePolicies({ ...input, changes }, { directory, opa })).map(
        ({ source, message, rule, severity, subject }) => {
          expect(source).toMatch(/^rego |^all\.wasm /);
          return { message, rule, severity, subject };
        },
      );
    const byRego = await found(rego);
    expect(byRego).toEqual([
      { rule: 'deny', severity: 'deny', subject: 'web-1', message: 'unknown team' },
      { rule: 'r', severity: 'warn', message: 'values and reasons are there' },
    ]);
    expect(await found(compiled)).toEqual(byRego);
  });

  it.each([
    ['does not parse', 'package org\ndeny contains', /opa failed: .*rego_parse_error/],
    ['contradicts itself', 'package org\ndeny := "a" if true\ndeny := "b" if true\n', /conflict/],
    ['fails in a builtin', 'package org\ndeny contains to_number("x")\n', /to_number/],
    ['gives nothing', 'package org\nhelper := 1\n', /gives none of findings, deny/],
    ['is undefined', 'package org\nfindings := 1 if false\n', /gives none of findings, deny/],
    ['gives no set', 'package org\ndeny := true\n', /its rule deny is no set/],
  ])('Rego that %s denies', async (_, text, message) => {
    writeFileSync(join(folder, 'org.rego'), text);
    const found = await evaluatePolicies(harmlessInput(), { directory: folder, opa });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'deny' });
    expect(found[0]?.message).toMatch(message);
  });

  it('a compiled policy that asks for a builtin of opa alone denies', async () => {
    mkdirSync(join(folder, 'policies'));
    const text =
      'package org\ndeny contains "open" if http.send({"method": "GET", "url": input.stack})\n';
    writeFileSync(join(folder, 'org.rego'), text);
    const target = join(folder, 'policies', 'org.wasm');
    await compileRego(opa, folder, ['org.rego'], ['org/deny'], target);
    const found = await evaluatePolicies(harmlessInput(), { directory: join(folder, 'policies') });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ rule: 'policy-failed', severity: 'deny' });
    expect(found[0]?.message).toContain('http.send');
  });
});

import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluatePolicies, policyFindings } from '../../../lib/policy/evaluate';
import { invariantFindings } from '../../../lib/policy/invariants';
import { packFile } from '../../../lib/policy/pack';
import { harmlessInput, policyFixtures } from './fixtures';

describe('policies of users', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'policies-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const write = (name: string, content: string): void => {
    writeFileSync(join(directory, name), content);
  };
  const inputOf = (name: string): ReturnType<typeof harmlessInput> =>
    policyFixtures.find((one) => one.name === name)!.input;
  const brief = async (
    input: ReturnType<typeof harmlessInput>,
    options: Parameters<typeof evaluatePolicies>[1] = { directory },
  ): Promise<readonly string[]> =>
    (await evaluatePolicies(input, options)).map(
      ({ severity, rule, source }) => `${severity} ${rule} of ${source}`,
    );

  it('may be none', async () => {
    expect(await brief(harmlessInput(), {})).toEqual([]);
    expect(await brief(harmlessInput())).toEqual([]);
  });

  it('deny where their folder cannot be read', async () => {
    const missing = join(directory, 'missing');
    expect(await brief(harmlessInput(), { directory: missing })).toEqual([
      `deny policy-unreadable of ${missing}`,
    ]);
  });

  it('add what compiled ones find, in folders too', async () => {
    mkdirSync(join(directory, 'team'));
    copyFileSync(packFile, join(directory, 'team', 'org.wasm'));
    expect(await brief(inputOf('change-reference-missing.fail'))).toEqual([
      'deny change-reference-missing of pack',
      'deny change-reference-missing of team/org.wasm vm_lifecycle/findings',
    ]);
  });

  it.each([
    ['no WebAssembly', 'text'],
    ['a module that is no policy', '\0asm\x01\0\0\0'],
    ['nothing', ''],
  ])('deny where a compiled one is %s', async (_, content) => {
    write('org.wasm', content);
    expect(await brief(harmlessInput())).toEqual(['deny policy-failed of org.wasm']);
  });

  it('configure the pack by data.json, and nothing else does', async () => {
    const input = inputOf('provider-unlisted.pass');
    expect(await brief(input, {})).toEqual(['deny provider-unlisted of pack']);
    const { data } = policyFixtures.find(({ name }) => name === 'provider-unlisted.pass')!;
    write('data.json', JSON.stringify({ ...data, teams: ['own data'] }));
    expect(await brief(input)).toEqual([]);
  });

  it.each([
    ['{', /JSON/],
    ['[]', /\[VML066\] .*data\.json: got \[\]; this is an object/],
    [
      '{"vm_lifecycle":{"setting":{}}}',
      /vm_lifecycle\.setting: got \{\}; a field here is one of settings/,
    ],
    ['{"vm_lifecycle":{"settings":{"blast_radius":{"percent":"100"}}}}', /percent: got "100"/],
    ['{"vm_lifecycle":{"settings":{"blast_radius":{"minimum":1.5}}}}', /a whole number/],
    ['{"vm_lifecycle":{"settings":{"providers":"a/b"}}}', /this is a list/],
    ['{"vm_lifecycle":{"settings":{"executes":[1]}}}', /executes\[0\]: got 1/],
    [
      '{"vm_lifecycle":{"settings":{"accepted_weakening":[{"vm":"a","expires":"2027-01-01"}]}}}',
      /either pack or control/,
    ],
    [
      '{"vm_lifecycle":{"settings":{"accepted_weakening":[{"vm":"a","pack":"b","expires":"x"}]}}}',
      /this is a day/,
    ],
  ])('deny where data.json is %s, and the pack keeps its defaults', async (text, message) => {
    write('data.json', text);
    const found = await evaluatePolicies(inputOf('provider-unlisted.pass'), { directory });
    expect(found.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      'deny policy-settings',
      'deny provider-unlisted',
    ]);
    expect(found[0]?.message).toMatch(message);
  });

  describe('in Rego', () => {
    beforeEach(() => {
      write('org.rego', 'package org\n');
    });
    const program = (text: string): string => {
      const path = join(directory, 'opa-in-place');
      writeFileSync(path, `#!/bin/sh\n${text}\n`);
      chmodSync(path, 0o755);
      return path;
    };
    const only = async (opa: string, timeoutMs = 10_000): Promise<string> => {
      const found = await evaluatePolicies(harmlessInput(), { directory, opa, timeoutMs });
      expect(found).toHaveLength(1);
      return `${found[0]!.severity} ${found[0]!.rule}: ${found[0]!.message}`;
    };
    const inspected = '{"namespaces":{"data.org":["/a/org.rego"]}}';

    it('deny without opa, and say what to do', async () => {
      expect(await only('no-such-opa')).toBe(
        'deny policy-failed: rego: there is Rego in the policy folder, and no program "no-such-opa" on PATH to evaluate it; install opa (https://www.openpolicyagent.org), or compile the policies to WebAssembly',
      );
    });

    it('deny where opa does not end, fails, or says nothing of use', async () => {
      expect(await only(program('exec sleep 60'), 200)).toBe(
        'deny policy-failed: rego: opa did not answer in time, and was ended',
      );
      expect(await only(program('echo "1 error: rego_parse_error" >&2; exit 2'))).toBe(
        'deny policy-failed: rego: opa failed: 1 error: rego_parse_error',
      );
      expect(await only(program('echo text'))).toBe(
        'deny policy-failed: rego: `opa` did not answer with JSON',
      );
      expect(await only(program('echo null'))).toContain('named no packages');
      expect(await only(program(`echo '{"namespaces":{}}'`))).toContain('there is no package in');
      expect(await only(program(`[ "$1" = inspect ] && echo '${inspected}' || echo '{}'`))).toBe(
        'deny policy-undefined: rego org: the policy gives no result',
      );
    });

    it('get no environment but PATH', async () => {
      process.env.CANARY_OF_POLICIES = 'hunter2';
      const result = '{"result":[{"expressions":[{"value":{"org":{"deny":["%s"]}}}]}]}';
      const text = `[ "$1" = inspect ] && echo '${inspected}' || printf '${result}' "canary:$CANARY_OF_POLICIES"`;
      expect(await only(program(text))).toBe('deny deny: canary:');
      delete process.env.CANARY_OF_POLICIES;
    });

    it('are tests alone: nothing to evaluate', async () => {
      rmSync(join(directory, 'org.rego'));
      write('org_test.rego', 'package org_test\n');
      expect(await brief(harmlessInput(), { directory, opa: 'no-such-opa' })).toEqual([]);
    });
  });

  it('never take back what an invariant found, which is told once', async () => {
    write(
      'data.json',
      JSON.stringify({
        vm_lifecycle: { settings: { blast_radius: { minimum: 99, percent: 100 } } },
      }),
    );
    const input = inputOf('several.fail');
    const all = await policyFindings(input, { directory });
    for (const finding of invariantFindings(input)) expect(all).toContainEqual(finding);
    const told = all.filter(({ rule }) => rule === 'destroy-without-approval');
    expect(told.map(({ source }) => source)).toEqual(['invariant', 'invariant', 'invariant']);
    expect(all.map(({ rule }) => rule)).not.toContain('blast-radius');
    expect(all.map(({ source }) => source)).toContain('pack');
  });
});

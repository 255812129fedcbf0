import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { packFile, packFindings, packInput } from '../../../lib/policy/pack';
import { brief, harmlessInput, inOrder, policyFixtures } from './fixtures';

describe('policy pack', () => {
  it.each(policyFixtures)('$name', async ({ input, data = {}, expected }) => {
    const findings = await packFindings(input, data);
    expect(inOrder(findings.map(brief))).toEqual(inOrder(expected));
    expect(findings.every(({ source, message }) => source === 'pack' && message !== '')).toBe(true);
  });

  it('has a fixture that passes, and one that fails, for each rule of its sources', () => {
    const folder = dirname(packFile);
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.rego') && !file.endsWith('_test.rego'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const rules = [...sources.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)]
      .map(([, rule]) => rule)
      .filter((rule) => !['data-loss', 'power-cycle', 'open-network'].includes(rule!));
    expect(new Set(rules).size).toBeGreaterThan(18);
    for (const rule of rules) {
      const named = (kind: string): boolean =>
        policyFixtures.some(({ name }) => name === `${rule!}.${kind}`);
      expect([rule, named('pass'), named('fail')]).toEqual([rule, true, true]);
    }
  });

  it('asks nothing of the host: every builtin is part of the module', async () => {
    const policy = (await loadPolicy(readFileSync(packFile))) as unknown as {
      readonly mem: { readonly buffer: ArrayBuffer };
      readonly wasmInstance: {
        readonly exports: Readonly<Record<string, (at?: number) => number>>;
      };
    };
    const { builtins, opa_json_dump: dump } = policy.wasmInstance.exports;
    const start = dump!(builtins!());
    const bytes = new Uint8Array(policy.mem.buffer);
    expect(Buffer.from(bytes.slice(start, bytes.indexOf(0, start))).toString()).toBe('{}');
  });

  it('reads an input without values and reasons as it reads the whole', async () => {
    for (const { input, data = {} } of policyFixtures) {
      expect(await packFindings(packInput(input), data)).toEqual(await packFindings(input, data));
    }
  });

  it('denies where the engine cannot read the input', async () => {
    const [finding] = await packFindings(harmlessInput({ stack: '\ud800' }), {});
    expect(finding).toMatchObject({ rule: 'policy-failed', severity: 'deny', source: 'pack' });
    expect(finding?.message).toContain('illegal string escape character');
  });

  it.each([undefined, null, 0, '', [], {}])('denies an input that is %p', async (input) => {
    const findings = await packFindings({ ...(input as object), changes: [] } as never, {});
    expect(findings.map(({ rule }) => rule)).toContain('input-malformed');
  });

  it('takes no more than in proportion for 10,000 changes, denied or approved', async () => {
    const changes = Array.from({ length: 10_000 }, (_, index) => ({
      ...harmlessInput().changes[0]!,
      address: `libvirt_volume.data_${String(index)}`,
      vm: `vm-${String(index)}`,
      action: 'delete' as const,
      impact: 'data-loss' as const,
    }));
    const approvals = changes.map(({ address }) => ({
      ...{ stack: 'prod', address, allows: 'destroy' as const },
      ...{ reason: 'agreed', expires: '2026-12-31' },
    }));
    for (const [given, expected] of [
      [[], 10_001],
      [approvals, 1],
    ] as const) {
      const before = process.cpuUsage();
      const findings = await packFindings(harmlessInput({ changes, approvals: given }), {});
      const { user, system } = process.cpuUsage(before);
      expect(findings).toHaveLength(expected);
      // Half a second where it is compiled; a walk through a set for each change takes minutes.
      expect((user + system) / 1e6).toBeLessThan(5);
    }
  });
});

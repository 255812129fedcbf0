/**
 * What Terraform itself makes of escaped texts: every output is what was written, byte for byte.
 * Needs Terraform or OpenTofu, and no provider.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Fn, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { runOnceCommand } from '../../lib/drivers/common/cloud-init';
import { jsonDocument, literal, shortDigest } from '../../lib/drivers/common/literal';
import { terraformBinary } from '../../lab/engines/terraform';
import { hostileTexts, tokenValue, withToken } from '../lib/drivers/common/hostile';

jest.setTimeout(120_000);

const awkward = [
  tokenValue,
  'say "hi"',
  "it's",
  'a\nb\tc\\',
  '${file("/etc/hostname")}',
  '%{ if true }x%{ endif }',
  '<&>\u2028',
  '\u0301combining first',
  '"',
  '\\"',
  '',
  ' ',
];

describe('the real engine', () => {
  const out = mkdtempSync(join(tmpdir(), 'literals-'));
  let outputs: Record<string, { value: unknown }>;

  beforeAll(async () => {
    const app = new App({ outdir: out });
    const stack = new TerraformStack(app, 'literals');
    // Terraform takes the default of a variable as it is: no template.
    const variable = (id: string, value: string): TerraformVariable =>
      new TerraformVariable(stack, id, { type: 'string', default: value });
    const output = (id: string, value: string): void => {
      new TerraformOutput(stack, `${id}-output`, { value }).overrideLogicalId(id);
    };
    const token = variable('token', tokenValue);
    hostileTexts.forEach((text, index) => {
      output(`literal_${String(index)}`, literal(text));
      output(`document_${String(index)}`, jsonDocument({ [text]: [text] }));
    });
    withToken.forEach((make, index) => {
      output(`around_${String(index)}`, literal(make(token.stringValue)));
      output(`around_document_${String(index)}`, jsonDocument({ text: make(token.stringValue) }));
    });
    awkward.forEach((value, index) => {
      const held = variable(`held_${String(index)}`, value).stringValue;
      output(`value_${String(index)}`, literal(`<${held}>`));
      output(`value_document_${String(index)}`, jsonDocument({ a: held, b: `<${held}>` }));
      output(`digest_${String(index)}`, shortDigest(`text ${held}`));
      output(`command_${String(index)}`, jsonDocument([runOnceCommand(`printf %s ${held}`)]));
    });
    output('computed', jsonDocument({ upper: Fn.upper(token.stringValue) }));
    app.synth();

    const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
    const binary = await terraformBinary();
    const terraform = (...args: string[]): string =>
      execFileSync(binary, args, {
        cwd: join(out, 'stacks', 'literals'),
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    terraform('init', '-input=false', '-no-color');
    terraform('apply', '-auto-approve', '-input=false', '-no-color');
    outputs = JSON.parse(terraform('output', '-json')) as typeof outputs;
  });

  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });

  const valueOf = (id: string): string => String(outputs[id]?.value);

  test.each(hostileTexts.map((text, index) => [text, index] as const))(
    'gives back the text %j',
    (text, index) => {
      expect(valueOf(`literal_${String(index)}`)).toBe(text);
      expect(JSON.parse(valueOf(`document_${String(index)}`))).toEqual({ [text]: [text] });
    },
  );

  test.each(withToken.map((make, index) => [make('<token>'), make(tokenValue), index] as const))(
    'evaluates the token, and nothing else, in %j',
    (_title, expected, index) => {
      expect(valueOf(`around_${String(index)}`)).toBe(expected);
      const document = valueOf(`around_document_${String(index)}`);
      expect(JSON.parse(document)).toEqual({ text: expected });
    },
  );

  test.each(awkward.map((value, index) => [value, index] as const))(
    'puts a token of the value %j into a document as it is',
    (value, index) => {
      expect(valueOf(`value_${String(index)}`)).toBe(`<${value}>`);
      const document = valueOf(`value_document_${String(index)}`);
      expect(JSON.parse(document)).toEqual({ a: value, b: `<${value}>` });
    },
  );

  test('keeps expressions on tokens alive', () => {
    expect(JSON.parse(valueOf('computed'))).toEqual({ upper: tokenValue.toUpperCase() });
  });

  test('gives each value of a token its own digest, of one fixed and one computed part', () => {
    const digests = awkward.map((_value, index) => valueOf(`digest_${String(index)}`));
    expect(new Set(digests).size).toBe(awkward.length);
    expect(new Set(digests.map((digest) => digest.split('-')[0])).size).toBe(1);
    expect(digests.filter((digest) => !/^[0-9a-f]{12}-[0-9a-f]{12}$/.test(digest))).toEqual([]);
  });

  test.each([1, 2].map((index) => [awkward[index], index] as const))(
    'quotes a command that holds a token of the value %j for the shell',
    (value, index) => {
      const [command = ''] = JSON.parse(valueOf(`command_${String(index)}`)) as string[];
      const assignment = command.split('; done=')[0] ?? '';
      const shell = execFileSync('/bin/sh', ['-c', `${assignment}; printf %s "$command"`]);
      expect(shell.toString()).toBe(`printf %s ${String(value)}`);
    },
  );
});

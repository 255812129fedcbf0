/**
 * What Terraform itself makes of the record of a VM's generation. Needs Terraform or OpenTofu, and no provider: resources
 * of `terraform_data` stand for disks and machines.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  DataResource,
  LocalBackend,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from 'cdktf';
import { Construct } from 'constructs';
import { lazyAddressOf } from '../../lib/drivers/common/address';
import { recordGeneration, requireParent } from '../../lib/drivers/common/generation-record';
import { literal } from '../../lib/drivers/common/literal';
import { terraformBinary } from '../../lab/engines/terraform';
import { hasControlCharacter } from '../../lib/model/text';
import { hostileTexts } from '../lib/drivers/common/hostile';

jest.setTimeout(120_000);

type Held = { readonly value: Readonly<Record<string, unknown>> } | undefined;

interface Shape {
  readonly from: string;
  readonly rebuild?: boolean;
  readonly declared?: readonly string[];
  readonly cloneType?: 'linked' | 'full';
  /** The destruction of the disk fails, as where a hypervisor refuses it. */
  readonly stuck?: boolean;
}

describe('the record of a generation', () => {
  const out = mkdtempSync(join(tmpdir(), 'generation-'));
  const folder = join(out, 'stacks', 'vm');
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
  let binary: string;

  beforeAll(async () => {
    binary = await terraformBinary();
  });
  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });

  const terraform = (...args: string[]): { code: number | null; text: string } => {
    const { status, stdout, stderr } = spawnSync(binary, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { code: status, text: `${stdout}${stderr}`.replace(/[│\s]+/g, ' ') };
  };

  function synth(state: string, make: (stack: TerraformStack) => void): void {
    const app = new App({ outdir: out });
    const stack = new TerraformStack(app, 'vm');
    new LocalBackend(stack, { path: join(out, `${state}.tfstate`) });
    make(stack);
    app.synth();
    execFileSync(binary, ['init', '-input=false', '-no-color', '-reconfigure'], {
      cwd: folder,
      env,
    });
  }

  const shape =
    (
      { from, rebuild = false, declared = [from], cloneType = 'linked', stuck = false }: Shape,
      output = 'made',
    ) =>
    (scope: Construct): void => {
      const record = recordGeneration(scope, { from, cloneType, rebuild });
      const disk = new DataResource(scope, 'Disk', {
        input: { base: literal(from) },
        lifecycle: {
          ignoreChanges: ['input'],
          replaceTriggeredBy: [lazyAddressOf(record.resource)],
        },
        ...(stuck && {
          provisioners: [{ type: 'local-exec', when: 'destroy', command: 'exit 1' }],
        }),
      });
      requireParent(disk, record, { declared: () => declared, message: 'no parent' });
      new TerraformOutput(scope, 'MadeFrom', { value: record.madeFrom }).overrideLogicalId(output);
    };
  const plan = (): { code: number | null; text: string } =>
    terraform('plan', '-input=false', '-no-color', '-detailed-exitcode');
  const apply = (): { code: number | null; text: string } =>
    terraform('apply', '-auto-approve', '-input=false', '-no-color');
  const made = (): unknown => JSON.parse(terraform('output', '-json', 'made').text) as unknown;
  /** What the state holds: of the record, and of the disk. */
  const held = (state: string): Record<string, unknown> => {
    const { resources } = JSON.parse(readFileSync(join(out, `${state}.tfstate`), 'utf8')) as {
      resources: { name: string; instances: { attributes: Record<string, Held> }[] }[];
    };
    const values = resources.map(({ name, instances }) => {
      const { input, triggers_replace: triggers } = instances[0]?.attributes ?? {};
      return [name.split('_')[0], triggers?.value.template ?? input?.value.base];
    });
    return Object.fromEntries(values) as Record<string, unknown>;
  };

  test('is kept until a rebuild is asked for, and after it', () => {
    synth('kept', shape({ from: 'a-1' }));
    expect(apply().code).toBe(0);
    synth('kept', shape({ from: 'a-2', declared: ['a-1', 'a-2'] }));
    expect(plan().code).toBe(0);
    synth('kept', shape({ from: 'a-2', rebuild: true }));
    expect(plan().text).toContain('Plan: 2 to add, 0 to change, 2 to destroy');
    expect(apply().code).toBe(0);
    expect(made()).toBe('a-2');
    expect(held('kept')).toEqual({ Generation: 'a-2', Disk: 'a-2' });
    expect(plan().code).toBe(0);
    synth('kept', shape({ from: 'a-2' }));
    expect(plan().code).toBe(0);
  });

  test('refuses a plan for a linked clone of what is not declared, not for a full one', () => {
    synth('parent', shape({ from: 'a-1' }));
    expect(apply().code).toBe(0);
    synth('parent', shape({ from: 'a-2' }));
    expect(plan()).toMatchObject({ code: 1, text: expect.stringContaining('no parent') as string });
    synth('full', shape({ from: 'a-1', cloneType: 'full' }));
    expect(apply().code).toBe(0);
    synth('full', shape({ from: 'a-2', cloneType: 'full' }));
    expect(plan().code).toBe(0);
  });

  test('stays as it was where the old disk cannot be destroyed, so that the next apply goes on', () => {
    synth('stuck', shape({ from: 'a-1', stuck: true }));
    expect(apply().code).toBe(0);
    synth('stuck', shape({ from: 'a-2', rebuild: true, declared: ['a-1', 'a-2'], stuck: true }));
    expect(apply().code).toBe(1);
    expect(held('stuck')).toEqual({ Generation: 'a-1', Disk: 'a-1' });
    synth('stuck', shape({ from: 'a-2', rebuild: true }));
    expect(apply().code).toBe(0);
    expect(made()).toBe('a-2');
    expect(held('stuck')).toEqual({ Generation: 'a-2', Disk: 'a-2' });
  });

  test('holds every name as it is', () => {
    const names = hostileTexts.filter((text) => !hasControlCharacter(text));
    synth('hostile', (stack) => {
      names.forEach((from, index) => {
        const scope = new Construct(stack, `Vm${String(index)}`);
        shape({ from, declared: [from, 'other'] }, `made_${String(index)}`)(scope);
      });
    });
    expect(apply()).toMatchObject({ code: 0 });
    const outputs = JSON.parse(terraform('output', '-json').text) as Record<string, unknown>;
    expect(names.map((_name, index) => outputs[`made_${String(index)}`])).toEqual(
      names.map((value) => ({ sensitive: false, type: 'string', value })),
    );
  });

  test('holds the value of a token', () => {
    synth('token', (stack) => {
      const variable = new TerraformVariable(stack, 'generation', { default: 'a-${x}' });
      shape({ from: variable.stringValue })(stack);
    });
    expect(apply()).toMatchObject({ code: 0 });
    expect(made()).toBe('a-${x}');
  });
});

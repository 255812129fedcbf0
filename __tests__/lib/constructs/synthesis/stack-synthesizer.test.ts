/** Our synthesizer writes what cdktf writes: each app is made twice, and each of the two writes one of them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  Aspects,
  DataResource,
  Fn,
  Lazy,
  TerraformElement,
  TerraformLocal,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Token,
  type IStackSynthesizer,
} from 'cdktf';
import * as fc from 'fast-check';
import { EnvironmentStack, HardenedVm, todayContext } from '../../../../lib';
import { LateValue } from '../../../../lib/constructs/synthesis/late-value';
import { TerraformData } from '../../../../lib/drivers/common/terraform-data';
import { cleanUp, filesOf, lab, newApp, vmProps } from '../support';

const folders: string[] = [];
cleanUp();
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Undoes what makes a stack ours. */
function asCdktf(stack: EnvironmentStack): void {
  const { byCdktf } = stack.synthesizer as unknown as { byCdktf: IStackSynthesizer };
  stack.synthesizer = byCdktf;
  stack.prepareStack = () => {
    TerraformStack.prototype.prepareStack.call(stack);
  };
  stack.toTerraform = () => TerraformStack.prototype.toTerraform.call(stack) as unknown;
}

function written(build: (app: App) => void, byCdktf: boolean): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'vm-lifecycle-synthesis-'));
  folders.push(outdir);
  const app = new App({ outdir, skipValidation: true, context: { [todayContext]: '2026-11-21' } });
  build(app);
  if (byCdktf) {
    for (const node of app.node.findAll()) if (node instanceof EnvironmentStack) asCdktf(node);
  }
  app.synth();
  const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.json') || file.endsWith('.part'))
      .map((file) => [file, readFileSync(join(outdir, file), 'utf8')]),
  );
}

function expectTheSame(build: (app: App) => void): Record<string, string> {
  const ours = written(build, false);
  expect(ours).toEqual(written(build, true));
  return ours;
}

const cases: Readonly<Record<string, (app: App) => void>> = {
  'texts, numbers and empty values': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    new TerraformData(stack, 'Data', {
      input: {
        text: 'a "quoted" ${escaped} $${twice} %{directive} \n \u2028 ü 1e+289 e+298',
        numbers: [0, -1, 1e21, -1e300, 0.1, Number.MAX_SAFE_INTEGER],
        empty: { list: [], object: {}, text: '', nothing: null, missing: undefined },
        list: [undefined, null, false, [[]], {}],
      },
    });
  },
  'tokens of every kind': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    const data = new DataResource(stack, 'Data', { input: { a: 1 } });
    const attribute = (name: string): unknown => data.interpolationForAttribute(name);
    new TerraformOutput(stack, 'Out', {
      value: {
        text: data.id,
        mixed: `before ${data.id} after ${Token.asString(attribute('output'))}`,
        number: data.getNumberAttribute('size'),
        numberInText: `size ${String(data.getNumberAttribute('size'))}`,
        list: data.getListAttribute('list'),
        numbers: data.getNumberListAttribute('numbers'),
        map: data.getStringMapAttribute('map'),
        numberMap: Token.asNumberMap(attribute('map')),
        any: attribute('any'),
        function: Fn.join(',', [data.id, 'b']),
        lazy: Lazy.anyValue({ produce: () => ({ inner: [data.id, { deep: undefined }] }) }),
        lazyText: Lazy.stringValue({ produce: () => 'late' }),
        late: new LateValue(() => ({ id: data.id, more: [new LateValue(() => 1)] })),
        [data.id]: 'a key',
      },
    });
  },
  'providers, variables, locals, and ids that are overridden': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    const size = new TerraformVariable(stack, 'Size', { type: 'number', default: 1 });
    const local = new TerraformLocal(stack, 'Local', { size: size.value as unknown });
    const out = new TerraformOutput(stack, 'Out', { value: local.expression, sensitive: true });
    out.overrideLogicalId('other');
    out.addOverride('description', 'overridden');
    const data = new TerraformData(stack, 'Data', { input: { size: size.numberValue } });
    data.addOverride('lifecycle.ignore_changes', ['input']);
    data.overrideLogicalId('zz');
  },
  'moved and imported resources': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    const from = new TerraformData(stack, 'From', { input: { a: 1 } });
    new TerraformData(stack, 'To', { input: { a: 1 } }).addMoveTarget('here');
    from.moveTo('here');
    new TerraformData(stack, 'Imported', { input: { a: 2 } }).importFrom('an-id');
    new TerraformData(stack, 'Plain', { input: { a: 3 } });
  },
  'overrides of the stack beside and on resources': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    new TerraformData(stack, 'Data', { input: { a: 1 } }).overrideLogicalId('one');
    stack.addOverride('resource.terraform_data.two.input.b', 2);
    stack.addOverride('resource.terraform_data.one.input.b', 2);
    stack.addOverride('removed', [{ from: 'terraform_data.three', lifecycle: { destroy: false } }]);
  },
  'overrides of the stack beside resources': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    new TerraformData(stack, 'Data', { input: { a: 1 } }).overrideLogicalId('one');
    stack.addOverride('resource.terraform_data.two.input.b', 2);
    stack.addOverride('terraform.required_version', '>= 1.8');
  },
  'two resources of one id': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    new TerraformData(stack, 'A', { input: { a: 1 } }).overrideLogicalId('one');
    new TerraformData(stack, 'B', { input: { b: 1 } }).overrideLogicalId('one');
  },
  'references between stacks': (app) => {
    const first = new EnvironmentStack(app, 'first');
    const second = new EnvironmentStack(app, 'second');
    const data = new TerraformData(first, 'Data', { input: { a: 1 } });
    new TerraformData(second, 'Data', { input: { other: data.getStringAttribute('id') } });
    new TerraformOutput(second, 'Out', {
      value: new LateValue(() => ({ id: data.getStringAttribute('output') })),
    });
  },
  'an element that tells its JSON itself': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    class Own extends TerraformResource {
      override toTerraform(): unknown {
        return { resource: { own: { it: { a: 1 } } }, check: { it: {} } };
      }
    }
    new Own(stack, 'Own', { terraformResourceType: 'own' });
    new TerraformData(stack, 'Data', {});
  },
  'Aspects that change resources and add some': (app) => {
    const stack = new EnvironmentStack(app, 'lab');
    const data = new TerraformData(stack, 'Data', {});
    Aspects.of(stack).add({
      visit: (node) => {
        if (node !== data) return;
        data.lifecycle = { ignoreChanges: ['input'] };
        new TerraformData(stack, 'Added', {});
      },
    });
  },
  VMs: (app) => {
    const { stack, template } = lab({ app });
    for (const name of ['web-1', 'web-2']) {
      new HardenedVm(stack, name, vmProps(template, { props: { name } }));
    }
  },
};

test.each(Object.entries(cases))('%s: byte for byte what cdktf writes', (_, build) => {
  expectTheSame(build);
});

test('any JSON in an output: byte for byte what cdktf writes', () => {
  const key = fc.string({ unit: 'binary' }).filter((text) => text !== '__proto__');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('${', '%{', '"', 'TfToken[', '1e289', '-8.1e+298'),
      fc.array(tie('value')),
      fc.dictionary(key, tie('value')),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      expectTheSame((app) => {
        const stack = new EnvironmentStack(app, 'lab');
        values.forEach((one, index) => {
          new TerraformData(stack, `Data${String(index)}`, { input: { one } });
        });
      });
    }),
    { numRuns: 60, seed: 6 },
  );
});

test('what cdktf says is wrong is an error here too', () => {
  const app = newApp();
  const stack = new EnvironmentStack(app, 'lab');
  new TerraformData(stack, 'Data', { input: { call: () => 1 } });
  expect(() => {
    app.synth();
  }).toThrow("at '/resource/terraform_data/Data/input/call'");
  expect(filesOf(app)).toEqual([]);
});

test('a whole stack is asked for as before, and elements tell their JSON after a synthesis', () => {
  const app = newApp();
  const stack = new EnvironmentStack(app, 'lab');
  const data = new TerraformData(stack, 'Data', { input: { a: 1 } });
  const before: unknown = stack.toTerraform();
  app.synth();
  expect(stack.toTerraform()).toEqual(before);
  expect(before).toHaveProperty('resource.terraform_data');
  expect(TerraformElement.isTerraformElement(data) && data.toTerraform()).toHaveProperty(
    'resource',
  );
});

/**
 * The stacks as they are written, whole.
 *
 * What changes here changes for every user: read the difference before `--updateSnapshot`. A changed user_data reboots
 * VMs, a changed xslt power-cycles them, a changed address replaces what it names unless a `moved` block goes with it.
 */
import type { App, TerraformStack } from 'cdktf';
import { imageGeneration } from '../../lab/image/recipe';
import { DevStack } from '../../stacks/dev';
import { LabStack } from '../../stacks/lab';
import { ProductionStack } from '../../stacks/production';
import { StagingStack } from '../../stacks/staging';
import { cleanUp, newApp, writtenWithFiles } from '../lib/constructs/support';

cleanUp();

const settings = [
  'VM_LIFECYCLE_LAB_ROOT',
  'VM_LIFECYCLE_LAB_INSTANCE',
  'VM_LIFECYCLE_LAB_DOMAIN_TYPE',
];
const before = Object.fromEntries(settings.map((name) => [name, process.env[name]]));
beforeAll(() => {
  for (const name of settings) Reflect.deleteProperty(process.env, name);
});
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value !== undefined) process.env[name] = value;
  }
});

const stacks: readonly (readonly [string, (app: App) => TerraformStack])[] = [
  ['lab', (app) => new LabStack(app, 'lab')],
  ['dev', (app) => new DevStack(app)],
  ['staging', (app) => new StagingStack(app)],
  ['production', (app) => new ProductionStack(app)],
];

function jsonOf(make: (app: App) => TerraformStack): Record<string, Record<string, object>> {
  const app = newApp();
  // The recipe of the image changes often, and is no part of what is frozen.
  const text = writtenWithFiles(app, make(app)).replaceAll(imageGeneration(), 'GENERATION');
  return JSON.parse(text) as Record<string, Record<string, object>>;
}

/** Texts of several lines as lists of lines: nothing is lost, and a difference is readable. */
function inLines(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n') : value;
  if (Array.isArray(value)) return value.map(inLines);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, inLines(child)]));
}

describe.each(stacks)('the stack %s', (_name, make) => {
  test('has the addresses that are frozen here: they are a contract', () => {
    const { resource = {}, output = {} } = jsonOf(make);
    const addresses = Object.entries(resource).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${type}.${name}`),
    );
    expect([...addresses.sort(), ...Object.keys(output)]).toMatchSnapshot();
  });

  test('is written as it is frozen here', () => {
    expect(inLines(jsonOf(make))).toMatchSnapshot();
  });
});

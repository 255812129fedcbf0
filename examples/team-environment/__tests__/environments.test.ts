import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { Size, synthesize, todayContext, vmsOf, type HardenedVm } from 'vm-lifecycle';
import { DevEnvironment } from '../stacks/dev';
import { ProductionEnvironment } from '../stacks/production';
import { ShopEnvironment } from '../stacks/shop-environment';

const outdir = mkdtempSync(join(tmpdir(), 'shop-'));
// A fixed day, so that these tests still pass in a year; what has expired by then is found by every synthesis.
const newApp = (): App => new App({ outdir, context: { [todayContext]: '2026-11-21' } });

const app = newApp();
new DevEnvironment(app);
new ProductionEnvironment(app);

function machines(environment: string): readonly HardenedVm[] {
  // All machines are found from the app, not from a stack.
  return vmsOf(app).filter(({ model }) => model.environment.name === environment);
}

beforeAll(() => {
  // Runs every check of the package: what is wrong with machines, or between them, fails here.
  synthesize(app);
});
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

test('machines of each environment', () => {
  expect(machines('dev').map(({ vmName }) => vmName)).toEqual([
    'dev-webblue-01',
    'dev-database-01',
  ]);
  expect(machines('production').map(({ vmName }) => vmName)).toEqual([
    'production-webblue-01',
    'production-webgreen-01',
    'production-database-01',
  ]);
});

test('production is protected, development expires', () => {
  expect(machines('production').map(({ model }) => model.protection)).toEqual([true, true, true]);
  expect(machines('dev').map(({ model }) => model.expires)).toEqual(['2027-06-30', '2027-06-30']);
});

test('every machine meets every control: nobody has waived one', () => {
  const controls = vmsOf(app).flatMap(({ hardening }) => hardening.controls);
  expect(controls).not.toEqual([]);
  expect(controls.filter(({ state }) => state === 'waived')).toEqual([]);
});

test('production is backed up: full on Sundays, incremental on the other days', () => {
  const text = readFileSync(join(outdir, 'stacks/production/cdk.tf.json'), 'utf8');
  const { resource } = JSON.parse(text) as {
    resource: { proxmox_backup_job: Record<string, { schedule: string }> };
  };
  const schedules = Object.values(resource.proxmox_backup_job).map(({ schedule }) => schedule);
  expect(new Set(schedules)).toEqual(new Set(['sun 02:00', 'mon..sat 02:00']));
});

test('fails when a development environment does not expire', () => {
  const size = Size.gibibytes(1);
  expect(() => {
    new ShopEnvironment(newApp(), 'dev', {
      frontends: ['blue'],
      frontendMemory: size,
      databaseMemory: size,
      databaseDisk: size,
      vmIds: { from: 10_000, to: 19_999 },
    });
  }).toThrow('[VML042] dev/Frontend/blue.expires: got nothing');
});

/** The tables of all drivers against what the drivers make. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import { impacts, type ImpactTable } from '../../../lib/drivers/impact';
import { driverTables, impactTable } from '../../../lib/drivers/registry';
import { DevStack } from '../../../stacks/dev';
import { LabStack } from '../../../stacks/lab';
import { ProductionStack } from '../../../stacks/production';
import { StagingStack } from '../../../stacks/staging';
import { cleanUp, newApp, written } from '../constructs/support';

cleanUp();

const drivers = join(__dirname, '..', '..', '..', 'lib', 'drivers');

/** Types of the resources whose classes the files `resources*.ts` of a driver load. */
function madeBy(driver: string): readonly string[] {
  const modules = readdirSync(join(drivers, driver))
    .filter((name) => name.startsWith('resources'))
    .flatMap((name) => [
      ...readFileSync(join(drivers, driver, name), 'utf8').matchAll(
        /from '(@cdktf\/provider-vsphere\/lib|\.\.\/\.\.\/\.\.\/\.gen\/providers\/\w+)\/([\w-]+)'/g,
      ),
    ])
    .filter(([, , name = '']) => name !== 'provider' && !name.startsWith('data-'))
    .map(([, folder = '', name = '']) => `${folder.replace(/^(\.\.\/)+/, '../../../')}/${name}`);
  return [...new Set(modules)].flatMap((module) =>
    Object.values(jest.requireActual<Record<string, { tfResourceType?: string }>>(module))
      .map((exported) => exported.tfResourceType)
      .filter((type): type is string => type !== undefined),
  );
}

/** Types in a table that says nothing of them. */
function missing(table: ImpactTable, types: readonly string[]): readonly string[] {
  return types.filter((type) => !Object.hasOwn(table, type));
}

describe.each(Object.entries(driverTables))('the table of %s', (driver, { impact }) => {
  test('has a line for every type that the driver makes', () => {
    const types = madeBy(driver);
    expect(types.length).toBeGreaterThan(4);
    expect(missing(impact, types)).toEqual([]);
    expect(missing(impact, ['terraform_data'])).toEqual([]);
  });

  test('says what each of them is, and where each line comes from', () => {
    for (const [type, { kind, update, replace, remove }] of Object.entries(impact)) {
      const rules = [...update, ...replace, ...remove];
      expect({ type, kind: kind.length > 2 }).toEqual({ type, kind: true });
      for (const rule of rules) {
        expect(impacts).toContain(rule.impact);
        expect(rule.source).toMatch(/(v?\d+\.\d+\.\d+|^https:)/);
      }
    }
  });

  test('has no line that an earlier one hides', () => {
    for (const [type, { update }] of Object.entries(impact)) {
      const seen = new Set<string>();
      for (const { attribute, change, provided } of update) {
        expect({ type, attribute, hidden: seen.has(attribute) }).toEqual({
          type,
          attribute,
          hidden: false,
        });
        if (change === undefined && provided === undefined) seen.add(attribute);
      }
    }
  });
});

test.each<[string, () => TerraformStack]>([
  ['lab', () => new LabStack(newApp(), 'lab')],
  ['dev', () => new DevStack(newApp())],
  ['staging', () => new StagingStack(newApp())],
  ['production', () => new ProductionStack(newApp())],
])('every resource of the stack %s has a line', (_name, make) => {
  const stack = make();
  const { resource } = JSON.parse(written(stack.node.root as never, stack)) as {
    resource: Record<string, unknown>;
  };
  expect(Object.keys(resource)).toContain('terraform_data');
  expect(missing(impactTable, Object.keys(resource))).toEqual([]);
});

test('the registry is data: it loads no bindings, and no framework', () => {
  jest.isolateModules(() => {
    for (const module of ['cdktf', 'constructs']) {
      jest.doMock(module, () => {
        throw new Error(`${module} is loaded`);
      });
    }
    const { driverTables: tables } = jest.requireActual<
      typeof import('../../../lib/drivers/registry')
    >('../../../lib/drivers/registry');
    expect(Object.keys(tables)).toEqual(['libvirt', 'vsphere', 'proxmox']);
    expect(() => jest.requireActual<object>('../../../lib/drivers/vsphere/resources')).toThrow(
      'is loaded',
    );
  });
});

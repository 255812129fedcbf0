/** What drivers let reviews print, compare and group, against the schemas of the providers. */
import { App, TerraformStack } from 'cdktf';
import { driverTables, impactTable, reviewTable } from '../../../lib/drivers/registry';
import type { BlockExtract } from '../../../scripts/schema-extract-types';
import { attributePaths } from '../drivers/attribute-paths';
import { providerSchema } from '../drivers/vsphere/schema';

const bindings: Readonly<Record<string, string>> = {
  libvirt: '../../../.gen/providers/libvirt',
  proxmox: '../../../.gen/providers/proxmox',
  vsphere: '@cdktf/provider-vsphere/lib',
};

type Resource = new (scope: TerraformStack, id: string, config: object) => object;

/** Paths that the bindings know of a type; of vSphere also those of the newest version. */
function pathsOf(type: string): readonly string[] {
  const [, driver = '', name = ''] = /^([^_]+)_(.*)$/.exec(type) ?? [];
  const module = jest.requireActual<Record<string, Resource & { tfResourceType?: string }>>(
    `${bindings[driver] ?? ''}/${name.replaceAll('_', '-')}`,
  );
  const made = Object.values(module).find((exported) => exported.tfResourceType === type)!;
  const stack = new TerraformStack(new App({ outdir: '/nonexistent' }), 'stack');
  const newest = driver === 'vsphere' ? providerSchema().resources[type] : undefined;
  return [
    ...attributePaths(new made(stack, 'it', {})),
    ...(newest === undefined ? [] : argumentPaths(newest)),
  ];
}

function argumentPaths(block: BlockExtract, prefix = ''): readonly string[] {
  return [
    ...Object.keys(block.arguments).map((name) => prefix + name),
    ...Object.entries(block.blocks).flatMap(([name, inner]) => [
      `${prefix}${name}[]`,
      ...argumentPaths(inner, `${prefix}${name}[].`),
    ]),
  ];
}

function exists(path: string, known: readonly string[]): boolean {
  return known.includes(path) || known.includes(`${path}[]`);
}

const types = Object.keys(reviewTable).filter((type) => type !== 'terraform_data');

describe('the review tables', () => {
  test('have a line for every type that has an impact, and for no other', () => {
    expect(types.length).toBeGreaterThan(40);
    for (const { impact, review } of Object.values(driverTables)) {
      expect(Object.keys(review).sort()).toEqual(Object.keys(impact).sort());
    }
    expect(Object.keys(reviewTable).sort()).toEqual(Object.keys(impactTable).sort());
  });

  test.each(types)('%s: every attribute is in the schema', (type) => {
    const known = pathsOf(type);
    const { printed, volatile, identity, decisive, belongsTo = [] } = reviewTable[type]!;
    const named = [...printed, ...volatile, ...identity, ...decisive];
    const wrong = [...named, ...belongsTo.map(({ attribute }) => attribute)].filter(
      (path) => !exists(path, known),
    );
    expect(wrong).toEqual([]);
    expect(exists('invented', known)).toBe(false);
    for (const line of belongsTo) {
      expect(exists(line.equals, pathsOf(line.type))).toBe(true);
      expect(impactTable[line.type]!.kind).toBe('virtual machine');
    }
  });

  test('identity is printed, and nothing stands twice', () => {
    for (const [type, { printed, volatile, identity, decisive }] of Object.entries(reviewTable)) {
      const hidden = identity.filter(
        (path) =>
          !printed.some(
            (line) => path === line || path.startsWith(`${line}[]`) || path.startsWith(`${line}.`),
          ),
      );
      expect({ type, hidden }).toEqual({ type, hidden: [] });
      for (const list of [printed, volatile, identity, decisive]) {
        expect(new Set(list).size).toBe(list.length);
      }
      // What may change on its own stops nothing; of a list only its parts are volatile.
      expect(decisive.filter((path) => volatile.includes(path))).toEqual([]);
    }
  });

  test('print nothing in which secrets are kept', () => {
    const secret =
      /user_data$|meta_data$|network_config|password|secret|token_value|\bvalue$|extra_config|guestinfo|xslt|^xml$|\bkeys?$|source_raw(\[\])?(\.data)?$|ignition|cmdline|kvm_arguments|vapp|customize|^clone$|^initialization$|script|description$|annotation|metadata|comment|custom_attributes|sysprep|encryption_key$/;
    const allowed = [
      // Notes that our drivers write on objects of vCenter themselves, and a flag.
      'vsphere_tag description',
      'vsphere_tag_category description',
      'proxmox_storage_pbs generate_encryption_key',
      // Proxmox VE: which template it was cloned from.
      'proxmox_virtual_environment_vm clone',
    ];
    const found = Object.entries(reviewTable).flatMap(([type, { printed }]) =>
      printed
        .filter((path) => secret.test(path) && !path.startsWith('run_tools_scripts_'))
        .filter((path) => path !== 'hook_script_file_id')
        .map((path) => `${type} ${path}`),
    );
    expect(found.filter((one) => !allowed.includes(one))).toEqual([]);
  });

  test('machines are known by their name, and belong to nothing', () => {
    const machines = Object.entries(impactTable)
      .filter(([type, { vm }]) => vm !== undefined && reviewTable[type]!.belongsTo === undefined)
      .map(([type, { kind }]) => [type, kind]);
    expect(machines).toEqual([
      ['libvirt_domain', 'virtual machine'],
      ['vsphere_virtual_machine', 'virtual machine'],
      ['proxmox_virtual_environment_vm', 'virtual machine'],
    ]);
  });
});

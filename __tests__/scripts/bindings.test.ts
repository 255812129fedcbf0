import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapt } from '../../scripts/bindings/adapt';
import { compareFolders } from '../../scripts/bindings/compare';
import type { ProviderSchemas } from '../../scripts/bindings/schema';
import type { Selection } from '../../scripts/bindings/selection';
import { trimSchemas } from '../../scripts/bindings/trim';

const selection: Selection = {
  name: 'libvirt',
  source: 'acme/thing',
  version: '1.2.3',
  resources: ['thing_b', 'thing_a'],
  dataSources: ['thing_info'],
};

/** What a Terraform prints, with everything that a trimmed schema must not have. */
function printed(registry = 'registry.terraform.io'): ProviderSchemas {
  const entity = {
    version: 2,
    block: {
      description: 'about the block',
      description_kind: 'plain',
      attributes: {
        size: { type: 'number', optional: true, deprecated: true, description: 'how big' },
        description: { type: 'string', required: true, description_kind: 'markdown' },
        nested: {
          nested_type: {
            attributes: { key: { type: 'string', computed: true, description: 'a key' } },
            nesting_mode: 'single',
          },
          optional: true,
        },
      },
      block_types: {
        disk: {
          nesting_mode: 'list',
          max_items: 1,
          block: { attributes: {}, description: 'a disk' },
        },
      },
    },
  };
  return {
    format_version: '1.0',
    provider_schemas: {
      'registry.terraform.io/other/thing': { provider: entity },
      [`${registry}/acme/thing`]: {
        provider: entity,
        resource_schemas: { thing_c: entity, thing_b: entity, thing_a: entity },
        data_source_schemas: { thing_info: entity, thing_more: entity },
        ...{ functions: { f: {} }, resource_identity_schemas: {} },
      },
    },
  };
}

describe('trimSchemas', () => {
  const trimmed = trimSchemas(printed(), [selection]);
  const provider = trimmed.provider_schemas['registry.terraform.io/acme/thing'];

  it('keeps what is selected, in alphabetical order, and nothing else', () => {
    expect(Object.keys(trimmed.provider_schemas)).toEqual(['registry.terraform.io/acme/thing']);
    expect(Object.keys(provider ?? {})).toEqual([
      'provider',
      'resource_schemas',
      'data_source_schemas',
    ]);
    expect(Object.keys(provider?.resource_schemas ?? {})).toEqual(['thing_a', 'thing_b']);
    expect(Object.keys(provider?.data_source_schemas ?? {})).toEqual(['thing_info']);
  });

  it('drops all texts, but no attribute that is called description', () => {
    expect(provider?.resource_schemas?.thing_a).toEqual({
      version: 2,
      block: {
        attributes: {
          description: { type: 'string', required: true },
          nested: {
            nested_type: {
              attributes: { key: { type: 'string', computed: true } },
              nesting_mode: 'single',
            },
            optional: true,
          },
          size: { type: 'number', optional: true },
        },
        block_types: {
          disk: { nesting_mode: 'list', max_items: 1, block: { attributes: {}, block_types: {} } },
        },
      },
    });
  });

  it('gives the version that the project pins', () => {
    expect(trimmed.provider_versions).toEqual({ 'registry.terraform.io/acme/thing': '1.2.3' });
  });

  it('is the same byte for byte, whether Terraform or OpenTofu printed it', () => {
    const opentofu = trimSchemas(printed('registry.opentofu.org'), [selection]);
    expect(JSON.stringify(opentofu)).toBe(JSON.stringify(trimmed));
  });

  it('names everything that is selected and does not exist', () => {
    const wrong = { ...selection, resources: ['thing_a', 'thing_x'], dataSources: ['thing_y'] };
    expect(() => trimSchemas(printed(), [wrong])).toThrow(
      'acme/thing 1.2.3 does not have what is to be bound: resource thing_x, data source thing_y',
    );
    expect(() => trimSchemas(printed(), [{ ...selection, source: 'acme/none' }])).toThrow(
      'no schema of the provider acme/none was printed',
    );
  });
});

describe('adapt', () => {
  it('marks members that override', () => {
    expect(adapt('  protected synthesizeHclAttributes(): X {\n  protected other() {  \n')).toBe(
      '  protected override synthesizeHclAttributes(): X {\n  protected other() {\n',
    );
  });

  it('marks alias in providers only', () => {
    const code = (base: string): string =>
      `class A extends cdktf.${base} {\n  public get alias() {\n`;
    expect(adapt(code('TerraformProvider'))).toContain('  public override get alias() {');
    expect(adapt(code('TerraformResource'))).toContain('  public get alias() {');
  });
});

describe('compareFolders', () => {
  it('lists files that are changed, missing and unexpected', async () => {
    const root = await mkdtemp(join(tmpdir(), 'vm-lifecycle-test-'));
    try {
      const write = async (path: string, text: string): Promise<void> => {
        await mkdir(join(root, path, '..'), { recursive: true });
        await writeFile(join(root, path), text);
      };
      await write('is/a/same.ts', '1');
      await write('should/a/same.ts', '1');
      await write('is/changed.ts', '1');
      await write('should/changed.ts', '2');
      await write('should/missing.ts', '1');
      await write('is/unexpected.ts', '1');

      expect(await compareFolders(join(root, 'is'), join(root, 'should'))).toEqual([
        { path: 'changed.ts', kind: 'changed' },
        { path: 'missing.ts', kind: 'missing' },
        { path: 'unexpected.ts', kind: 'unexpected' },
      ]);
      expect(await compareFolders(join(root, 'nowhere'), join(root, 'is'))).toHaveLength(3);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

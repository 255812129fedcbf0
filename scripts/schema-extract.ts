/**
 * Reduces a provider's schema to what tests check synthesized stacks against.
 *
 * Input: the output of `terraform providers schema -json`, and where the extract goes. Output: for each resource and data
 * source that lib/drivers/vsphere uses, its arguments, their types, and its blocks.
 * Usage: node scripts/bootstrap.mjs scripts/schema-extract.ts SCHEMA.json __tests__/fixtures/schemas/vsphere-2.16.1.json
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockExtract, ProviderExtract } from './schema-extract-types';

interface Attribute {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly optional?: boolean;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<
    Record<
      string,
      { readonly block: Block; readonly min_items?: number; readonly max_items?: number }
    >
  >;
}

interface Schemas {
  readonly provider_schemas: Readonly<
    Record<
      string,
      Readonly<
        Record<
          'resource_schemas' | 'data_source_schemas',
          Record<string, { block: Block } | undefined>
        >
      >
    >
  >;
}

/**
 * Schemas are often kept without their descriptions, and a careless tool takes away the arguments of that name as well.
 * The provider has them: resource_vsphere_tag.go and others at v2.16.1.
 */
const described: Readonly<Record<string, Attribute>> = {
  vsphere_tag: { type: 'string', optional: true },
  vsphere_tag_category: { type: 'string', optional: true },
  vsphere_virtual_machine_snapshot: { type: 'string', required: true },
};

const driver = join(__dirname, '..', 'lib', 'drivers', 'vsphere');

/** Types that the driver imports bindings of: `data-vsphere-host` is the data source `vsphere_host`. */
function typesInUse(): { readonly resources: string[]; readonly data: string[] } {
  const imports = readdirSync(driver)
    .map((file) => readFileSync(join(driver, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/'@cdktf\/provider-vsphere\/lib\/([a-z-]+)'/g)])
    .map((match) => (match[1] ?? '').replaceAll('-', '_'))
    .filter((name) => name !== 'provider');
  const names = [...new Set(imports)].sort();
  return {
    resources: names.filter((name) => !name.startsWith('data_')).map((name) => `vsphere_${name}`),
    data: names
      .filter((name) => name.startsWith('data_'))
      .map((name) => name.slice('data_'.length)),
  };
}

function extract(block: Block): BlockExtract {
  const attributes = Object.entries(block.attributes ?? {});
  const settable = attributes.filter(([, { required, optional }]) => required ?? optional ?? false);
  return {
    arguments: Object.fromEntries(settable.map(([name, { type }]) => [name, type])),
    required: attributes.filter(([, { required }]) => required).map(([name]) => name),
    blocks: Object.fromEntries(
      Object.entries(block.block_types ?? {}).map(([name, nested]) => [
        name,
        { min: nested.min_items ?? 0, max: nested.max_items ?? 0, ...extract(nested.block) },
      ]),
    ),
  };
}

function withDescription(type: string, { attributes, ...block }: Block): Block {
  const added = described[type];
  if (added === undefined || attributes?.description !== undefined) return { attributes, ...block };
  return { ...block, attributes: { ...attributes, description: added } };
}

function main([input = '', output = '']: readonly string[]): void {
  const schemas = JSON.parse(readFileSync(input, 'utf8')) as Schemas;
  const [provider] = Object.values(schemas.provider_schemas);
  if (provider === undefined) throw new Error(`${input} holds no schema of a provider`);
  const pick = (kind: 'resource_schemas' | 'data_source_schemas', types: string[]) =>
    Object.fromEntries(
      types.map((type) => {
        const schema = provider[kind][type];
        if (schema === undefined) throw new Error(`the provider has no ${type}`);
        return [
          type,
          extract(kind === 'resource_schemas' ? withDescription(type, schema.block) : schema.block),
        ];
      }),
    );
  const { resources, data } = typesInUse();
  const result: ProviderExtract = {
    resources: pick('resource_schemas', resources),
    data: pick('data_source_schemas', data),
  };
  writeFileSync(output, `${JSON.stringify(result, undefined, 1)}\n`);
}

main(process.argv.slice(2));

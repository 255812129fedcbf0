import type {
  AttributeSchema,
  BlockSchema,
  BlockTypeSchema,
  EntitySchema,
  NestedTypeSchema,
  ProviderSchema,
  ProviderSchemas,
} from './schema';
import type { Selection } from './selection';

type Entities = Readonly<Record<string, EntitySchema>>;

/**
 * Reduces schemas to the selected resources and data sources, without their texts, in one order,
 * and under Terraform's registry name, so that the result is the same for Terraform and OpenTofu.
 */
export function trimSchemas(
  schemas: ProviderSchemas,
  selections: readonly Selection[],
): ProviderSchemas {
  const providers: Record<string, ProviderSchema> = {};
  const versions: Record<string, string> = {};
  for (const selection of selections) {
    const address = `registry.terraform.io/${selection.source}`;
    providers[address] = trimProvider(find(schemas, selection), selection);
    versions[address] = selection.version;
  }
  return { format_version: '1.0', provider_schemas: providers, provider_versions: versions };
}

function find(schemas: ProviderSchemas, { source }: Selection): ProviderSchema {
  const found = Object.entries(schemas.provider_schemas).find(
    ([address]) => address === source || address.endsWith(`/${source}`),
  );
  if (found === undefined) throw new Error(`no schema of the provider ${source} was printed`);
  return found[1];
}

function trimProvider(schema: ProviderSchema, selection: Selection): ProviderSchema {
  const resources = pick(schema.resource_schemas ?? {}, selection.resources);
  const dataSources = pick(schema.data_source_schemas ?? {}, selection.dataSources);
  const missing = [
    ...resources.missing.map((name) => `resource ${name}`),
    ...dataSources.missing.map((name) => `data source ${name}`),
  ];
  if (missing.length > 0) {
    const provider = `${selection.source} ${selection.version}`;
    throw new Error(`${provider} does not have what is to be bound: ${missing.join(', ')}`);
  }
  return {
    provider: trimEntity(schema.provider),
    resource_schemas: resources.found,
    data_source_schemas: dataSources.found,
  };
}

function pick(all: Entities, names: readonly string[]): { found: Entities; missing: string[] } {
  const wanted = new Set(names);
  const chosen = Object.entries(all).filter(([name]) => wanted.has(name));
  return {
    found: mapSorted(Object.fromEntries(chosen), trimEntity),
    missing: names.filter((name) => all[name] === undefined),
  };
}

function trimEntity({ version, block }: EntitySchema): EntitySchema {
  return { version, block: trimBlock(block) };
}

function trimBlock({ attributes, block_types }: BlockSchema): BlockSchema {
  return {
    attributes: mapSorted(attributes ?? {}, trimAttribute),
    block_types: mapSorted(block_types ?? {}, trimBlockType),
  };
}

function trimBlockType(type: BlockTypeSchema): BlockTypeSchema {
  const { nesting_mode, min_items, max_items } = type;
  return defined({ nesting_mode, block: trimBlock(type.block), min_items, max_items });
}

function trimAttribute(attribute: AttributeSchema): AttributeSchema {
  const { type, nested_type, required, optional, computed, sensitive } = attribute;
  return defined({
    type,
    nested_type: nested_type && trimNestedType(nested_type),
    required,
    optional,
    computed,
    sensitive,
  });
}

function trimNestedType({ attributes, nesting_mode }: NestedTypeSchema): NestedTypeSchema {
  return { attributes: mapSorted(attributes, trimAttribute), nesting_mode };
}

/** The generator tells an absent key from one that is undefined. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

function mapSorted<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => T,
): Record<string, T> {
  const byName = ([a]: [string, T], [b]: [string, T]): number => (a < b ? -1 : 1);
  const entries = Object.entries(record).sort(byName);
  return Object.fromEntries(entries.map(([name, value]) => [name, change(value)]));
}

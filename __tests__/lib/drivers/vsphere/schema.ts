/** Checks synthesized stacks against the schema of a provider, as Terraform does when it validates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockExtract, ProviderExtract } from '../../../../scripts/schema-extract-types';

export function providerSchema(): ProviderExtract {
  const file = join(__dirname, '..', '..', '..', 'fixtures', 'schemas', 'vsphere-2.16.1.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ProviderExtract;
}

type Objects = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

interface Stack {
  readonly resource?: Objects;
  readonly data?: Objects;
}

/** What Terraform takes in every resource and data source. */
const metaArguments = ['//', 'provider', 'lifecycle', 'depends_on', 'count', 'for_each'];

/** Everything in the stack that is of vSphere and does not fit the schema. */
export function misfits(stack: Stack, schema: ProviderExtract): string[] {
  return (['resource', 'data'] as const).flatMap((kind) => {
    const known = kind === 'resource' ? schema.resources : schema.data;
    return Object.entries(stack[kind] ?? {})
      .filter(([type]) => type.startsWith('vsphere_'))
      .flatMap(([type, objects]) => {
        const block = known[type];
        if (block === undefined) return [`${kind} ${type} is unknown`];
        return Object.entries(objects ?? {}).flatMap(([name, object]) =>
          ofBlock(object as Record<string, unknown>, block, `${type}.${name}`, metaArguments),
        );
      });
  });
}

/** The types of a schema that a stack has nothing of. */
export function unused(stack: Stack, schema: ProviderExtract): string[] {
  return [
    ...Object.keys(schema.resources).filter((type) => stack.resource?.[type] === undefined),
    ...Object.keys(schema.data)
      .filter((type) => stack.data?.[type] === undefined)
      .map((type) => `data ${type}`),
  ];
}

function ofBlock(
  object: Readonly<Record<string, unknown>>,
  block: BlockExtract,
  path: string,
  others: readonly string[] = [],
): string[] {
  const missing = block.required
    .filter((name) => object[name] === undefined)
    .map((name) => `${path} has no ${name}`);
  const given = Object.entries(object).filter(([name]) => !others.includes(name));
  return [
    ...missing,
    ...given.flatMap(([name, value]) => {
      const at = `${path}.${name}`;
      const nested = block.blocks[name];
      if (nested !== undefined) return ofBlocks(value, nested, at);
      const type = block.arguments[name];
      if (type === undefined) return [`${at} is unknown`];
      return fits(value, type) ? [] : [`${at} is no ${JSON.stringify(type)}`];
    }),
  ];
}

function ofBlocks(value: unknown, block: BlockExtract['blocks'][string], path: string): string[] {
  const all = Array.isArray(value) ? (value as unknown[]) : [value];
  const count = all.length < block.min || (block.max > 0 && all.length > block.max);
  return [
    ...(count ? [`${path} stands ${String(all.length)} times`] : []),
    ...all.flatMap((one, index) =>
      ofBlock(one as Record<string, unknown>, block, `${path}[${String(index)}]`),
    ),
  ];
}

/** Terraform converts between texts, numbers and truth values, but only texts that are written so; `${...}` is anything. */
function fits(value: unknown, type: unknown): boolean {
  if (typeof value === 'string' && /^\$\{.*\}$/s.test(value)) return true;
  if (typeof type === 'string') {
    if (type === 'string') return typeof value === 'string';
    return typeof value === (type === 'bool' ? 'boolean' : type);
  }
  const [kind, element] = type as [string, unknown];
  if (kind === 'map') {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap && Object.values(value).every((one) => fits(one, element));
  }
  return Array.isArray(value) && value.every((one) => fits(one, element));
}

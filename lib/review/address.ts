/**
 * Addresses of resources, taken apart.
 *
 * Input: addresses as Terraform prints them. Output: their parts. May import: nothing.
 *
 * https://developer.hashicorp.com/terraform/internals/json-format: `module.a["x"].libvirt_domain.vm[0]`
 */

export interface Address {
  /** The modules with their keys, outermost first: `module.a["x"]`. */
  readonly modules: readonly string[];
  /** The resource without any keys, as the configuration has it: `module.a.libvirt_domain.vm`. */
  readonly configured: string;
  /** Of `count` or `for_each`, with brackets; empty where there is none. */
  readonly key: string;
}

const step = /([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?:\.|$)/y;

/** Undefined for what is no address of a resource. */
export function parseAddress(address: string): Address | undefined {
  const steps: { readonly name: string; readonly key: string }[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < address.length) {
    const found = step.exec(address);
    if (found === null) return undefined;
    steps.push({ name: found[1] ?? '', key: found[2] ?? '' });
  }
  const modules: string[] = [];
  let prefix = '';
  let at = 0;
  for (; steps[at]?.name === 'module'; at += 2) {
    const { name, key } = steps[at + 1] ?? { name: '', key: '' };
    modules.push(`module.${name}${key}`);
    prefix += `module.${name}.`;
  }
  const rest = steps.slice(at);
  const last = rest.at(-1);
  if (last === undefined || rest.length < 2) return undefined;
  return {
    modules,
    configured: prefix + rest.map(({ name }) => name).join('.'),
    key: last.key,
  };
}

const referenced = /^([^.[\]\s]+)\.([^.[\]\s]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/;

/** Names that are no types of resources. */
const reserved = new Set([
  'count',
  'data',
  'each',
  'ephemeral',
  'local',
  'module',
  'path',
  'self',
  'terraform',
  'var',
]);

/** The resource that a reference of a configuration names: `libvirt_volume.data["a"].id`. */
export function referencedResource(
  reference: string,
): { readonly name: string; readonly type: string; readonly key: string } | undefined {
  const [, type = '', name = '', key = ''] = referenced.exec(reference) ?? [];
  if (type === '' || reserved.has(type)) return undefined;
  return { name: `${type}.${name}`, type, key };
}

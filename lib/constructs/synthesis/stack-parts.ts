/**
 * Takes a stack apart: what it has thousands of, and the rest.
 *
 * Input: a stack whose Aspects and validations have run. Output: elements by their place in its JSON. May import: cdktf.
 */

import { TerraformElement, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { isObject, type JsonObject } from '../../model/json';

/** Elements by their place in the JSON: `resource`, type and name; `output` and name. */
export type Places = Map<string, Places | TerraformElement>;

export interface StackParts {
  /** The JSON without the elements in {@link places}. */
  readonly rest: JsonObject;
  readonly places: Places;
}

/** The elements of a stack, without those of stacks inside of it. */
export function elementsOf(stack: TerraformStack): readonly TerraformElement[] {
  const found: TerraformElement[] = [];
  const visit = (node: IConstruct): void => {
    if (TerraformElement.isTerraformElement(node)) found.push(node);
    for (const child of node.node.children) if (!TerraformStack.isStack(child)) visit(child);
  };
  visit(stack);
  return found;
}

/**
 * Takes a stack apart.
 *
 * @param whole makes the JSON of the stack, as cdktf does
 * @returns nothing where elements, or an override of the stack, meet in one place: only cdktf merges those
 */
export function partsOf(stack: TerraformStack, whole: () => JsonObject): StackParts | undefined {
  const places: Places = new Map();
  const apart = new Set<TerraformElement>();
  for (const element of elementsOf(stack)) {
    const place = placeOf(element);
    if (place === undefined) continue;
    if (!put(places, place, element)) return undefined;
    apart.add(element);
  }
  const rest = without(apart, whole);
  return meet(places, rest) ? undefined : { rest, places };
}

/** Where an element stands in the JSON, if nowhere else: a moved or imported resource has a second block. */
function placeOf(element: TerraformElement): readonly string[] | undefined {
  const { friendlyUniqueId: name } = element;
  if (element.toTerraform === TerraformOutput.prototype.toTerraform) return ['output', name];
  if (!TerraformResource.isTerraformResource(element)) return undefined;
  if (element.toTerraform !== TerraformResource.prototype.toTerraform) return undefined;
  const { moved, imports } = element.toMetadata() as Record<'moved' | 'imports', unknown>;
  if (moved !== undefined || imports !== undefined) return undefined;
  return ['resource', element.terraformResourceType, name];
}

/** False where something is in that place already. */
function put(
  places: Places,
  [first = '', ...further]: readonly string[],
  element: TerraformElement,
): boolean {
  const there = places.get(first);
  if (further.length === 0) {
    if (there !== undefined) return false;
    places.set(first, element);
    return true;
  }
  if (there instanceof Map) return put(there, further, element);
  const inner: Places = new Map();
  places.set(first, inner);
  return put(inner, further, element);
}

/** Calls a function while elements have no JSON: what else a stack holds is then told by cdktf itself. */
function without<T>(apart: ReadonlySet<TerraformElement>, call: () => T): T {
  const kinds = [TerraformResource.prototype, TerraformOutput.prototype].map((prototype) => ({
    prototype,
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own element below
    toTerraform: prototype.toTerraform,
  }));
  for (const { prototype, toTerraform } of kinds) {
    prototype.toTerraform = function (this: TerraformElement): unknown {
      return apart.has(this) ? {} : toTerraform.call(this);
    };
  }
  try {
    return call();
  } finally {
    for (const { prototype, toTerraform } of kinds) prototype.toTerraform = toTerraform;
  }
}

function meet(places: Places, rest: JsonObject): boolean {
  return [...places].some(([key, place]) => {
    if (!Object.hasOwn(rest, key)) return false;
    const there = rest[key];
    return !(place instanceof Map && isObject(there)) || meet(place, there);
  });
}

/** What a resource of the bindings consists of, as impact tables write it: `disk[].size`. */
import { ComplexList, ComplexObject } from 'cdktf';

/** Paths of all attributes, and of the elements of all lists of blocks (`disk[]`). */
export function attributePaths(resource: object, prefix = ''): readonly string[] {
  const getters = Object.entries(
    Object.getOwnPropertyDescriptors(Object.getPrototypeOf(resource) as object),
  ).filter(([name, getter]) => getter.get && name !== 'internalValue' && !name.endsWith('Input'));
  return getters.flatMap(([name, getter]) => {
    const value: unknown = getter.get?.call(resource);
    if (value instanceof ComplexList || value instanceof ComplexObject) {
      const { terraformAttribute } = value as unknown as { terraformAttribute: string };
      const block = `${prefix}${terraformAttribute}[]`;
      const element = value instanceof ComplexList ? (value as unknown as Blocks).get(0) : value;
      return [block, ...attributePaths(element, `${block}.`)];
    }
    // The name that Terraform knows may be another one: import_from is importFromAttribute.
    const known = /Attribute\(["'](\w+)["']/.exec(String(Reflect.get(getter, 'get')))?.[1];
    if (known === undefined) throw new Error(`${name}: a getter of an unknown form`);
    return [`${prefix}${known}`];
  });
}

interface Blocks {
  get: (index: number) => object;
}

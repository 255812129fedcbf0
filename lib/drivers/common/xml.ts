/**
 * XML that hypervisors answer with.
 *
 * Input: a document. Output: plain objects. May import: lib/drivers/operations.
 */

import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { MachineOperationError } from '../operations';

export interface XmlShape {
  /** Each child is in a list, also where it is the only one of its name. @default false */
  readonly lists?: boolean;
  /** Names keep their prefix: `libosinfo:os`. @default false */
  readonly prefixes?: boolean;
}

/** An element: its children by name, its attributes as `@name`, its own text as `#text`. */
export type XmlObject = Readonly<Record<string, unknown>>;

/**
 * The document as an object with its root. An element without attributes and children is its text; texts have no white
 * space around them.
 *
 * @param source who gave it, for the error: `libvirt`
 * @throws MachineOperationError where it is no XML
 */
export function readXml(xml: string, source: string, shape: XmlShape = {}): XmlObject {
  const { root } = parsed(xml, source);
  if (root === null) return {};
  const value = valueOf(root, shape);
  return { [nameIn(root.name, shape)]: shape.lists === true ? [value] : value };
}

function parsed(xml: string, source: string): ReturnType<typeof parseXml> {
  try {
    return parseXml(xml, { ignoreUndefinedEntities: true });
  } catch (error) {
    // The lines below the first show an excerpt.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new MachineOperationError(`${source} gave no XML: ${fault}`, { cause: error });
  }
}

function valueOf(element: XmlElement, shape: XmlShape): string | XmlObject {
  const children = new Map<string, unknown[]>();
  let text = '';
  for (const child of element.children) {
    if (child.type === 'element') {
      const { name } = child as XmlElement;
      const key = nameIn(name, shape);
      const value = valueOf(child as XmlElement, shape);
      const others = children.get(key);
      if (others === undefined) children.set(key, [value]);
      else others.push(value);
    } else if ('text' in child) text += child.text;
  }
  const attributes = Object.entries(element.attributes).filter(
    ([name]) => shape.prefixes === true || !name.startsWith('xmlns:'),
  );
  text = text.trim();
  if (children.size === 0 && attributes.length === 0) return text;
  // From entries, so that no name of a document is taken for a prototype.
  return Object.fromEntries([
    ...[...children].map(([name, all]) => [
      name,
      all.length === 1 && shape.lists !== true ? all[0] : all,
    ]),
    ...attributes.map(([name, value]) => [`@${nameIn(name, shape)}`, value.trim()]),
    ...(text === '' ? [] : [['#text', text]]),
  ]) as XmlObject;
}

function nameIn(name: string, { prefixes = false }: XmlShape): string {
  return prefixes ? name : name.slice(name.indexOf(':') + 1);
}

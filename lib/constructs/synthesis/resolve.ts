import { DefaultTokenResolver, StringConcat, Token, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';
import { isObject } from '../../model/json';
import { LateValue } from './late-value';

/** What may hold a token: its marker in a text, or a number as cdktf writes that of a number token into a text. */
const tokenInText = /TfToken\[|e\+2[89]\d/;
/** Number tokens lie far below; this is what a map of number tokens holds. */
const largestNumberToken = Token.NUMBER_MAP_TOKEN_VALUE;

const resolver = new DefaultTokenResolver(new StringConcat());

/**
 * What `Tokenization.resolve` gives, at a tenth of its cost: cdktf asks every text and key for each kind of token, and
 * here only what can hold one is handed to it.
 *
 * @param preparing true to register the references between stacks, which cdktf does before it writes any
 */
export function resolveTokens(scope: IConstruct, value: unknown, preparing = false): unknown {
  const byCdktf = (part: unknown): unknown =>
    Tokenization.resolve(part, { scope, preparing, resolver });

  const resolve = (part: unknown): unknown => {
    switch (typeof part) {
      case 'string':
        return isPlainText(part) ? part : byCdktf(part);
      case 'number':
        return isPlainNumber(part) ? part : byCdktf(part);
      case 'object':
        return part === null ? null : resolveObject(part);
      case 'boolean':
      case 'undefined':
        return part;
      default:
        return byCdktf(part);
    }
  };
  const resolveObject = (part: object): unknown => {
    if (part instanceof LateValue) return resolve(part.produce());
    if (Array.isArray(part)) {
      return part.every(isPlainElement)
        ? part.map(resolve).filter((element) => element !== undefined)
        : byCdktf(part);
    }
    const keys = Object.keys(part);
    if (!isPlainObject(part) || !keys.every(isPlainText)) return byCdktf(part);
    const result: Record<string, unknown> = {};
    for (const key of keys) {
      const resolved = resolve(part[key]);
      if (resolved !== undefined) result[key] = resolved;
    }
    return result;
  };
  return resolve(value);
}

function isPlainText(text: string): boolean {
  return (
    !tokenInText.test(text) &&
    text !== Token.STRING_MAP_TOKEN_VALUE &&
    text !== Token.ANY_MAP_TOKEN_VALUE
  );
}

function isPlainNumber(value: number): boolean {
  return value > largestNumberToken;
}

/** List tokens are lists with one text or number that stands for the list. */
function isPlainElement(element: unknown): boolean {
  return (
    (typeof element !== 'string' || isPlainText(element)) &&
    (typeof element !== 'number' || isPlainNumber(element))
  );
}

/** Neither a token nor a construct, which cdktf refuses. */
function isPlainObject(value: object): value is Record<string, unknown> {
  return (
    isObject(value) &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  );
}

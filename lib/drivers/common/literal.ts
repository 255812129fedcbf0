import { createHash } from 'node:crypto';
import { Fn, Token } from 'cdktf';

/** How a token stands in a string: its registration, not its value. */
const tokenMarker = /\$\{TfToken\[[^\]]+\]\}/g;

/**
 * A text in which Terraform evaluates nothing but the tokens that were put there on purpose.
 *
 * In `cdk.tf.json` every string is a template: without this, `${file("/etc/hostname")}` in a description would be
 * read at plan.
 */
export function literal(text: string): string {
  return mapLiterals(text, escapeTemplate, (marker) => marker);
}

/** {@link literal} for values that may be left out. */
export function optionalLiteral(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}

/** A JSON document; each token in it is encoded by Terraform, so that no value can break out of its string. */
export function jsonDocument(value: unknown): string {
  return mapLiterals(JSON.stringify(value, undefined, 2), escapeTemplate, (marker) => {
    // The quotes are those of the surrounding string, which holds other text as well. Cut by position, a combining
    // character at the start of the value would go with its quote: substr counts grapheme clusters.
    const unquoted = Fn.trimsuffix(Fn.trimprefix(Fn.jsonencode(marker), '"'), '"');
    return Token.asString(unquoted);
  });
}

/**
 * A short digest of a text, for ids that follow its content. Where the text holds tokens, Terraform computes the part
 * of the digest that depends on their values.
 */
export function shortDigest(text: string): string {
  const markers = text.match(tokenMarker) ?? [];
  // The number inside a marker depends on what else the app contains, so it is no part of the digest.
  const fixed = createHash('sha256')
    .update(text.replace(tokenMarker, '${}'))
    .digest('hex')
    .slice(0, 12);
  if (markers.length === 0) return fixed;
  return `${fixed}-${Token.asString(Fn.substr(Fn.sha256(Fn.jsonencode(markers)), 0, 12))}`;
}

function escapeTemplate(text: string): string {
  return text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
}

function mapLiterals(
  text: string,
  literalPart: (part: string) => string,
  tokenPart: (marker: string) => string,
): string {
  if (!text.includes('{')) return text;
  let result = '';
  let end = 0;
  for (const match of text.matchAll(tokenMarker)) {
    const before = literalPart(text.slice(end, match.index));
    // "$" right before an interpolation would escape it.
    result += before.replace(/\$+$/, (dollars) => `\${"${dollars}"}`) + tokenPart(match[0]);
    end = match.index + match[0].length;
  }
  return result + literalPart(text.slice(end));
}

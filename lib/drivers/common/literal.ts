import { createHash } from 'node:crypto';
import { Fn, Token } from 'cdktf';

/** How a token stands in a string: its registration, not its value. */
const tokenMarker = /\$\{TfToken\[[^\]]+\]\}/g;
const tokenParts = new RegExp(`(${tokenMarker.source})`);

/**
 * A text in which Terraform evaluates nothing but the tokens that were put there on purpose.
 *
 * In `cdk.tf.json` every string is a template: without this, `${file("/etc/hostname")}` in a description would be
 * read at plan.
 */
export function literal(text: string): string {
  return mapLiterals(text, (marker) => marker);
}

/** {@link literal} for values that may be left out. */
export function optionalLiteral(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}

/** A JSON document; each token in it is encoded by Terraform, so that no value can break out of its string. */
export function jsonDocument(value: unknown): string {
  return mapLiterals(JSON.stringify(value, undefined, 2), (marker) => {
    // The quotes are those of the surrounding string, which holds other text as well. Cut by position, a combining
    // character at the start of the value would go with its quote: substr counts grapheme clusters.
    const quote = Fn.rawString('"');
    const unquoted = Fn.trimsuffix(Fn.trimprefix(Fn.jsonencode(marker), quote), quote);
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

/** A text as one word of sh; the values of its tokens are quoted by Terraform. */
export function shellWord(text: string): string {
  const parts = text.split(tokenParts).map((part, index) =>
    // rawString escapes quotes, but no backslashes.
    index % 2 === 0
      ? part.replaceAll("'", "'\\''")
      : Token.asString(Fn.replace(part, "'", Fn.rawString(`'"'"'`))),
  );
  return `'${parts.join('')}'`;
}

function escapeTemplate(text: string): string {
  return text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
}

/**
 * {@link escapeTemplate} for a text with tokens. cdktf takes "${" for the start of an expression, also in "$${", and
 * renders the tokens up to the next "}" without braces of their own; and "$" right before an interpolation escapes it.
 */
function escapeBesideTokens(text: string): string {
  return text.replace(/\$+(?=\{|$)/g, (dollars) => `\${"${dollars}"}`).replace(/%\{/g, '%%{');
}

function mapLiterals(text: string, tokenPart: (marker: string) => string): string {
  const parts = text.split(tokenParts);
  // What the pattern captures, the tokens, stands at the odd places.
  return parts.length === 1
    ? escapeTemplate(text)
    : parts
        .map((part, index) => (index % 2 === 0 ? escapeBesideTokens(part) : tokenPart(part)))
        .join('');
}

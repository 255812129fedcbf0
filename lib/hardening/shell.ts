/** Quotes a text as one word for sh, whatever characters it has. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

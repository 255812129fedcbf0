/** Texts that a template language, JSON or a shell could take for more than text. */
export const hostileTexts: readonly string[] = [
  '',
  'plain',
  '${file("/etc/hostname")}',
  '%{ if true }yes%{ endif }',
  '$${x}',
  '$$${x}',
  '$$$${x}',
  '%%{x}',
  '%%%{x}',
  '$%{ if true }x%{ endif }',
  '%${file("/etc/hostname")}',
  '${"${file("/etc/hostname")}"}',
  '${${x}}',
  '$',
  '%',
  '$$',
  '{',
  '}',
  '${',
  '%{',
  '${}',
  '~${~ x ~}',
  '"quotes" and \'quotes\'',
  'back\\slash \\n \\${x} \\"',
  'two\nlines\r\n\ttabbed',
  '#{x} &{x} <<EOT',
  'é 漢 🚀 \u2028',
];

/** What the token in the end-to-end test stands for. */
export const tokenValue = 'a "quoted" \\ value\nwith ${file("/etc/hostname")} and %{ if true }';

/** Texts around a token. */
export const withToken: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `before ${token} after`,
  (token) => `$${token}`,
  (token) => `$$${token}`,
  (token) => `$$$${token}`,
  (token) => `%${token}`,
  (token) => `%%${token}`,
  (token) => `%$${token}$`,
  (token) => `${token}$`,
  (token) => `${token}${token}`,
  (token) => `${token}$${token}`,
  (token) => `\${x}${token}%{ if true }`,
  (token) => `{${token}}`,
  (token) => `"${token}"\n\\${token}`,
  (token) => `\${file("${token}")}`,
];

/** True where Terraform would evaluate something: a brace whose "$" or "%" has no second one before it. */
export function isEvaluated(text: string): boolean {
  return /(?<!\$)\$\{/.test(text) || /(?<!%)%\{/.test(text);
}

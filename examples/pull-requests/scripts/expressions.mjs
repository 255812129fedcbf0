/**
 * Finds what Terraform would run or read when it evaluates the strings of a cdk.tf.json.
 *
 * Every string there is a template, keys too: `${file("/proc/self/environ")}` is evaluated at plan. Only functions that work
 * on their arguments alone are allowed; what this program can't read is denied.
 *
 * https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */

/** https://developer.hashicorp.com/terraform/language/functions without those that read files, time, or hidden values. */
const pureFunctions = new Set(
  `abs alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 can ceil chomp cidrhost cidrnetmask
  cidrsubnet cidrsubnets coalesce coalescelist compact concat contains distinct element endswith flatten floor format
  formatlist indent join jsondecode jsonencode keys length log lookup lower matchkeys max md5 merge min one parseint pow
  range regex regexall replace reverse setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort
  split startswith strcontains strrev substr sum textdecodebase64 textencodebase64 title tobool tolist tomap tonumber toset
  tostring transpose trim trimprefix trimspace trimsuffix try upper urlencode uuidv5 values yamldecode yamlencode zipmap`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** Problems of all strings and keys of a value, each with its path. */
export function expressionProblems(value, path = '') {
  if (typeof value === 'string') {
    return templateProblems(value).map((problem) => `${path}: ${problem}`);
  }
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => expressionProblems(one, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const inside = path === '' ? key : `${path}.${key}`;
    return [
      ...templateProblems(key).map((problem) => `${inside}: ${problem}`),
      ...expressionProblems(one, inside),
    ];
  });
}

/** Problems of one template. */
export function templateProblems(text) {
  if (!/[$%]\{/.test(text)) return [];
  // Readers differ on what these mean.
  if (/\${3,}\{|%{3,}\{|\\[$%]/.test(text))
    return ['got an escape that can not be read for certain'];
  const code = codeOf(text);
  if (code === undefined) return ['got an expression that can not be read for certain'];
  if (/::/.test(code)) return ['functions of providers are not allowed'];
  if (/\/\*|\/\/|#|<</.test(code)) return ['comments and heredocs are not allowed in expressions'];
  const called = [...code.matchAll(/([\p{L}\p{N}_-]+)\s*\(/gu)].map(([, name]) => name);
  return [...new Set(called)]
    .filter((name) => !pureFunctions.has(name) && !/^(in|if|for)$/.test(name))
    .map(
      (name) => `the function ${name} is not allowed: it could read what the review must not see`,
    );
}

/**
 * The code between `${` or `%{` and `}` of a template, without its string literals; undefined where it does not end.
 * Expressions hold strings, which are templates again.
 */
function codeOf(text) {
  let code = '';
  /** What encloses the place: templates, expressions with the number of their open braces. */
  const inside = [{ template: true }];
  for (let at = 0; at < text.length; at += 1) {
    const here = inside.at(-1);
    const two = text.slice(at, at + 2);
    if (here.template) {
      if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
        at += 2;
      } else if (two === '${' || two === '%{') {
        inside.push({ template: false, braces: 0 });
        code += ' ';
        at += 1;
      } else if (here.quoted && text[at] === '\\') {
        at += 1;
      } else if (here.quoted && text[at] === '"') {
        inside.pop();
        code += '""';
      } else if (here.quoted && text[at] === '\n') {
        return undefined;
      }
    } else if (text[at] === '"') {
      inside.push({ template: true, quoted: true });
    } else if (text[at] === '{') {
      here.braces += 1;
      code += '{';
    } else if (text[at] === '}') {
      if (here.braces === 0) {
        inside.pop();
        code += ' ; ';
      } else {
        here.braces -= 1;
        code += '}';
      }
    } else {
      code += text[at];
    }
  }
  return inside.length === 1 ? code : undefined;
}

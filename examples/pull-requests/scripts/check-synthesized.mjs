/**
 * Decides whether a cdk.tf.json that untrusted code has written may be planned with credentials.
 *
 * Usage: node check-synthesized.mjs --trusted FOLDER --untrusted FOLDER --out FOLDER [--allow-types TYPE,TYPE...]
 *
 * Each folder holds <stack>/cdk.tf.json, as cdktf.out/stacks does; the trusted one comes from the base branch. What passes
 * is written anew to the out folder, from what was checked: a key that stands twice in a JSON file means one thing to this
 * program and another to Terraform. No other file is taken over.
 *
 * Exit codes: 0 all may be planned, 1 failed, 2 denied or bad input.
 */

import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BadInput, command } from './api.mjs';
import { expressionProblems } from './expressions.mjs';

const largestBytes = 50 * 1024 * 1024;

/** Top-level blocks that may differ from the base branch. All others must be the same. */
const changeable = new Set(['resource', 'data', 'output', 'locals', 'moved', 'import', 'removed']);

/** Blocks that run programs, or connect to somewhere. */
const forbiddenInside = ['provisioner', 'connection'];

function main(args) {
  const { trusted, untrusted, out, allowed } = parse(args);
  const base = readStacks(trusted);
  const head = readStacks(untrusted);
  if (head.size === 0)
    throw new BadInput(`${untrusted}: got no stack; there is one folder for each`);
  const types = {
    resource: new Set([...typesOf(base, 'resource'), ...allowed, 'terraform_data']),
    data: new Set([...typesOf(base, 'data'), ...allowed]),
  };
  const problems = [...head].flatMap(([stack, configuration]) =>
    problemsOf(configuration, base.get(stack), types).map((problem) => `${stack}: ${problem}`),
  );
  if (problems.length > 0) {
    throw new BadInput(
      [
        ...problems,
        'Nothing is planned. A maintainer who has read the code can push it to a branch of this repository, where it is planned as theirs.',
      ].join('\n'),
    );
  }
  for (const [stack, configuration] of head) {
    mkdirSync(join(out, stack), { recursive: true });
    writeFileSync(join(out, stack, 'cdk.tf.json'), `${JSON.stringify(configuration, null, 2)}\n`);
  }
  return `may be planned: ${[...head.keys()].join(', ')}`;
}

function parse(args) {
  const string = { type: 'string' };
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { trusted: string, untrusted: string, out: string, 'allow-types': string },
    }));
  } catch (error) {
    throw new BadInput(error.message);
  }
  const { trusted, untrusted, out } = values;
  if (!trusted || !untrusted || !out) {
    throw new BadInput(
      'usage: check-synthesized.mjs --trusted FOLDER --untrusted FOLDER --out FOLDER',
    );
  }
  const allowed = (values['allow-types'] ?? '').split(',').filter((type) => type !== '');
  return { trusted, untrusted, out, allowed };
}

function readStacks(folder) {
  let names;
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    throw new BadInput(`${folder}: ${error.message}; give a folder like cdktf.out/stacks`);
  }
  return new Map(names.map((name) => [name, readStack(folder, name)]));
}

function readStack(folder, name) {
  const file = join(folder, name, 'cdk.tf.json');
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) {
    throw new BadInput(
      `${folder}: got ${JSON.stringify(name)}; the name of a stack has letters, digits, "_", "." and "-"`,
    );
  }
  let text;
  try {
    for (const path of [join(folder, name), file]) {
      if (lstatSync(path).isSymbolicLink()) throw new BadInput(`${path}: got a symbolic link`);
    }
    if (lstatSync(file).size > largestBytes) throw new BadInput(`${file}: larger than 50 MiB`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${file}: ${error.message}; each stack is a folder with cdk.tf.json`);
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadInput(`${file}: got no JSON`);
  }
  if (!isObject(value)) throw new BadInput(`${file}: got no JSON object`);
  // What cdktf notes of itself is no configuration.
  return Object.fromEntries(Object.entries(value).filter(([block]) => block !== '//'));
}

/** Types that the base branch uses in any stack: these have been read and accepted. */
function typesOf(stacks, block) {
  return [...stacks.values()].flatMap((configuration) => Object.keys(configuration[block] ?? {}));
}

function problemsOf(configuration, trusted, types) {
  if (trusted === undefined) return ['the base branch has no stack of this name'];
  const blocks = [...new Set([...Object.keys(configuration), ...Object.keys(trusted)])].sort();
  return [
    ...blocks
      .filter((block) => !changeable.has(block))
      .filter((block) => canonical(configuration[block]) !== canonical(trusted[block]))
      .map((block) => `"${block}" differs from the base branch: ${whyFixed(block)}`),
    ...resourceProblems(configuration, 'resource', types.resource, trusted),
    ...resourceProblems(configuration, 'data', types.data, trusted),
    ...['moved', 'import', 'removed'].flatMap((block) =>
      listOf(configuration[block]).flatMap((body) => bodyProblems(body, block, trusted)),
    ),
    ...expressionProblems(
      Object.fromEntries(Object.entries(configuration).filter(([block]) => changeable.has(block))),
    ),
  ];
}

function whyFixed(block) {
  if (block === 'terraform') return 'it names the providers and where the state is kept';
  if (block === 'provider')
    return 'providers send their credentials to the addresses that stand there';
  if (block === 'variable') return 'variables read the environment';
  if (block === 'module') return 'modules are fetched from anywhere, and may run anything';
  return 'it is read, or run, at plan';
}

function resourceProblems(configuration, block, types, trusted) {
  const byType = configuration[block];
  if (byType === undefined) return [];
  if (!isObject(byType)) return [`"${block}" is no object`];
  return Object.entries(byType).flatMap(([type, byName]) => {
    if (!types.has(type)) {
      return [
        `${block} "${type}": the base branch has no ${block === 'data' ? 'data source' : 'resource'} of this type; it has ${[...types].sort().join(', ') || 'none'}`,
      ];
    }
    if (!isObject(byName)) return [`${block} "${type}" is no object`];
    return Object.entries(byName).flatMap(([name, body]) =>
      bodyProblems(body, `${block} ${type}.${name}`, trusted),
    );
  });
}

function bodyProblems(body, path, trusted) {
  if (!isObject(body)) return [`${path} is no object`];
  const forbidden = forbiddenInside
    .filter((key) => Object.hasOwn(body, key))
    .map((key) => `${path}: "${key}" runs a program or connects to one`);
  const { provider } = body;
  const known = provider === undefined || configurationsOf(trusted).includes(provider);
  return [
    ...forbidden,
    ...(known
      ? []
      : [`${path}: the base branch has no provider configuration ${JSON.stringify(provider)}`]),
  ];
}

/** As `provider` of a resource names them: `libvirt`, `libvirt.site-2`. */
function configurationsOf({ provider = {} }) {
  return Object.entries(provider).flatMap(([name, list]) =>
    listOf(list).map(({ alias }) => (alias === undefined ? name : `${name}.${alias}`)),
  );
}

function listOf(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The same text for the same value, whatever the order of keys. */
function canonical(value) {
  return JSON.stringify(value, (_key, one) =>
    isObject(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : one,
  );
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

await command((args) => main(args));

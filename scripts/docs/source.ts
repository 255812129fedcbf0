/** Reads examples: what a page shows of a file below docs/examples. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../../lab/support/paths';

export const examplesFolder = join(repositoryRoot, 'docs/examples');

/** What a mark names: a whole file, `start.ts`, or a function of it, `template.ts#fromImage`. */
export interface ExampleName {
  readonly file: string;
  /** @default - the whole file */
  readonly function?: string;
}

export function exampleName(text: string): ExampleName {
  const [file = '', name] = text.split('#');
  return name === undefined ? { file } : { file, function: name };
}

/** A whole file as it is; of a function its body, below the imports of packages that it uses. */
export function shownCode({ file, function: name }: ExampleName): string {
  const text = readFileSync(join(examplesFolder, file), 'utf8');
  if (name === undefined) return text.trimEnd();
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found = source.statements.find(
    (one): one is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(one) && one.name?.text === name,
  );
  if (found?.body === undefined) throw new Error(`docs/examples/${file} has no function ${name}`);
  const body = dedented(text.slice(found.body.getStart() + 1, found.body.getEnd() - 1));
  const used = identifiersOf(found.body);
  const imports = source.statements
    .filter(ts.isImportDeclaration)
    .flatMap((one) => importOf(one, used));
  return [...(imports.length === 0 ? [] : [imports.join('\n')]), body].join('\n\n');
}

function dedented(body: string): string {
  const lines = body
    .replace(/^\n+|\s+$/g, '')
    // What hands a value on to the compiler says nothing to a reader.
    .replace(/\n *return \w+;$/, '')
    .split('\n');
  const depth = Math.min(
    ...lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(depth)).join('\n');
}

function identifiersOf(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one)) names.add(one.text);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return names;
}

/** Without what the function does not use, and without files of the examples. */
function importOf(statement: ts.ImportDeclaration, used: ReadonlySet<string>): readonly string[] {
  const from = (statement.moduleSpecifier as ts.StringLiteral).text;
  const bindings = statement.importClause?.namedBindings;
  if (from.startsWith('.') || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  const names = bindings.elements
    .filter((element) => used.has(element.name.text))
    .map((element) => element.getText());
  return names.length === 0 ? [] : [`import { ${names.join(', ')} } from '${from}';`];
}

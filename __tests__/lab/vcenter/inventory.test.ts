/** The reader's documents are made in Go and used in TypeScript: both must have the same fields. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { engines } from '../../../lab/engines/catalog';
import { repositoryRoot } from '../../../lab/support/paths';

type Fields = Readonly<Record<string, readonly string[]>>;

function goFields(): Fields {
  const folder = join(engines.vcenter.module, 'internal');
  const files = ['reader/model.go', 'reader/model_cluster.go', 'customization/customization.go'];
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const structs = [...text.matchAll(/^type (\w+) struct \{\n(.*?)\n\}/gms)];
  return Object.fromEntries(
    structs.map(([, name = '', body = '']) => [
      `Vcenter${name}`,
      [...body.matchAll(/`json:"(\w+)(,omitempty)?"`/g)]
        .map(([, field = '', optional]) => (optional === undefined ? field : `${field}?`))
        .sort(),
    ]),
  );
}

function typescriptFields(): Fields {
  const path = join(repositoryRoot, 'lab', 'vcenter', 'inventory.ts');
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  return Object.fromEntries(
    source.statements
      .filter((statement) => ts.isInterfaceDeclaration(statement))
      .map((declaration) => [
        declaration.name.text,
        declaration.members
          .map(
            (member) =>
              (member.name?.getText() ?? '') + (member.questionToken === undefined ? '' : '?'),
          )
          .sort(),
      ]),
  );
}

it('has the same fields on both sides', () => {
  const fields = typescriptFields();
  expect(fields).toEqual(goFields());
  expect(fields.VcenterVirtualMachine).toContain('extraConfig');
});

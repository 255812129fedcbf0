import { join } from 'node:path';
import { approvalsOf, readPlansFolder, stackFiles } from '../../../lib/operations/plans-folder';
import { readProject } from '../../../lib/operations/terraform/project';
import { cleanUp, folderOf } from '../cli/commands';
import { record } from './decommission/world';

cleanUp();

const project = (files: Readonly<Record<string, object>> = {}) =>
  readProject(
    folderOf({
      'cdktf.json': '{"app":"true"}',
      ...Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          `plans/${name}`,
          JSON.stringify({ version: 1, ...content }),
        ]),
      ),
    }),
  );
const today = '2026-11-21';
const approval = {
  ...{ stack: 'lab', address: 'a.b', allows: 'destroy', reason: 'why', expires: '2026-12-31' },
};
const ledger = { version: 1, stacks: { lab: { 'a.b': {} } } };

test('the files of a stack lie in the folder of plans', () => {
  const one = project();
  const file = (name: string): string => join(one.plansFolder, name);
  expect(stackFiles(one, 'lab')).toEqual({
    record: file('lab.json'),
    markdown: file('lab.md'),
    lock: file('lab.terraform.lock.hcl'),
    change: file('lab.change.json'),
  });
});

test('no file is no approval, no retirement, and nothing that is protected', async () => {
  expect(await readPlansFolder(project(), today)).toEqual({
    approvals: [],
    ledger: { version: 1, stacks: {} },
    retirements: [],
  });
});

test('what is committed is read, from the working tree or from elsewhere', async () => {
  const one = project({
    'approvals.json': { approvals: [approval] },
    'protected.json': ledger,
    'retirements.json': { retirements: [record] },
  });
  const read = await readPlansFolder(one, today);
  expect(read).toMatchObject({ approvals: [approval], ledger, retirements: [record] });

  const asked: string[] = [];
  const branch = await readPlansFolder(one, today, (path) => {
    asked.push(path);
    return Promise.resolve(path.endsWith('protected.json') ? JSON.stringify(ledger) : undefined);
  });
  expect(branch).toEqual({ approvals: [], ledger, retirements: [] });
  expect(asked.map((path) => path.startsWith(one.plansFolder))).toEqual([true, true, true]);
});

test('a mistake names its file', async () => {
  const one = project({ 'approvals.json': { approvals: [{ ...approval, allows: 'all' }] } });
  await expect(readPlansFolder(one, today)).rejects.toThrow('[VML066] plans/approvals.json');
});

test('a retirement that has come to its destruction approves exactly its addresses', () => {
  const committed = { approvals: [], ledger: { version: 1 as const, stacks: {} } };
  const of = (stage: 'retire' | 'destroy', stack = record.stack) =>
    approvalsOf({ ...committed, retirements: [{ ...record, stage }] }, stack).map(
      ({ address, allows }) => `${allows} ${address}`,
    );
  expect(of('destroy').sort()).toEqual(
    record.addresses.flatMap((one) => [`data-loss ${one}`, `destroy ${one}`]).sort(),
  );
  expect(of('retire')).toEqual([]);
  expect(of('destroy', 'dev')).toEqual([]);
});

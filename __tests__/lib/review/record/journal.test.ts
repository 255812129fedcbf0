import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  JournalFile,
  journalEvent,
  journalName,
  loadJournal,
  readJournal,
} from '../../../../lib/review/record';

const record = { stack: 'lab', digest: 'a'.repeat(64) };
const other = { stack: 'lab', digest: `${'a'.repeat(16)}${'b'.repeat(48)}` };
const hook = (type: string, rest: object = {}): string =>
  JSON.stringify({
    '@level': 'info',
    '@message': 'text',
    '@module': 'terraform.ui',
    type,
    hook: {
      resource: { addr: 'module.a.machine.web["x"]', module: 'module.a', resource: 'machine.web' },
      action: 'delete',
      ...rest,
    },
  });

describe('lines of an apply', () => {
  it.each([
    ['apply_start', 'begin'],
    ['apply_complete', 'applied'],
    ['apply_errored', 'failed'],
  ])('%s is an event', (type, event) => {
    expect(journalEvent(hook(type, { elapsed_seconds: 1 }))).toEqual({
      event,
      address: 'module.a.machine.web["x"]',
      action: 'delete',
    });
  });

  it.each([
    hook('apply_progress'),
    hook('refresh_complete'),
    hook('constructor'),
    '{"type":"version","ui":"1.2"}',
    '{"type":"apply_complete"}',
    '{"type":"apply_complete","hook":{"resource":{},"action":"create"}}',
    'a provider wrote this',
    '',
    'null',
  ])('none is in %s', (line) => {
    expect(journalEvent(line)).toBeUndefined();
  });
});

describe('a journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (of: typeof record, ...addresses: readonly string[]): string => {
    const file = new JournalFile(join(folder, 'new'), of);
    for (const address of addresses) file.append({ event: 'applied', address, action: 'create' });
    file.close();
    return file.path;
  };

  it('keeps events from one apply to the next', () => {
    expect(loadJournal(join(folder, 'new'), record)).toEqual([]);
    write(record, 'a', 'b');
    const path = write(record, 'c');
    expect(path).toBe(join(folder, 'new', journalName(record)));
    expect(loadJournal(join(folder, 'new'), record).map(({ address }) => address)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
      `{"event":"applied","address":"a","action":"create","digest":"${record.digest}"}`,
    );
  });

  it('tolerates a line that a crash cut short, wherever it was cut, and goes on after it', () => {
    const path = write(record, 'a', 'b');
    const whole = readFileSync(path, 'utf8');
    const first = whole.indexOf('\n') + 1;
    for (let length = first; length < whole.length; length++) {
      truncateSync(path, 0);
      appendFileSync(path, whole.slice(0, length));
      expect(loadJournal(join(folder, 'new'), record).map(({ address }) => address)).toEqual(['a']);
    }
    write(record, 'c');
    expect(loadJournal(join(folder, 'new'), record).map(({ address }) => address)).toEqual([
      'a',
      'c',
    ]);
  });

  it('does not mix in another record, also where the names of their files are the same', () => {
    write(other, 'theirs');
    write(record, 'ours');
    expect(loadJournal(join(folder, 'new'), record).map(({ address }) => address)).toEqual([
      'ours',
    ]);
    expect(loadJournal(join(folder, 'new'), other).map(({ address }) => address)).toEqual([
      'theirs',
    ]);
  });

  it('is refused where a line in its middle is none', () => {
    const line = `{"event":"end","digest":"${record.digest}"}\n`;
    expect(readJournal(line, record.digest, 'j')).toEqual([
      { event: 'end', digest: record.digest },
    ]);
    expect(() =>
      readJournal(
        `${line}{"event":"begin"\n{"event":"x","digest":"a"}\n${line}`,
        record.digest,
        'j',
      ),
    ).toThrow(
      '[VML066] j:2: got "{\\"event\\":\\"begin\\""; each line of a journal is an event of an apply; restore the journal; without it, plan again and have the record reviewed\n' +
        '[VML066] j:3: got "{\\"event\\":\\"x\\",\\"digest\\":\\"a\\"}"; each line of a journal is an event of an apply; restore the journal; without it, plan again and have the record reviewed',
    );
  });
});

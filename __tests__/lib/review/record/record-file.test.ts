import { VmLifecycleError } from '../../../../lib/errors';
import { readRecord, recordText } from '../../../../lib/review/record';
import { record, update } from './plans';

const good = record([update({ memory: 1024 })]);
const faults = (text: string): string[] => {
  try {
    readRecord(text, 'plans/lab.json');
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.message.split('\n');
    throw error;
  }
  return [];
};
const fix = 'restore the file from git, or write it anew with `vm-lifecycle plan`';

describe('the file of a record', () => {
  it('ends with a line end, and has a line for each value', () => {
    const text = recordText(good);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).toContain('\n        { "path": "memory", "before": 512, "after": 1024 }\n');
    expect(text).toContain('\n  "drift": []\n');
  });

  it('is the same text for the same record, however it was made', () => {
    const reversed = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(good).reverse())),
    ) as typeof good;
    expect(recordText(reversed)).toBe(recordText(good));
    expect(readRecord(recordText(good), 'x')).toEqual(good);
  });

  it('names every fault with its path', () => {
    const { synth, ...rest } = good;
    const [change] = good.changes;
    const bad = {
      ...rest,
      format: 'vm-lifecycle/plan-record/2',
      engine: { name: 'pulumi', version: '1.11' },
      commit: 'abc',
      changes: [{ ...change, digest: 'abc' }, 7],
    };
    expect(faults(JSON.stringify(bad)).sort()).toEqual([
      `[VML066] plans/lab.json.changes[0].digest: got "abc"; it must match pattern "^[0-9a-f]{64}$"; ${fix}`,
      `[VML066] plans/lab.json.changes[1]: got 7; it must be object; ${fix}`,
      `[VML066] plans/lab.json.commit: got a field that is not known; a plan record has the fields of its format alone; ${fix}`,
      `[VML066] plans/lab.json.engine.name: got "pulumi"; it must be one of ["terraform","tofu"]; ${fix}`,
      `[VML066] plans/lab.json.format: got "vm-lifecycle/plan-record/2"; it must be "vm-lifecycle/plan-record/1"; ${fix}`,
      `[VML066] plans/lab.json.synth: got nothing; the field is required; ${fix}`,
    ]);
    expect(synth).toHaveLength(64);
  });

  it.each([
    ['', 'no JSON'],
    ['{', 'no JSON'],
    [`<<<<<<< HEAD\n${recordText(good)}=======\n`, 'a merge that is not finished'],
  ])('says that it is no record at all: %j', (text, fault) => {
    expect(faults(text)).toEqual([
      `[VML066] plans/lab.json: got ${fault}; a plan record is JSON; ${fix}`,
    ]);
  });
});

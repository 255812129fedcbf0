import {
  compareRecords,
  recordKey,
  refusalText,
  type JournalEvent,
  type PlanRecord,
  type RecordContext,
} from '../../../../lib/review/record';
import type { PlannedResource } from '../../../../lib/review/terraform-plan';
import { create, journal, lineage, planned, record, remove, replace, update, web } from './plans';

const again = 'run `vm-lifecycle plan` and have the new record reviewed';

/** What comes of a fresh plan under a review: its outcome, or the refusals as people read them. */
function verdict(
  reviewed: PlanRecord | readonly PlannedResource[],
  fresh: PlanRecord | readonly PlannedResource[],
  events: readonly JournalEvent[] = [],
  losesData?: () => boolean,
): string {
  const of = (one: PlanRecord | readonly PlannedResource[]): PlanRecord =>
    'changes' in one ? one : record(one);
  const { outcome, refusals } = compareRecords(of(reviewed), of(fresh), events, losesData);
  return outcome === 'refused' ? refusalText(refusals) : outcome;
}

const more = update({ memory: 1024 });

describe('a fresh plan', () => {
  it('is applied when every change was reviewed', () => {
    expect(verdict([more, create('machine.new')], [create('machine.new'), more])).toBe('same');
    expect(compareRecords(record([more]), record([more])).remaining).toEqual(['machine.web']);
  });

  it('without changes means that the record is applied, whatever has become of the rest', () => {
    expect(verdict([more], [])).toBe('applied');
    expect(verdict([more], record([], { lock: 'newer', synthesized: {} }))).toBe('applied');
  });

  it('with a change more is refused', () => {
    expect(verdict([more], [more, update({ power: 'off' }, {}, 'machine.db')])).toBe(
      `[VML068] lab/machine.db: got a planned update: power "on" -> "off"; only what was reviewed is applied, and the record does not have this change; ${again}`,
    );
  });

  it('with another change is refused, with what differs', () => {
    expect(verdict([more], [update({ memory: 2048, cpus: 2, user_data: 'x' })])).toBe(
      `[VML068] lab/machine.web: got memory was reviewed as 512 -> 1024, and is planned as 512 -> 2048; cpus 1 -> 2 was not reviewed; user_data (changed) was not reviewed; a change is applied as it was reviewed; ${again}`,
    );
    expect(verdict([update({ user_data: 'a' })], [update({ user_data: 'b' })])).toContain(
      'got user_data is not the value that was reviewed (not printed); a change',
    );
    expect(verdict([update({ memory: 1, cpus: 2 })], [update({ memory: 1 })])).toContain(
      'got cpus 1 -> 2 was reviewed, and is not planned any more; a change',
    );
    expect(verdict([more], [replace({ memory: 1024 })])).toContain(
      'got delete, then create (replace_because_cannot_update): memory 512 -> 1024, and not what was reviewed: update: memory 512 -> 1024; a change',
    );
  });

  it('that would change or remove another object is refused', () => {
    expect(verdict([more], [update({ memory: 1024 }, { uuid: 'u-2' })])).toContain(
      'got another object is there: uuid was reviewed as "u-1", and is planned as "u-2"; a change',
    );
    expect(verdict([remove()], [remove({ uuid: 'u-2' })])).toContain(
      'another object is there: uuid',
    );
    expect(verdict([remove()], [remove({ disk: web.disk.slice(0, 1) })])).toContain(
      'another object is there: disk[data].path was reviewed as "/a/data", and is planned as nothing',
    );
  });

  it('that replaces with other values than it would have kept is refused', () => {
    expect(verdict([replace({ cpus: 2 })], [replace({ cpus: 2 }, { name: 'other' })])).toContain(
      'got values that the replacement keeps are others; a change',
    );
  });

  it('of another provider, reason, import or move is refused', () => {
    const moved = { ...more, previous_address: 'machine.old' };
    expect(verdict([more], [{ ...more, provider_name: 'evil' }])).toContain(
      'got provider "registry.terraform.io/example/hypervisor" was reviewed, and is "evil"; a change',
    );
    expect(verdict([more], [moved])).toContain(
      'got previousAddress nothing was reviewed, and is "machine.old"; a change',
    );
    expect(verdict([moved], [more])).toContain(
      'previousAddress "machine.old" was reviewed, and is nothing',
    );
    const reason = { ...remove(), action_reason: 'delete_because_count_index' };
    expect(verdict([remove()], [reason])).toContain(
      'actionReason "delete_because_no_resource_config" was reviewed',
    );
    const imported = (id: string): PlannedResource => ({
      ...more,
      change: { ...more.change, importing: { id } },
    });
    expect(verdict([imported('7')], [imported('8')])).toContain(
      'importId "7" was reviewed, and is "8"',
    );
    const paths = { ...replace({ cpus: 2 }) };
    const other = { ...paths, change: { ...paths.change, replace_paths: [['memory']] } };
    expect(verdict([paths], [other])).toContain(
      'replacePaths ["cpus"] was reviewed, and is ["memory"]',
    );
  });

  it('with a change less is refused without a journal that shows it applied', () => {
    const text = verdict([more, create('machine.new')], [more]);
    expect(text).toContain(
      '[VML068] lab/machine.new: got nothing planned, where the record has: create: ',
    );
    expect(text).toContain(
      `; a part of a record is applied only where its journal shows that the rest was; somebody else made this change, or undid its reason: ${again}`,
    );
    const reviewed = [more, create('machine.new')];
    expect(verdict(reviewed, [more], journal())).toContain('VML068');
    expect(verdict(reviewed, [more], journal('applied create machine.other'))).toContain('VML068');
    expect(verdict(reviewed, [more], journal('applied delete machine.new'))).toContain('VML068');
    expect(verdict(reviewed, [more], journal('applied create machine.new'))).toBe('resumed');
    // The line that it was applied may be the one that a crash has cut short.
    expect(verdict(reviewed, [more], journal('begin create machine.new'))).toBe('resumed');
  });
});

describe('equality beside the changes', () => {
  const refused = (rest: Partial<RecordContext>, was: Partial<RecordContext> = {}): string =>
    verdict(record([more], was), record([more], rest));
  const uuid = '00000000-1111-4222-8333-444444444444';
  const key = recordKey({ lineage });

  it.each<[string, Partial<RecordContext>, string]>([
    [
      'lineage',
      { lineage: uuid, key: recordKey({ lineage: uuid }) },
      `got a state of another lineage; the state is the one that was reviewed; check the backend and the workspace of the stack; if the state is meant to be another, ${again}`,
    ],
    [
      'no state',
      { lineage: undefined },
      `got no state; the state is the one that was reviewed; check the backend and the workspace of the stack; if the state is meant to be another, ${again}`,
    ],
    [
      'lock file',
      { lock: 'provider "b" {}' },
      `got another .terraform.lock.hcl; the providers are those that were reviewed; a new version is a change of its own; restore the lock file, or ${again}`,
    ],
    [
      'no lock file',
      { lock: undefined },
      `got no lock file; the providers are those that were reviewed; a new version is a change of its own; restore the lock file, or ${again}`,
    ],
    [
      'configuration',
      { synthesized: { resource: {} } },
      `got another configuration; the code is the one that was reviewed; ${again}`,
    ],
    [
      'engine',
      { engine: 'tofu' },
      `got tofu 1.11; the plan is made by terraform 1.11, as the reviewed one; run terraform 1.11, or ${again}`,
    ],
    [
      'stack',
      { stack: 'dev' },
      `got a plan of the stack "dev"; a record is of its own stack; ${again}`,
    ],
    [
      'key',
      { key: recordKey({ environment: 'k'.repeat(40) }) },
      `got a key from environment (ebf4ed25b29f44b4); values that are not printed are compared by the key that the record was made with: from lineage (f9116a594b5c5d93); set VM_LIFECYCLE_RECORD_KEY as where the record was made, or ${again}`,
    ],
  ])('another %s is refused', (_, rest, text) => {
    expect(refused(rest)).toBe(`[VML068] lab: ${text}`);
  });

  it('a patch of the engine is none, a minor version is one', () => {
    const of = (version: string): PlanRecord => {
      const made = record([more]);
      return { ...made, engine: { ...made.engine, version } };
    };
    expect(record([more]).engine.version).toBe('1.11');
    expect(verdict(record([more]), of('1.12'))).toContain(
      'got terraform 1.12; the plan is made by terraform 1.11',
    );
  });

  it('all that differs is said together', () => {
    expect(refused({ lock: 'x', synthesized: {} }).split('\n')).toHaveLength(2);
  });

  it('the first apply of a stack makes its state', () => {
    const first = record([more, create('machine.new')], {
      lineage: undefined,
      key: { source: 'none' },
    });
    const then = record([more], { key: { source: 'none' } });
    expect(verdict(first, then)).toContain(
      'got a state, and none at the review; the state is the one that was reviewed',
    );
    expect(verdict(first, then, journal('applied create machine.new'))).toBe('resumed');
    expect(
      verdict(first, record([more], { key }), journal('applied create machine.new')),
    ).toContain(
      'got a key from lineage (f9116a594b5c5d93); values that are not printed are compared by the key that the record was made with: from none;',
    );
  });
});

describe('a record that was changed by hand', () => {
  const good = record([more, remove({}, 'machine.old')]);
  const [first, second] = good.changes;

  it('is refused, with the entry', () => {
    const values = [{ path: 'memory', before: 512, after: 2048 }];
    const forged = { ...good, changes: [first, { ...second, values }] } as PlanRecord;
    expect(verdict(forged, [update({ memory: 2048 }), remove({}, 'machine.old')])).toBe(
      `[VML068] lab/machine.web: got content that does not fit its digest; a record is as \`vm-lifecycle plan\` wrote it; ${again}`,
    );
  });

  it.each<[string, Partial<PlanRecord>]>([
    ['an entry less', { changes: good.changes.slice(1) }],
    ['another lock', { lock: 'a'.repeat(64) }],
    ['another key', { key: { source: 'none' } }],
  ])('is refused as a whole: %s', (_, change) => {
    expect(verdict({ ...good, ...change }, [more])).toBe(
      `[VML068] lab: got content that does not fit its digest; a record is as \`vm-lifecycle plan\` wrote it; ${again}`,
    );
  });
});

describe('an apply that stopped in its middle', () => {
  const waiting = create('machine.db', {}, { uuid: true, disk_id: true });
  const known = create('machine.db', { disk_id: 'd-7' });
  const other = create('machine.first');
  const done = journal('begin create machine.first', 'applied create machine.first');

  it('goes on where values are known now', () => {
    expect(verdict([other, waiting], [known], done)).toBe('resumed');
    expect(verdict([other, waiting], [other, known])).toContain(
      'got disk_id is not the value that was reviewed (not printed); a change',
    );
    const elsewhere = create('machine.db', { disk_id: 'd-7', memory: 9 });
    expect(verdict([other, waiting], [elsewhere], done)).toContain('memory was reviewed as');
    expect(verdict([other, known], [waiting], done)).toContain('disk_id is not the value');
  });

  it('has nothing left of an update that only waited for a value that stayed the same', () => {
    const resource = update({});
    const wait = { ...resource, change: { ...resource.change, after_unknown: { power: true } } };
    const left = update({ memory: 1 }, {}, 'machine.db');
    expect(verdict([other, wait, left], [left], done)).toBe('resumed');
    expect(verdict([other, wait, left], [left], journal())).toContain('VML068');
  });

  it('has made a part of an update', () => {
    const both = update({ memory: 1024, cpus: 2 });
    const rest = update({ cpus: 2 }, { memory: 1024 });
    const failed = journal('begin update machine.web', 'failed update machine.web');
    expect(verdict([both], [rest], failed)).toBe('resumed');
    expect(verdict([both], [rest], journal())).toContain('is not planned any more');
    expect(verdict([both], [update({ cpus: 3 }, { memory: 1024 })], failed)).toContain(
      'cpus was reviewed as 1 -> 2, and is planned as 1 -> 3',
    );
  });

  it('has moved and imported before anything else', () => {
    const moved = { ...more, previous_address: 'machine.old' };
    const imported = { ...more, change: { ...more.change, importing: { id: '7' } } };
    const idle = planned(
      'machine.idle',
      { actions: ['no-op'], before: web, after: web },
      { previous_address: 'machine.x' },
    );
    const gone = planned('machine.gone', { actions: ['forget'], before: web });
    expect(verdict([moved, idle, gone], [more], journal())).toBe('resumed');
    expect(verdict([imported], [more], journal())).toBe('resumed');
    expect(verdict([moved, idle, gone], [more])).toContain('VML068');
  });

  it('has removed what is replaced, and makes it anew with what was reviewed', () => {
    const reviewed = [replace({ cpus: 2 })];
    const rest = create('machine.web', { cpus: 2, uuid: 'u-1' }, { host: true });
    const removed = journal(
      'begin delete machine.web',
      'applied delete machine.web',
      'failed create machine.web',
    );
    expect(verdict(reviewed, [rest], removed)).toBe('resumed');
    expect(verdict(reviewed, [rest], journal('begin delete machine.web'))).toContain(
      'and not what was reviewed: delete, then create',
    );
    expect(
      verdict(reviewed, [create('machine.web', { cpus: 3, uuid: 'u-1' }, {})], removed),
    ).toContain('cpus was reviewed as 2, and is planned as 3');
    expect(
      verdict(reviewed, [create('machine.web', { cpus: 2, uuid: 'u-1', name: 'x' }, {})], removed),
    ).toContain('values that the replacement keeps are others');
  });

  it('has left the old object of a create-before-destroy', () => {
    const swap = replace({ cpus: 2 });
    const reviewed = [{ ...swap, change: { ...swap.change, actions: ['create', 'delete'] } }];
    const left = (uuid: string): PlannedResource => ({ ...remove({ uuid }), deposed: 'abcd1234' });
    const made = journal('begin create machine.web', 'applied create machine.web');
    expect(verdict(reviewed, [left('u-1')], made)).toBe('resumed');
    const refused = `got a planned delete (delete_because_no_resource_config): disk[data].path "/a/data", disk[system].path "/a/system", uuid "u-2"; an object that a replacement left behind goes only where that replacement was reviewed, and was begun by this record; ${again}`;
    expect(verdict(reviewed, [left('u-2')], made).split('\n')).toEqual([
      `[VML068] lab/machine.web (deposed abcd1234): ${refused}`,
      expect.stringContaining(
        '[VML068] lab/machine.web: got nothing planned, where the record has',
      ),
    ]);
    expect(verdict(reviewed, [left('u-1')])).toContain('(deposed abcd1234): got a planned delete');
    // A precondition that fails leaves it before the new one is made.
    const rest = create('machine.web', { cpus: 2, uuid: 'u-1' }, { host: true });
    expect(verdict(reviewed, [rest, left('u-1')], journal('begin create machine.web'))).toBe(
      'resumed',
    );
    expect(verdict(reviewed, [rest, left('u-1')])).toContain('(deposed abcd1234): got a planned');
    expect(verdict(reviewed, [rest, left('u-2')], journal())).toContain('(deposed abcd1234): got');
    expect(verdict(reviewed, [rest, left('u-1')], made)).toContain('and not what was reviewed');
    expect(verdict([more], [more, left('u-1')])).toContain(
      '(deposed abcd1234): got a planned delete',
    );
    expect(verdict([more, left('u-1')], [more, left('u-1')])).toBe('same');
  });

  it('has left something unfinished, which is made again where it was to be created and holds no data', () => {
    const tainted: PlannedResource = planned(
      'machine.db',
      {
        actions: ['delete', 'create'],
        before: { ...web, uuid: 'u-9' },
        after: { ...web, uuid: null, host: null },
        after_unknown: { uuid: true },
      },
      { action_reason: 'replace_because_tainted' },
    );
    const reviewed = [create('machine.db')];
    const began = journal('begin create machine.db', 'failed create machine.db');
    const empty = (): boolean => false;
    expect(verdict(reviewed, [tainted], began, empty)).toBe('resumed');
    const rule = `what an apply has left unfinished is made again only where it was to be created, and holds no data; ${again}`;
    const shown = 'delete, then create (replace_because_tainted): uuid "u-9" -> known after apply';
    expect(verdict(reviewed, [tainted], began)).toBe(
      `[VML068] lab/machine.db: got ${shown}, and its removal loses data; ${rule}`,
    );
    expect(verdict(reviewed, [tainted], [], empty)).toBe(
      `[VML068] lab/machine.db: got ${shown}, and no apply of this record has begun to make it; ${rule}`,
    );
    const changed = {
      ...tainted,
      change: { ...tainted.change, after: { ...web, uuid: null, memory: 9 } },
    };
    expect(verdict(reviewed, [changed], began, empty)).toContain(
      'memory was reviewed as 512, and is planned as 9',
    );
    expect(verdict([update({ memory: 1 }, {}, 'machine.db')], [tainted], began, empty)).toContain(
      'and not what was reviewed: update: memory 512 -> 1',
    );
  });

  it('does not apply a change twice', () => {
    expect(
      verdict([more], [more], journal('begin update machine.web', 'applied update machine.web')),
    ).toBe(
      `[VML068] lab/machine.web: got a second update: memory 512 -> 1024; a reviewed change is applied once, and the journal shows that it was; find out why the machine did not keep it, then ${again}`,
    );
    expect(
      verdict([more], [more], journal('begin update machine.web', 'failed update machine.web')),
    ).toBe('resumed');
  });

  it('cannot tell the objects of one address apart, and asks for as many reports', () => {
    const deposed = { ...remove(), deposed: 'abcd1234' };
    const left = create('machine.z');
    const reviewed = [remove(), deposed, left];
    expect(verdict(reviewed, [left], journal('applied delete machine.web'))).toContain('VML068');
    expect(
      verdict(
        reviewed,
        [left],
        journal('applied delete machine.web', 'applied delete machine.web'),
      ),
    ).toBe('resumed');
    expect(verdict(reviewed, [deposed, left], journal('applied delete machine.web'))).toContain(
      'VML068',
    );
  });
});

it('compares 10,000 changes in less than five seconds', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    planned(`machine.m${String(index)}`, {
      before: { uuid: String(index), memory: 1 },
      after: { uuid: String(index), memory: 2 },
    }),
  );
  const made = record(many);
  const half = record(many.slice(5_000));
  const events = many.slice(0, 5_000).map(({ address }) => `applied update ${address}`);
  const started = performance.now();
  expect(compareRecords(made, half, journal(...events)).outcome).toBe('resumed');
  expect(performance.now() - started).toBeLessThan(5_000);
});

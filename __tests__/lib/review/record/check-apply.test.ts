import {
  checkApply,
  checkDrift,
  decisiveDrift,
  recordOf,
  refusalText,
  type Comparison,
  type JournalEvent,
} from '../../../../lib/review/record';
import type { PlannedResource } from '../../../../lib/review/terraform-plan';
import {
  canary,
  context,
  create,
  journal,
  planOf,
  planned,
  remove,
  replace,
  update,
  web,
} from './plans';

const again = 'run `vm-lifecycle plan` and have the new record reviewed';
const rule = 'power state and disks of a machine that changes are as they were reviewed';

interface Between {
  readonly reviewed: readonly PlannedResource[];
  /** Drift when the plan was recorded. */
  readonly known?: readonly PlannedResource[];
  /** @default - as reviewed */
  readonly fresh?: readonly PlannedResource[];
  readonly drift?: readonly PlannedResource[];
  readonly events?: readonly JournalEvent[];
  readonly vmOf?: (address: string) => string | undefined;
}

function check({ reviewed, known, fresh = reviewed, drift, events, vmOf }: Between): Comparison {
  const given = { ...context, vmOf };
  return checkApply({
    reviewed: recordOf(planOf(reviewed, { resource_drift: known }), given),
    plan: planOf(fresh, { resource_drift: drift }),
    context: given,
    journal: events,
  });
}
const text = (between: Between): string => {
  const { outcome, refusals } = check(between);
  return outcome === 'refused' ? refusalText(refusals) : outcome;
};

const detached = update({ disk: web.disk.slice(0, 1) });
const more = update({ memory: 1024 });

describe('between review and apply', () => {
  it('a disk that was detached behind its back refuses, with what came of it, in one message', () => {
    const lost = { disk: web.disk.slice(0, 1) };
    const fresh = update({ memory: 1024, disk: web.disk }, lost);
    expect(text({ reviewed: [more], fresh: [fresh], drift: [detached] })).toBe(
      '[VML068] lab/machine.web: got drift since the review: disk[data].label "data" -> nothing, disk[data].path "/a/data" -> nothing, disk[data].size 20 -> nothing; ' +
        'therefore another object is there: disk[data].path was reviewed as "/a/data", and is planned as nothing; ' +
        'disk[data].label nothing -> "data" was not reviewed; disk[data].path nothing -> "/a/data" was not reviewed; disk[data].size nothing -> 20 was not reviewed; ' +
        `${rule}; undo it on the hypervisor, or ${again}`,
    );
  });

  it('also where nothing of it is planned', () => {
    expect(text({ reviewed: [more], drift: [update({ power: 'off' })] })).toBe(
      `[VML068] lab/machine.web: got drift since the review: power "on" -> "off"; ${rule}; undo it on the hypervisor, or ${again}`,
    );
  });

  it('a machine that is gone refuses', () => {
    const gone = remove();
    expect(text({ reviewed: [more], fresh: [create('machine.web')], drift: [gone] })).toContain(
      '[VML068] lab/machine.web: got an object that is gone: disk[data].path "/a/data", disk[system].path "/a/system", uuid "u-1"; therefore create: ',
    );
  });

  it.each([
    ['a note', update({ note: 'backed up' })],
    ['a migration', update({ host: 'host-2' })],
    ['a description', update({ description: 'set by virsh' })],
    ['a snapshot', update({ snapshots: 1 })],
    ['a secret', update({ user_data: 'other' })],
  ])('%s does not', (_, drift) => {
    expect(text({ reviewed: [more], drift: [drift] })).toBe('same');
  });

  it('a migration and a note do not, where the machine is removed or replaced', () => {
    const moved = { host: 'host-2', note: 'backed up' };
    expect(text({ reviewed: [remove()], fresh: [remove(moved)], drift: [update(moved)] })).toBe(
      'same',
    );
    expect(
      text({
        reviewed: [replace({ cpus: 2 })],
        fresh: [replace({ cpus: 2 }, moved)],
        drift: [update(moved)],
      }),
    ).toBe('same');
  });

  it('drift that the reviewers have seen does not, and a refresh may take it away', () => {
    const off = update({ power: 'off' });
    const reviewed = [update({ memory: 1024 }, { power: 'off' })];
    expect(text({ reviewed, known: [off], drift: [off] })).toBe('same');
    expect(text({ reviewed, known: [off] })).toBe('same');
    const further = update({ power: 'off', disk: web.disk.slice(0, 1) });
    expect(text({ reviewed, known: [off], drift: [further] })).toContain(
      'got drift since the review: disk[data].label "data" -> nothing, disk[data].path',
    );
    expect(text({ reviewed, known: [off], drift: [further] })).not.toContain('power "on"');
  });

  it('drift of a machine that nobody touches does not', () => {
    const elsewhere = update({ power: 'off' }, {}, 'machine.db');
    expect(text({ reviewed: [more], drift: [elsewhere] })).toBe('same');
    expect(text({ reviewed: [more], fresh: [], drift: [detached] })).toBe('applied');
  });

  it('drift of a disk counts for the machine that it belongs to', () => {
    const volume = planned('volume.data', {
      before: { path: '/a', size: 1 },
      after: { path: '/a', size: 2 },
    });
    const vmOf = (address: string): string | undefined => (address === 'machine.db' ? 'db' : 'web');
    expect(text({ reviewed: [more], drift: [volume] })).toBe('same');
    expect(text({ reviewed: [more], drift: [volume], vmOf })).toContain(
      '[VML068] lab/volume.data: got drift since the review: size 1 -> 2;',
    );
    const other = update({ memory: 1024 }, {}, 'machine.db');
    expect(text({ reviewed: [other], drift: [volume], vmOf })).toBe('same');
  });

  it('keeps what else is wrong', () => {
    const extra = update({ cpus: 2 }, {}, 'machine.db');
    const { refusals } = check({ reviewed: [more], fresh: [more, extra], drift: [detached] });
    expect(refusals.map(({ kind, address }) => `${kind} ${address ?? ''}`)).toEqual([
      'extra machine.db',
      'drift machine.web',
    ]);
  });

  it('drift of what is moved counts under either address', () => {
    const moved = { ...more, previous_address: 'machine.old' };
    const old = update({ power: 'off' }, {}, 'machine.old');
    expect(text({ reviewed: [moved], drift: [old] })).toContain(
      '[VML068] lab/machine.old: got drift',
    );
  });
});

describe('what was left unfinished', () => {
  const began = journal('begin create machine.web', 'failed create machine.web');
  const tainted = (disk: unknown): PlannedResource =>
    planned(
      'machine.web',
      {
        actions: ['delete', 'create'],
        before: { ...web, disk },
        after: { ...web, uuid: null, host: null },
        after_unknown: { uuid: true },
      },
      { action_reason: 'replace_because_tainted' },
    );

  it('is made again only where the tables say that its removal loses nothing', () => {
    const reviewed = [create('machine.web')];
    expect(text({ reviewed, fresh: [tainted([])], events: began })).toBe('resumed');
    expect(text({ reviewed, fresh: [tainted(web.disk)], events: began })).toContain(
      'and its removal loses data; what an apply has left unfinished is made again only where it was to be created, and holds no data;',
    );
  });
});

it('drift is read on its own, too', () => {
  const touched = new Set(['machine.web']);
  const drift = [detached, { ...update({ power: 'off' }), mode: 'data' as const }];
  const recorded = decisiveDrift(touched, drift, context);
  expect(recorded).toHaveLength(1);
  expect(checkDrift(touched, drift, context)).toEqual(recorded);
  expect(checkDrift(touched, drift, context, recorded)).toEqual([]);
  expect(checkDrift(new Set(), drift, context)).toEqual([]);
  expect(decisiveDrift(touched, undefined, context)).toEqual([]);
});

it('refusals show nothing that records do not print', () => {
  const secret = { user_data: `${canary}-2`, memory: 1 };
  const shown = text({
    reviewed: [update({ user_data: canary }, { user_data: 'x' }), remove({}, 'foreign.gone')],
    fresh: [
      update(secret, { user_data: `${canary}-3`, power: 'off' }),
      planned('foreign.new', { actions: ['create'], after: { id: canary, key: canary } }),
    ],
    drift: [update({ user_data: canary, power: 'off' })],
  });
  expect(shown.split('\n')).toHaveLength(3);
  expect(shown).not.toContain(canary);
});

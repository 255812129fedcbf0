import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { defineBackupPolicy } from '../../../../lib/model/define-backup-policy';
import { Duration } from '../../../../lib/model/duration';
import { Schedule } from '../../../../lib/model/schedule';
import {
  AGENT_SECONDS,
  restoreEvidence,
  type DrillMeasurements,
  type MeasuredRestore,
} from '../../../../lib/operations/backup/restore-evidence';

const { policy } = defineBackupPolicy(
  {
    name: 'nightly',
    full: Schedule.daily('02:00'),
    retention: { daily: 28 },
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
    recoveryPoint: Duration.hours(24),
    recoveryTime: Duration.minutes(5),
    restoreTest: Schedule.quarterly(1, '06:00'),
  },
  'app/Policy',
  () => false,
);

const restore: MeasuredRestore = {
  source: 'copyTarget',
  chain: '20261121T020000Z',
  point: 1,
  diskSeconds: 5.1,
  agentSeconds: 61,
  totalSeconds: 80.5,
  journalClean: true,
};
const backup = {
  chain: restore.chain,
  level: 'full' as const,
  time: '2026-11-21T02:00:00Z',
  bytes: 1000,
  seconds: 10.4,
  frozenFileSystems: 2,
  freezesSeenInGuest: 1,
};
const sha = (digit: string): string => digit.repeat(64);

function measured(changes: Partial<DrillMeasurements> = {}): DrillMeasurements {
  if (policy === undefined) throw new Error('no policy');
  return {
    policy,
    vm: { name: 'web-1', uuid: '52b69108-a1b4-5f9f-a9f4-ce272a985aac' },
    hypervisor: 'libvirt',
    started: '2026-11-21T01:59:00.000Z',
    finished: '2026-11-21T02:05:00.000Z',
    backups: [backup, { ...backup, level: 'incremental' }],
    restore,
    contents: [
      { name: 'old file', age: 'old', expected: sha('a'), restored: sha('a') },
      { name: 'new file', age: 'new', expected: sha('b'), restored: sha('b') },
    ],
    pruning: { expected: ['x', 'y'], kept: ['y', 'x'] },
    further: [{ id: 'destroyed', passed: true, detail: 'nothing was left' }],
    ...changes,
  };
}

const failed = (changes: Partial<DrillMeasurements>): string[] =>
  restoreEvidence(measured(changes))
    .checks.filter(({ passed }) => !passed)
    .map(({ id, detail }) => `${id}: ${detail}`);

const schema = JSON.parse(
  readFileSync(
    join(__dirname, '../../../../lib/operations/backup/restore-evidence.schema.json'),
    'utf8',
  ),
) as object;
const fits = (evidence: unknown): boolean => new Ajv().validate(schema, evidence);

test('a drill that met everything has passed, and its evidence fits the schema', () => {
  const evidence = restoreEvidence(measured());
  expect(evidence.passed).toBe(true);
  expect(evidence.checks.map(({ id }) => id)).toEqual([
    'frozen-full',
    'frozen-incremental',
    'journal',
    'content-old',
    'content-new',
    'agent',
    'recovery-time',
    'retention',
    'destroyed',
  ]);
  expect(fits(JSON.parse(JSON.stringify(evidence)))).toBe(true);
});

test.each<[string, Partial<DrillMeasurements>]>([
  ['recovery time', { restore: { ...restore, totalSeconds: 300 } }],
  ['agent', { restore: { ...restore, agentSeconds: AGENT_SECONDS } }],
])('passes at the limit: %s', (_what, changes) => {
  expect(failed(changes)).toEqual([]);
});

test.each<[Partial<DrillMeasurements>, string]>([
  [
    { restore: { ...restore, totalSeconds: 300.1 } },
    'recovery-time: restored within 300.1 s; the objective is 300.0 s',
  ],
  [
    { restore: { ...restore, agentSeconds: 120.1 } },
    'agent: answered 120.1 s after the start; at most 120.0 s',
  ],
  [
    { restore: { ...restore, journalClean: false } },
    'journal: the restored file system had to replay its journal: it was not frozen',
  ],
  [
    { backups: [{ ...backup, frozenFileSystems: 0 }] },
    'frozen-full: 0 file systems frozen, as the agent says; 1 freezes seen in the guest',
  ],
  [
    { backups: [{ ...backup, freezesSeenInGuest: 0 }] },
    'frozen-full: 2 file systems frozen, as the agent says; 0 freezes seen in the guest',
  ],
  [
    {
      contents: [
        ...measured().contents.slice(0, 1),
        { name: 'new file', age: 'new', expected: sha('b'), restored: null },
      ],
    },
    'content-new: differs: new file',
  ],
  [{ contents: measured().contents.slice(0, 1) }, 'content-new: nothing was compared'],
  [{ pruning: { expected: ['x'], kept: ['x', 'y'] } }, 'retention: kept x, y; declared x'],
  [{ pruning: { expected: [], kept: [] } }, 'retention: 0 chains kept, as declared'],
  [
    { further: [{ id: 'destroyed', passed: false, detail: 'left: system' }] },
    'destroyed: left: system',
  ],
])('fails, and says by how much: %#', (changes, text) => {
  expect(failed(changes)).toEqual([text]);
  expect(restoreEvidence(measured(changes)).passed).toBe(false);
});

test.each([
  ['without a verdict', { passed: undefined }],
  ['with a local time', { started: '2026-11-21 01:59' }],
  ['with a field that nobody knows', { comment: 'fine' }],
  ['with another format', { format: 'vm-lifecycle/restore-evidence/2' }],
  ['without checks', { checks: [] }],
])('the schema refuses evidence %s', (_what, changes) => {
  const evidence = { ...restoreEvidence(measured()), ...changes };
  expect(fits(JSON.parse(JSON.stringify(evidence)))).toBe(false);
});

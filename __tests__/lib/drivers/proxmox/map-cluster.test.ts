import { accessEntry } from '../../../../lib/drivers/proxmox/map-access';
import { backupJobs } from '../../../../lib/drivers/proxmox/map-backup';
import {
  haResource,
  haRule,
  replicationJob,
} from '../../../../lib/drivers/proxmox/map-high-availability';
import type { BackupPolicyModel } from '../../../../lib/model/backup-policy';
import { Duration } from '../../../../lib/model/duration';
import type { PlacementRuleModel } from '../../../../lib/model/placement-rule';
import { Schedule } from '../../../../lib/model/schedule';
import { proxmoxVm } from './fixture';

const policy = (changes: Partial<BackupPolicyModel> = {}): BackupPolicyModel => ({
  name: 'standard',
  full: Schedule.weekly('sun', '02:00'),
  retention: { last: 0, daily: 28, weekly: 0, monthly: 12, yearly: 0 },
  target: { storage: 'pbs', failureDomain: 'site-b' },
  recoveryPoint: Duration.hours(24),
  recoveryTime: Duration.hours(4),
  restoreTest: Schedule.quarterly(1, '06:00'),
  ...changes,
});

describe('backup jobs', () => {
  test('of a policy with one schedule', () => {
    expect(backupJobs(policy())).toEqual([
      {
        part: 'full',
        arguments: {
          schedule: 'sun 02:00',
          storage: 'pbs',
          enabled: true,
          mode: 'snapshot',
          compress: 'zstd',
          pruneBackups: { 'keep-daily': '28', 'keep-monthly': '12' },
          repeatMissed: true,
          notesTemplate: '{{guestname}}, policy standard',
        },
      },
    ]);
  });

  test('of a policy with incremental backups and a second copy', () => {
    const jobs = backupJobs(
      policy({
        incremental: Schedule.daily('03:00'),
        copyTarget: { storage: 'other', failureDomain: 'site-c' },
      }),
    );
    expect(
      jobs.map(({ part, arguments: { schedule, storage } }) => [part, schedule, storage]),
    ).toEqual([
      ['full', 'sun 02:00', 'pbs'],
      ['incremental', '03:00', 'pbs'],
      ['copy', 'sun 02:00', 'other'],
      ['incremental-copy', '03:00', 'other'],
    ]);
  });
});

describe('HA', () => {
  test('keeps a machine in its power state, and says nothing where nothing is declared', () => {
    expect(haResource(proxmoxVm(), '100')).toEqual({ resourceId: 'vm:100', state: 'started' });
    expect(haResource(proxmoxVm({ powerState: 'stopped' }), '100').state).toBe('stopped');
  });

  test.each([
    ['automatic', true, 1],
    ['manual', false, 0],
    ['disabled', false, 0],
  ] as const)('with %s migration', (migration, failback, maxRelocate) => {
    expect(haResource(proxmoxVm({ availability: { migration } }), '100')).toMatchObject({
      failback,
      maxRelocate,
    });
  });

  const rule = (changes: Partial<PlacementRuleModel>): PlacementRuleModel => ({
    name: 'rule',
    kind: 'spread',
    mandatory: true,
    hosts: [],
    avoid: false,
    ...changes,
  });
  const others = (without: readonly string[]): Record<string, number> => ({
    [`not ${without.join()}`]: 1,
  });

  test('rules', () => {
    const of = (changes: Partial<PlacementRuleModel>): unknown =>
      haRule(rule(changes), ['vm:1', 'vm:2'], others);
    const common = { rule: 'rule', resources: ['vm:1', 'vm:2'] };
    expect(of({})).toEqual({ ...common, type: 'resource-affinity', affinity: 'negative' });
    expect(of({ kind: 'colocate' })).toMatchObject({ affinity: 'positive' });
    expect(of({ kind: 'hosts', hosts: ['pve1', 'pve2'], mandatory: false })).toEqual({
      ...common,
      type: 'node-affinity',
      strict: false,
      nodes: { pve1: 1, pve2: 1 },
    });
    expect(of({ kind: 'hosts', hosts: ['pve3'], avoid: true })).toMatchObject({
      strict: true,
      nodes: { 'not pve3': 1 },
    });
  });
});

describe('replication', () => {
  test('has a number by its host, and runs every 15 minutes unless told otherwise', () => {
    const job = replicationJob({ host: 'pve2' }, '100');
    expect(job).toEqual({ id: '100-584714', target: 'pve2', type: 'local', schedule: '*/15' });
    const other = replicationJob({ host: 'pve3', schedule: Schedule.daily('01:00') }, '100');
    expect(other.schedule).toBe('01:00');
    expect(other.id).not.toBe(job.id);
  });
});

describe('grants', () => {
  test('of users and of groups', () => {
    const grant = {
      principal: 'alice@pve',
      principalKind: 'user',
      level: 'viewer',
      propagate: true,
    } as const;
    expect(accessEntry(grant, '/vms/100', 'PVEAuditor')).toEqual({
      path: '/vms/100',
      roleId: 'PVEAuditor',
      propagate: true,
      userId: 'alice@pve',
    });
    expect(
      accessEntry({ ...grant, principal: 'ops', principalKind: 'group' }, '/pool/a', 'R'),
    ).toMatchObject({ groupId: 'ops' });
  });
});

import { TerraformStack } from 'cdktf';
import { Duration, HardenedVm, synthesize } from '../../../lib';
import { BackupPolicy } from '../../../lib/constructs/backup-policy';
import { backupPolicyTag } from '../../../lib/model/backup-policy';
import { protectedBy } from '../../../lib/constructs/protection';
import { ResourcePool } from '../../../lib/constructs/resource-pool';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { Schedule } from '../../../lib/model/schedule';
import { addVm, cleanUp, filesOf, lab, problemsOf, synthesized, textsOf } from './support';

cleanUp();

const target = { storage: '/srv/backup', failureDomain: 'site-b' };

test('the standard policy: full on Sunday, incremental on the other days, 28 dailies, 12 monthlies, a test each quarter', () => {
  const { stack } = lab();
  const { model } = BackupPolicy.standard(stack, 'Backup', { target });
  expect(JSON.parse(JSON.stringify(model))).toEqual({
    name: 'standard',
    full: 'sun 02:00',
    incremental: 'mon..sat 02:00',
    retention: { last: 0, daily: 28, weekly: 0, monthly: 12, yearly: 0 },
    target,
    recoveryPoint: '1 day',
    recoveryTime: '4 hours',
    restoreTest: '*-01,04,07,10-01 06:00',
  });
});

test('whatever the standard has can be replaced', () => {
  const { stack } = lab();
  const { model } = BackupPolicy.standard(stack, 'Backup', {
    name: 'hourly',
    target,
    full: Schedule.daily('01:00'),
    incremental: Schedule.every(Duration.hours(1)),
    recoveryPoint: Duration.hours(1),
  });
  expect(model).toMatchObject({ name: 'hourly', full: { expression: '01:00' } });
});

describe('what is protected', () => {
  test('VMs: they carry the tag, and know their policy', () => {
    const { stack, template } = lab();
    const [web, other] = [
      addVm(stack, template),
      addVm(stack, template, { props: { name: 'web-2' } }, 'Other'),
    ];
    const policy = BackupPolicy.standard(stack, 'Backup', { target }).protect(web);
    expect(policy.members).toEqual([web]);
    expect(web.tags[backupPolicyTag]).toBe('standard');
    expect(other.tags[backupPolicyTag]).toBeUndefined();
    expect([protectedBy(web), protectedBy(other)]).toEqual([['lab/Backup'], []]);
  });

  test('sets, with members that come later', () => {
    const { app, stack, template } = lab();
    const members = [addVm(stack, template)];
    const policy = BackupPolicy.standard(stack, 'Backup', { target }).protect({ members });
    const later = addVm(stack, template, { props: { name: 'web-2' } }, 'Later');
    members.push(later);
    expect(policy.members).toEqual(members);
    expect(protectedBy(later)).toEqual(['lab/Backup']);
    const json = synthesized(app, stack);
    expect(json.output.vm_inventory?.value['web-2']?.tags).toMatchObject({
      [backupPolicyTag]: 'standard',
    });
    expect(Object.keys(json.output.backup_jobs?.value ?? {})).toEqual(['web-1', 'web-2']);
  });

  test('resource pools, with VMs that come later', () => {
    const { app, stack, template } = lab();
    const pool = new ResourcePool(stack, 'Pool', { name: 'databases' });
    const policy = BackupPolicy.standard(stack, 'Backup', { target }).protect(pool);
    const inside = addVm(stack, template, { props: { pool } });
    const outside = addVm(stack, template, { props: { name: 'web-2' } }, 'Outside');
    expect(policy.members).toEqual([inside]);
    expect([protectedBy(inside), protectedBy(outside)]).toEqual([['lab/Backup'], []]);
    const json = synthesized(app, stack);
    expect(json.output.vm_inventory?.value['web-1']?.tags).toMatchObject({
      [backupPolicyTag]: 'standard',
    });
    expect(json.output.vm_inventory?.value['web-2']?.tags).toEqual({});
  });

  test('a VM that is managed elsewhere', () => {
    const { stack } = lab();
    const vm = HardenedVm.fromExisting(stack, 'Old', {
      vmName: 'old',
      vmId: '52b69108-a1b4-5f9f-a9f4-ce272a985aac',
      uuid: '52b69108-a1b4-5f9f-a9f4-ce272a985aac',
    });
    expect(BackupPolicy.standard(stack, 'Backup', { target }).protect(vm).members).toEqual([vm]);
  });
});

describe('fails', () => {
  test('on bad props, all problems together, and nothing is made', () => {
    const { stack } = lab();
    const make = (): unknown =>
      new BackupPolicy(stack, 'Backup', {
        name: 'nightly',
        full: Schedule.weekly('sun', '02:00'),
        retention: {},
        target,
        copyTarget: target,
        recoveryPoint: Duration.hours(24),
        recoveryTime: Duration.hours(1),
        restoreTest: Schedule.quarterly(1, '06:00'),
      });
    expect(problemsOf(make).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'VML038 lab/Backup.copyTarget.failureDomain',
      'VML038 lab/Backup.copyTarget.storage',
      'VML037 lab/Backup.recoveryPoint',
      'VML038 lab/Backup.retention',
    ]);
    expect(stack.node.tryFindChild('BackupJobs')).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>, { storage: string; failureDomain: string }, string]>([
    [
      'the storage of a disk',
      { location: { datastore: 'fast' } },
      { storage: '/srv/backup', failureDomain: 'Fast' },
      '[VML038] lab/Backup.target.failureDomain: got "Fast"; a backup does not fail together with what it protects; this is the storage of its disks, of lab/Web; keep it on another storage, in another failure domain',
    ],
    [
      'the hypervisor',
      {},
      { storage: '/srv/backup', failureDomain: 'lab/Libvirt' },
      '[VML038] lab/Backup.target.failureDomain: got "lab/Libvirt"; a backup does not fail together with what it protects; this is its hypervisor, of lab/Web; keep it on another storage, in another failure domain',
    ],
  ])('on a target in the failure domain of a VM: %s', (_what, props, where, text) => {
    const { stack, template } = lab();
    const web = addVm(stack, template, { props });
    const policy = BackupPolicy.standard(stack, 'Backup', { target: where });
    expect(textsOf(() => policy.protect(web))).toEqual([text]);
  });

  test('on a target in the failure domain that the hypervisor declares', () => {
    const { app, stack, template } = lab();
    const hypervisor = new LibvirtHypervisor(new TerraformStack(app, 'third'), 'Host', {
      failureDomain: 'site-b',
    });
    const web = addVm(stack, template, { props: { hypervisor } });
    const policy = BackupPolicy.standard(stack, 'Backup', { target, hypervisor });
    expect(problemsOf(() => policy.protect(web)).map(({ code, got }) => [code, got])).toEqual([
      ['VML038', '"site-b"'],
    ]);
  });

  test('on a target in the pool that the hypervisor makes', () => {
    const { app } = lab();
    const hypervisor = new LibvirtHypervisor(new TerraformStack(app, 'third'), 'Host', {
      storagePool: { name: 'vms', path: '/srv/vms/' },
    });
    const make = (storage: string) => (): unknown =>
      BackupPolicy.standard(hypervisor.node.scope as TerraformStack, storage.replaceAll('/', '_'), {
        target: { storage, failureDomain: 'site-b' },
        hypervisor,
      });
    expect(problemsOf(make('/srv/vms/backup')).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'VML038 third/_srv_vms_backup.target.storage',
    ]);
    expect(problemsOf(make('/srv/vms-backup'))).toEqual([]);
  });

  test.each(['backup', '/srv/my backup', '/srv/../etc', '/', '/srv/', '/srv/$x', '/srv/%i'])(
    'on a storage that is no plain path of the host: %s',
    (storage) => {
      const { stack } = lab();
      const make = (): unknown =>
        BackupPolicy.standard(stack, 'Backup', { target: { storage, failureDomain: 'site-b' } });
      expect(problemsOf(make).map(({ code }) => code)).toEqual(['VML055']);
    },
  );

  test('on a VM of another hypervisor', () => {
    const { app, stack } = lab();
    const { stack: other, template } = lab({ id: 'other', app });
    const policy = BackupPolicy.standard(stack, 'Backup', { target });
    // Another URI is another host.
    const hypervisor = new LibvirtHypervisor(other, 'Second', {
      uri: 'qemu+ssh://ops@kvm2/system',
    });
    const web = addVm(other, template, { props: { hypervisor } });
    expect(problemsOf(() => policy.protect(web)).map(({ code, path }) => [code, path])).toEqual([
      ['VML048', 'lab/Backup.protect'],
    ]);
  });

  test('at synthesis on a VM with two policies, and on two policies of one name; nothing is written', () => {
    const { app, stack, template } = lab();
    const web = addVm(stack, template);
    BackupPolicy.standard(stack, 'Backup', { target }).protect(web);
    BackupPolicy.standard(stack, 'Again', { target }).protect({ members: [web] });
    expect(
      textsOf(() => {
        synthesize(app);
      }),
    ).toEqual([
      '[VML031] lab/Again.name: got "standard", which lab/Backup has already; the name of a backup policy is used once per hypervisor; choose another name',
      '[VML058] lab/Web.backupPolicy: got lab/Again, lab/Backup; a VM has one backup policy: a full backup of one would break the incremental ones of the other; protect it by one of them, with the schedules, retention and copies that it needs',
    ]);
    expect(filesOf(app)).toEqual([]);
  });

  test('at synthesis on a VM that came into a pool later, in the failure domain of the target', () => {
    const { app, stack, template } = lab();
    const pool = new ResourcePool(stack, 'Pool', { name: 'databases' });
    BackupPolicy.standard(stack, 'Backup', { target }).protect(pool);
    addVm(stack, template, { props: { pool, location: { datastore: 'site-b' } } });
    expect(
      problemsOf(() => {
        synthesize(app);
      }).map(({ code }) => code),
    ).toEqual(['VML038']);
  });
});

test('the job of a VM is an output of its stack: a changed schedule is a change of the plan', () => {
  const jobs = (time: string): unknown => {
    const { app, stack, template } = lab();
    BackupPolicy.standard(stack, 'Backup', {
      target,
      full: Schedule.weekly('sun', time),
      recoveryPoint: Duration.days(2),
    }).protect(addVm(stack, template));
    return synthesized(app, stack).output.backup_jobs?.value['web-1'];
  };
  expect(jobs('02:00')).toMatchObject({
    policy: 'standard',
    full: 'sun 02:00',
    target: '/srv/backup',
  });
  expect(jobs('02:00')).toEqual(jobs('02:00'));
  expect(jobs('03:00')).not.toEqual(jobs('02:00'));
});

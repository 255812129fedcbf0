import {
  AccessGrant,
  BackupPolicy,
  ClusterPolicy,
  Network,
  PlacementRule,
  ResourcePool,
  Size,
  Template,
} from '../../../../lib';
import { cleanUp, textsOf } from '../../constructs/support';
import { addVm, cluster } from './stack';

cleanUp();

const heads = (action: () => unknown): string[] =>
  textsOf(action).map((text) => text.split(';')[0] ?? '');

describe('pools', () => {
  test('have names and depths of Proxmox VE', () => {
    const { stack } = cluster();
    expect(heads(() => new ResourcePool(stack, 'P', { name: 'pool one' }))).toEqual([
      '[VML055] lab/P.name: got "pool one"',
    ]);
    const one = new ResourcePool(stack, 'One', { name: 'one' });
    const two = new ResourcePool(stack, 'Two', { name: 'two', parent: one });
    const three = new ResourcePool(stack, 'Three', { name: 'three', parent: two });
    expect(heads(() => new ResourcePool(stack, 'Four', { name: 'four', parent: three }))).toEqual([
      '[VML044] lab/Four.parent: got 4 levels',
    ]);
  });
});

describe('rules', () => {
  test('need HA', () => {
    const { stack } = cluster();
    expect(heads(() => new PlacementRule(stack, 'R', { name: 'rule', kind: 'spread' }))).toEqual([
      '[VML044] lab/R.kind: got "spread"',
    ]);
  });

  test('are mandatory between VMs, and have names and nodes of Proxmox VE', () => {
    const { stack } = cluster({ highAvailability: true });
    expect(
      heads(() => new PlacementRule(stack, 'R', { name: '1 rule', kind: 'colocate' })),
    ).toEqual(['[VML055] lab/R.name: got "1 rule"']);
    expect(
      heads(
        () => new PlacementRule(stack, 'P', { name: 'rule', kind: 'colocate', mandatory: false }),
      ),
    ).toEqual(['[VML044] lab/P.mandatory: got false']);
    expect(
      heads(() => new PlacementRule(stack, 'S', { name: 'rule', kind: 'hosts', hosts: ['${x}'] })),
    ).toEqual(['[VML055] lab/S.hosts[0]: got "${x}"']);
    expect(
      heads(
        () =>
          new PlacementRule(stack, 'T', {
            name: 'ok',
            kind: 'hosts',
            hosts: ['pve1'],
            mandatory: false,
          }),
      ),
    ).toEqual([]);
  });
});

describe('cluster policies', () => {
  const policy = { clusterName: 'lab', loadBalancing: 'off' } as const;

  test('say what the hypervisor says', () => {
    const { stack } = cluster({ highAvailability: true });
    const failoverReserve = { kind: 'slots', hostFailures: 1 } as const;
    expect(heads(() => new ClusterPolicy(stack, 'P', { ...policy, failoverReserve }))).toEqual([]);
  });

  test('ask for nothing else', () => {
    const made = (changes: object): string[] =>
      heads(
        () =>
          new ClusterPolicy(cluster().stack, 'P', {
            ...policy,
            highAvailability: false,
            ...changes,
          }),
      ).map((text) => text.replace('lab/P.', ''));
    expect(made({ loadBalancing: 'fully-automated' })).toEqual([
      '[VML044] loadBalancing: got "fully-automated"',
    ]);
    expect(made({ highAvailability: true })).toContain('[VML044] highAvailability: got true');
    const { stack } = cluster({ highAvailability: true });
    expect(
      heads(() => new ClusterPolicy(stack, 'P', { ...policy, hostMonitoring: false })),
    ).toEqual(['[VML044] lab/P.hostMonitoring: got false']);
    expect(heads(() => new ClusterPolicy(stack, 'R', { ...policy, vmMonitoring: 'vm' }))).toEqual([
      '[VML044] lab/R.vmMonitoring: got "vm"',
    ]);
    const failoverReserve = { kind: 'dedicated-hosts', hosts: ['pve3'] } as const;
    expect(heads(() => new ClusterPolicy(stack, 'Q', { ...policy, failoverReserve }))).toEqual([
      '[VML044] lab/Q.failoverReserve: got ["pve3"]',
    ]);
  });
});

describe('grants', () => {
  test.each([
    ['user', 'alice', ['[VML055] lab/G.principal: got "alice"']],
    ['user', 'alice@pve', []],
    ['group', 'vm operators', ['[VML055] lab/G.principal: got "vm operators"']],
    ['group', 'vm-operators', []],
  ] as const)('of the %s %j', (principalKind, principal, expected) => {
    const all = cluster();
    const vm = addVm(all);
    const grant = { principal, principalKind, level: 'operator', vm } as const;
    expect(heads(() => new AccessGrant(all.stack, 'G', grant))).toEqual(expected);
  });
});

describe('backup policies', () => {
  test('name storages, and are ids', () => {
    const { stack } = cluster();
    const target = { storage: '/srv/backup', failureDomain: 'site-b' };
    expect(heads(() => BackupPolicy.standard(stack, 'B', { target }))).toEqual([
      '[VML055] lab/B.target.storage: got "/srv/backup"',
    ]);
    const good = { ...target, storage: 'pbs' };
    expect(
      heads(() =>
        BackupPolicy.standard(stack, 'C', {
          target: good,
          copyTarget: { storage: 'x y', failureDomain: 'c' },
        }),
      ),
    ).toEqual(['[VML055] lab/C.copyTarget.storage: got "x y"']);
    expect(heads(() => BackupPolicy.standard(stack, 'D', { target: good, name: 'a' }))).toEqual([
      '[VML055] lab/D.name: got "a"',
    ]);
  });
});

describe('templates and networks', () => {
  test('a template has the size of its disk, and a DNS name', () => {
    const { stack } = cluster();
    const props = { templateName: 'debian_12', generation: '1', image: '/srv/d.qcow2' };
    expect(heads(() => new Template(stack, 'T', props))).toEqual([
      '[VML003] lab/T.templateName: got "debian_12-1"',
      '[VML041] lab/T.systemDiskSize: got nothing',
    ]);
    const good = { ...props, templateName: 'debian-12', systemDiskSize: Size.gibibytes(4) };
    expect(heads(() => new Template(stack, 'U', good))).toEqual([]);
  });

  test('a content library and a network of our own do not exist', () => {
    const { stack } = cluster();
    expect(
      heads(() => Template.fromContentLibraryItem(stack, 'T', { library: 'a', item: 'b' }))[0],
    ).toContain('VML044');
    expect(
      heads(() => new Network(stack, 'N', { networkName: 'n', cidr: '10.0.0.0/24' }))[0],
    ).toContain('VML044');
  });
});

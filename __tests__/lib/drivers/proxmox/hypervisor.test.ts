import { Fn, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import {
  AccessGrant,
  BackupPolicy,
  PlacementRule,
  ResourcePool,
  Size,
  Tags,
  Template,
} from '../../../../lib';
import { ProxmoxHypervisor } from '../../../../lib/drivers/proxmox';
import { createProvider } from '../../../../lib/drivers/proxmox/resources';
import {
  byPath,
  cleanUp,
  only,
  synthesized,
  textsOf,
  type Synthesized,
} from '../../constructs/support';
import { addVm, cluster } from './stack';

cleanUp();

const VM = 'proxmox_virtual_environment_vm';
const ofVm = (json: Synthesized): Record<string, unknown> =>
  byPath(json, VM)['lab/Web/Resource'] ?? {};

describe('a ProxmoxHypervisor', () => {
  test('makes a provider without credentials', () => {
    const { app, stack } = cluster({ endpoint: 'https://pve1.example:8006/', insecure: true });
    expect(synthesized(app, stack).provider.proxmox).toEqual([
      { endpoint: 'https://pve1.example:8006/', insecure: true },
    ]);
    const plain = cluster();
    expect(synthesized(plain.app, plain.stack).provider.proxmox).toEqual([{}]);
  });

  test('uses a provider that exists', () => {
    const all = cluster();
    const provider = createProvider(new Construct(all.stack, 'Elsewhere'), {});
    provider.alias = 'other';
    const other = new ProxmoxHypervisor(all.stack, 'Other', { node: 'pve9', provider });
    addVm(all, { props: { hypervisor: other } });
    expect(ofVm(synthesized(all.app, all.stack))).toMatchObject({
      provider: 'proxmox.other',
      node_name: 'pve9',
    });
  });

  test('refuses bad props, all at once', () => {
    const { stack, pve } = cluster();
    const problems = textsOf(
      () =>
        new ProxmoxHypervisor(stack, 'Bad', {
          node: '',
          endpoint: 'https://root:secret@pve1:8006/',
          provider: pve.provider,
          systemDiskInterface: 'ide0',
          vmIds: { from: 99, to: 10 },
          backupServers: {
            'x y': {
              server: 's',
              datastore: 'd',
              username: 'u@pbs',
              password: 'secret',
              passwordInState: { stateEncryption: 'backend', reason: '', expires: '' },
            },
          },
        }),
    );
    expect(problems.map((text) => text.split(': got')[0])).toEqual([
      '[VML048] lab/Bad.endpoint',
      '[VML039] lab/Bad.endpoint',
      '[VML041] lab/Bad.node',
      '[VML048] lab/Bad.systemDiskInterface',
      '[VML036] lab/Bad.vmIds.from',
      '[VML036] lab/Bad.vmIds.to',
      '[VML055] lab/Bad.backupServers.x y',
      '[VML039] lab/Bad.backupServers.x y.password',
      '[VML056] lab/Bad.backupServers.x y.passwordInState',
    ]);
    expect(problems.join()).not.toContain('secret@');
    expect(problems.join()).not.toContain('"secret"');
  });

  test('makes storages of backup servers, with a password that the environment gives', () => {
    const all = cluster();
    const password = new TerraformVariable(all.stack, 'password', { sensitive: true });
    new ProxmoxHypervisor(all.stack, 'Other', {
      node: 'pve1',
      provider: all.pve.provider,
      backupServers: {
        pbs: {
          server: 'pbs.example',
          datastore: 'store',
          username: 'b@pbs!pve',
          password: password.stringValue,
          passwordInState: {
            stateEncryption: 'opentofu',
            reason: 'no other way',
            expires: '2027-12-31',
          },
        },
      },
    });
    expect(only(synthesized(all.app, all.stack), 'proxmox_storage_pbs')).toMatchObject({
      id: 'pbs',
      password: '${var.password}',
      content: ['backup'],
    });
  });
});

describe('a VM', () => {
  test('carries tags that were added later, sorted by whoever knows them', () => {
    const all = cluster();
    const vm = addVm(all, { props: { tags: { tier: 'Web' } } });
    Tags.of(vm).add('added', 'later');
    const owner = new TerraformVariable(all.stack, 'owner', { type: 'string' }).stringValue;
    const known = cluster();
    addVm(known, { props: { tags: { tier: 'Web', a: 'b' } } });
    expect(ofVm(synthesized(known.app, known.stack)).tags).toEqual(['a.b', 'tier.web']);
    Tags.of(vm).add('owner', Fn.lower(owner));
    const tags = String(ofVm(synthesized(all.app, all.stack)).tags);
    expect(tags).toMatch(/^\$\{sort\(distinct\(\["added.later", lower\(replace/);
    expect(tags).toContain('join("", ["owner.", lower(var.owner), ""])');
  });

  test('keeps its id, and as a linked clone the size of its disk', () => {
    const all = cluster({ vmIds: { from: 1000, to: 1999 } });
    addVm(all);
    const { lifecycle } = ofVm(synthesized(all.app, all.stack)) as {
      lifecycle: { precondition: { error_message: string }[] };
    };
    expect(lifecycle.precondition.map(({ error_message }) => error_message.slice(0, 9))).toEqual([
      '[VML034] ', // one template of that name
      '[VML029] ', // as large as the template
      '[VML034] ', // on the storage of the template
      '[VML036] ', // the same VM id
      '[VML034] ', // the same interface of the system disk
      '[VML044] ', // the same channel to the guest
      '[VML034] ', // the same size
    ]);
    const full = cluster();
    addVm(full, { props: { cloneType: 'full' } });
    const other = ofVm(synthesized(full.app, full.stack)) as typeof ofVm extends never
      ? never
      : { lifecycle: { precondition: unknown[] } };
    expect(other.lifecycle.precondition).toHaveLength(4);
  });

  test('asks of its template what it was when the VM was cloned', () => {
    const all = cluster();
    addVm(all);
    const json = synthesized(all.app, all.stack);
    const memory = byPath(json, 'terraform_data')['lab/Web/CloneSource'];
    expect(memory).toMatchObject({
      input: { matches: '${local.Debian_Matches_0496711D}' },
      lifecycle: { ignore_changes: ['input'] },
    });
    const { lifecycle } = ofVm(json) as { lifecycle: { precondition: { condition: string }[] } };
    const conditions = lifecycle.precondition.slice(0, 3).map(({ condition }) => condition);
    for (const condition of conditions) {
      expect(condition).toContain('terraform_data.Web_CloneSource_');
      expect(condition).not.toContain('local.');
    }
  });

  test('hands its firewall, sets, HA and pool on when it is made anew', () => {
    const all = cluster({ highAvailability: true });
    const pool = new ResourcePool(all.stack, 'Pool', { name: 'pool' });
    addVm(all, { props: { pool, availability: { replication: [{ host: 'pve2' }] } } });
    const json = synthesized(all.app, all.stack);
    const address = `${VM}.${String(Object.keys(json.resource[VM] ?? {})[0])}.id`;
    const types = ['firewall_options', 'firewall_rules', 'firewall_ipset'].map(
      (name) => `proxmox_virtual_environment_${name}`,
    );
    for (const type of [
      ...types,
      'proxmox_haresource',
      'proxmox_pool_membership',
      'proxmox_replication',
    ]) {
      const { lifecycle } = only(json, type) as { lifecycle: Record<string, unknown> };
      expect({ type, triggers: lifecycle.replace_triggered_by }).toEqual({
        type,
        triggers: [address],
      });
    }
    // What HA changes is no change of ours.
    const ignored = (type: string): unknown =>
      (only(json, type).lifecycle as Record<string, unknown>).ignore_changes;
    expect([ignored('proxmox_replication'), ignored(types[0] ?? '')]).toEqual([
      ['target'],
      ['node_name'],
    ]);
  });

  test('gets documents of cloud-init as snippets', () => {
    const all = cluster({ snippets: { datastore: 'snippets' } });
    expect(all.pve.driver.guestChannel).toBe('snippet');
    const vm = addVm(all, { guest: { runOnce: ['true'], timezone: 'Europe/Berlin' } });
    const files = byPath(synthesized(all.app, all.stack), 'proxmox_virtual_environment_file');
    const { source_raw, ...place } = files['lab/Web/UserData'] as {
      source_raw: { file_name: string; data: string };
    };
    expect(place).toMatchObject({
      content_type: 'snippets',
      datastore_id: 'snippets',
      node_name: 'pve1',
    });
    expect(source_raw.file_name).toBe(`${vm.uuid}.user-data.yaml`);
    expect(source_raw.data).toMatch(/^#cloud-config\n\{/);
    expect(source_raw.data).toContain('Europe/Berlin');
    expect(Object.keys(files)).toEqual(['lab/Web/NetworkData', 'lab/Web/UserData']);
    expect(vm.hardening.controls.some(({ state }) => state === 'inherited')).toBe(false);
  });

  test('has no firewall where both of its controls are waived', () => {
    const all = cluster();
    const waivers = ['machine.network.firewall', 'machine.network.anti-spoofing'].map(
      (control) => ({
        control,
        reason: 'a test',
        expires: '2027-12-31',
      }),
    );
    const vm = addVm(all, { props: { waivers } });
    expect(Object.keys(vm.resources.all)).toEqual(['machine', 'clone source']);
  });
});

describe('a template', () => {
  test.each([
    ['/srv/images/debian.qcow2', 'proxmox_virtual_environment_file'],
    ['https://images.example/debian.qcow2', 'proxmox_download_file'],
  ])('is made from %s', (image, type) => {
    const all = cluster();
    const template = new Template(all.stack, 'T', {
      templateName: 'debian-12',
      generation: '1',
      image,
      systemDiskSize: Size.gibibytes(4),
      attestedControls: 'baseline',
    });
    addVm({ ...all, template });
    const json = synthesized(all.app, all.stack);
    expect(only(json, type)).toMatchObject({ content_type: 'import', datastore_id: 'local' });
    const made = byPath(json, VM);
    expect(made['lab/T/Resource']).toMatchObject({
      template: true,
      started: false,
      name: 'debian-12-1',
    });
    const [name] =
      Object.entries(json.resource[VM] ?? {}).find(([, vm]) => vm.template === true) ?? [];
    expect(made['lab/Web/Resource']?.clone).toMatchObject({
      node_name: `\${${VM}.${String(name)}.node_name}`,
      vm_id: `\${${VM}.${String(name)}.vm_id}`,
    });
  });
});

describe('what is no VM', () => {
  test('rules name what HA manages, and keep off nodes', () => {
    const all = cluster({ highAvailability: true });
    const members = [addVm(all), addVm(all, { props: { name: 'web-2' } }, 'Two')];
    new PlacementRule(all.stack, 'R', { name: 'apart', kind: 'spread', members });
    new PlacementRule(all.stack, 'S', {
      name: 'off',
      kind: 'hosts',
      hosts: ['pve3', 'pve4'],
      avoid: true,
      members,
    });
    const rules = byPath(synthesized(all.app, all.stack), 'proxmox_harule');
    expect(rules['lab/R/Resource']?.resources).toEqual([
      expect.stringMatching(/^\$\{proxmox_haresource\.Web_.*\.resource_id\}$/) as string,
      expect.stringMatching(/^\$\{proxmox_haresource\.Two_.*\.resource_id\}$/) as string,
    ]);
    expect(rules['lab/S/Resource']?.nodes).toMatch(
      /^\$\{\{for node in data\..*\.names : node => 1 if !contains\(\["pve3", "pve4"\], node\)\}\}$/,
    );
  });

  test('grants share one role of operators, and use those of Proxmox VE otherwise', () => {
    const all = cluster();
    const vm = addVm(all);
    const pool = new ResourcePool(all.stack, 'Pool', { name: 'pool' });
    const grants = [
      { level: 'operator', vm },
      { level: 'operator', pool },
      { level: 'administrator', pool },
      { level: 'viewer', vm },
    ] as const;
    grants.forEach(
      (grant, index) =>
        new AccessGrant(all.stack, `G${String(index)}`, { principal: 'ops', ...grant }),
    );
    const json = synthesized(all.app, all.stack);
    const role = only(json, 'proxmox_virtual_environment_role');
    expect(role.privileges).toEqual([
      'VM.Audit',
      'VM.Console',
      'VM.PowerMgmt',
      'VM.Snapshot',
      'VM.Snapshot.Rollback',
    ]);
    const entries = Object.values(byPath(json, 'proxmox_acl')).map(({ role_id, path }) => [
      role_id,
      path,
    ]);
    expect(entries.map(([id]) => String(id).replace(/^\$.*$/, 'own'))).toEqual([
      'own',
      'own',
      'PVEVMAdmin',
      'PVEAuditor',
    ]);
    expect(entries.map(([, path]) => String(path).split('$')[0])).toEqual([
      '/vms/',
      '/pool/',
      '/pool/',
      '/vms/',
    ]);
  });

  test('pools that exist keep their path', () => {
    const all = cluster();
    const pool = ResourcePool.fromPath(all.stack, 'Existing', { path: 'production/databases' });
    addVm(all, { props: { pool } });
    expect(only(synthesized(all.app, all.stack), 'proxmox_pool_membership').pool_id).toBe(
      'production/databases',
    );
  });

  test('a job for the VMs, one for each pool, and none for nothing', () => {
    const target = { storage: 'pbs', failureDomain: 'site-b' };
    const all = cluster();
    const pool = new ResourcePool(all.stack, 'Pool', { name: 'pool' });
    const inside = addVm(all, { props: { pool } });
    const outside = addVm(all, { props: { name: 'web-2' } }, 'Two');
    BackupPolicy.standard(all.stack, 'B', { target }).protect(inside, outside, pool);
    const jobs = byPath(synthesized(all.app, all.stack), 'proxmox_backup_job');
    expect(jobs['lab/B/full-vms']).toMatchObject({
      for_each: { vms: 'standard' },
      vmid: [
        expect.stringMatching(/^\$\{proxmox_virtual_environment_vm\.Two_.*\.vm_id\}$/) as string,
      ],
    });
    expect(Object.values(jobs['lab/B/full-pools']?.for_each as object)).toEqual([
      expect.stringMatching(/pool_id\}$/) as string,
    ]);
    const none = cluster();
    BackupPolicy.standard(none.stack, 'B', { target });
    const empty = byPath(synthesized(none.app, none.stack), 'proxmox_backup_job');
    expect(Object.values(empty).map(({ for_each }) => for_each)).toEqual([{}, {}, {}, {}]);
  });
});

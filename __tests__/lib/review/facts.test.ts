import { planFacts } from '../../../lib/review';
import { plan, printedPlan } from './support';

describe('the facts of a plan', () => {
  test('of a real one with provisioners and a module', () => {
    const { plan: facts, vms } = planFacts(printedPlan('actions'));
    expect(facts).toEqual({
      errored: false,
      complete: true,
      providers: ['terraform.io/builtin/terraform'],
      executes: [
        { address: 'module.m.terraform_data.each', kind: 'local-exec' },
        { address: 'terraform_data.created', kind: 'file' },
        { address: 'terraform_data.created', kind: 'remote-exec' },
      ],
      // Terraform counts what is imported as part of the state before.
      resources_before: 9,
    });
    expect(vms).toEqual({ before: [], after: [] });
  });

  test('of a real one that ended with an error', () => {
    expect(planFacts(printedPlan('errored')).plan).toMatchObject({
      errored: true,
      complete: false,
    });
  });

  test('name providers of what the configuration no longer has', () => {
    expect(planFacts(printedPlan('delete-three-hypervisors')).plan.providers).toEqual([
      'registry.terraform.io/bpg/proxmox',
      'registry.terraform.io/dmacvicar/libvirt',
      'registry.terraform.io/vmware/vsphere',
      'terraform.io/builtin/terraform',
    ]);
    const foreign = plan([{ address: 'evil_thing.a', provider_name: 'example.com/evil/thing' }]);
    expect(planFacts(foreign).plan.providers).toEqual(['example.com/evil/thing']);
  });

  test('find external data sources, also in modules in modules', () => {
    const external = { address: 'data.external.x', mode: 'data', type: 'external', name: 'x' };
    const inner = { module_calls: { b: { module: { resources: [external] } } } };
    const configuration = {
      root_module: {
        resources: [{ ...external, provisioners: ['strange'] }],
        module_calls: { a: { module: inner } },
      },
    };
    expect(planFacts(plan([], { configuration })).plan.executes).toEqual([
      { address: 'data.external.x', kind: 'external' },
      { address: 'data.external.x', kind: 'unknown' },
      { address: 'module.a.module.b.data.external.x', kind: 'external' },
    ]);
  });

  test('count managed resources of the state, in all modules, or else of the plan', () => {
    const managed = (name: string): object => ({ address: name, mode: 'managed' });
    const root_module = {
      resources: [managed('a'), { mode: 'data' }],
      child_modules: [
        { resources: [managed('b')], child_modules: [{ resources: [managed('c')] }] },
      ],
    };
    expect(
      planFacts(plan([], { prior_state: { values: { root_module } } })).plan.resources_before,
    ).toBe(3);
    const without = plan([
      { address: 'libvirt_pool.a', before: { name: 'a' } },
      { address: 'libvirt_pool.a', before: { name: 'a' }, deposed: 'x' },
      { address: 'libvirt_pool.b', actions: ['create'], after: {} },
    ]);
    expect(planFacts(without).plan.resources_before).toBe(1);
  });
});

describe('the machines of a plan', () => {
  test('are those of the inventory before and after, sorted', () => {
    const { vms } = planFacts(printedPlan('delete-three-hypervisors'));
    expect(vms.before.map(({ vm, hypervisor }) => [vm, hypervisor])).toEqual([
      ['database-01', 'libvirt'],
      ['pdatabase-01', 'proxmox'],
      ['vdatabase-01', 'vsphere'],
    ]);
    expect(vms.after).toEqual([]);
    const changed = planFacts(printedPlan('update-vsphere')).vms;
    const cpus = (list: readonly object[]): unknown => (list[0] as { cpu_count: number }).cpu_count;
    expect([cpus(changed.before), cpus(changed.after)]).toEqual([4, 2]);
  });

  test('are those of the state where the output is not among the changes', () => {
    const outputs = (owner: string): object => ({
      outputs: { vm_inventory: { value: { b: { owner }, a: { owner, vm: 'x' } } } },
    });
    const { vms } = planFacts(
      plan([], { prior_state: { values: outputs('x') }, planned_values: outputs('y') }),
    );
    expect(vms).toEqual({
      before: [
        { vm: 'a', owner: 'x' },
        { vm: 'b', owner: 'x' },
      ],
      after: [
        { vm: 'a', owner: 'y' },
        { vm: 'b', owner: 'y' },
      ],
    });
  });
});

import { judgePlan, type JudgeOptions } from '../../../lib/operations/judge-plan';
import type { PlannedResource, TerraformPlan } from '../../../lib/review/terraform-plan';

const machine = (name: string): string => `vsphere_virtual_machine.${name}`;

function changed(name: string, actions: readonly string[], deposed?: string): PlannedResource {
  const values = { name, disk: [{ label: 'system', size: 4 }] };
  return {
    address: machine(name),
    mode: 'managed',
    type: 'vsphere_virtual_machine',
    name,
    provider_name: 'registry.terraform.io/vmware/vsphere',
    ...(deposed === undefined ? {} : { deposed }),
    change: { actions, before: values, after: actions.includes('create') ? values : null },
  };
}

/** A plan of two VMs, with what their code approves. */
function planOf(
  changes: readonly PlannedResource[],
  approved: Readonly<Record<string, unknown>>,
): TerraformPlan {
  const rows = Object.fromEntries(
    ['web', 'db'].map((vm) => [vm, { address: machine(vm), category: 'lab', owner: 'lab' }]),
  );
  const after = Object.fromEntries(
    Object.entries(rows).map(([vm, row]) => [vm, { ...row, approved_addresses: approved[vm] }]),
  );
  return {
    format_version: '1.2',
    complete: true,
    errored: false,
    resource_changes: changes,
    output_changes: { vm_inventory: { actions: ['update'], before: rows, after } },
  };
}

async function denied(plan: TerraformPlan, options: Partial<JudgeOptions> = {}): Promise<string[]> {
  const { review } = await judgePlan(plan, { stack: 'lab', today: '2026-11-21', ...options });
  return review.policy
    .filter(({ severity }) => severity === 'deny')
    .map(({ rule, subject = '' }) => `${rule} ${subject}`);
}

describe('what code approves of a VM that is made anew', () => {
  const replaced = changed('web', ['delete', 'create']);
  const refused = [`destroy-without-approval ${machine('web')}`];

  it('is its replacement', async () => {
    expect(await denied(planOf([replaced], {}))).toEqual(refused);
    expect(await denied(planOf([replaced], { web: [machine('web')] }))).toEqual([]);
  });

  it('is of its own stack, and of none without a name', async () => {
    const plan = planOf([replaced], { web: [machine('web')] });
    expect(await denied(plan, { stack: undefined })).toEqual(refused);
  });

  it.each([
    ['another VM', { db: [machine('web')] }],
    ['another address', { web: [machine('db'), machine('Web'), `${machine('web')}[0]`, '*'] }],
    ['no list', { web: machine('web') }],
    ['a list of something else', { web: [{ address: machine('web') }, null, 1] }],
  ])('is nothing where it names %s', async (_, approved) => {
    expect(await denied(planOf([replaced], approved))).toEqual(refused);
  });

  it.each([
    ['a delete', changed('web', ['delete'])],
    ['a deposed object', changed('web', ['delete'], 'abcd1234')],
    ['forgetting', changed('web', ['forget'])],
  ])('is not %s', async (_, change) => {
    expect(await denied(planOf([change], { web: [machine('web')] }))).toEqual(refused);
  });
});

/**
 * A generation of a template, rolled out on a real libvirt: what is replaced, what stays, and what is refused. The guests
 * have empty disks: no system boots.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformEnvironment } from '../../lab/engines/terraform';
import {
  labInstance,
  removeVtpmState,
  startHypervisor,
  stopHypervisor,
  type LabInstance,
} from '../../lab/hypervisor';
import { repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';
import { removeOrphans } from '../../lab/reconcile';
import { Terraform, type SavedPlan } from '../../lab/terraform';
import type { CloneSetShape } from './clone-set-app';

jest.setTimeout(300_000);

const quiet = (): undefined => undefined;

describe('a clone set on libvirt', () => {
  const out = mkdtempSync(join(tmpdir(), 'clone-set-'));
  const instance: LabInstance = labInstance(`clones-${String(process.pid)}`);
  const image = join(instance.stateFolder, 'empty.qcow2');
  const address = {
    blue: ['libvirt_domain.Shop_blue_', 'libvirt_volume.Shop_blue_SystemDisk_'],
    green: ['libvirt_domain.Shop_green_', 'libvirt_volume.Shop_green_SystemDisk_'],
  } as const;
  const first: CloneSetShape = {
    image,
    templates: ['g1'],
    template: 'g1',
    members: ['blue', 'green'],
  };
  const both: CloneSetShape = { ...first, templates: ['g1', 'g2'] };
  let environment: NodeJS.ProcessEnv & { readonly TERRAFORM_BINARY_NAME: string };
  let terraform: Terraform;
  let approved: Readonly<Record<'blue' | 'green', readonly string[]>>;
  let uuids: readonly string[] = [];

  beforeAll(async () => {
    environment = {
      ...(await terraformEnvironment(['libvirt'], { onProgress: quiet })),
      VM_LIFECYCLE_LAB_INSTANCE: instance.name,
      CDKTF_OUTDIR: out,
    };
    await startHypervisor(instance, { onProgress: quiet });
    mkdirSync(instance.stateFolder, { recursive: true });
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', image, '64M']);
  });

  afterAll(async () => {
    await removeOrphans(instance, []);
    removeVtpmState(instance, uuids);
    await stopHypervisor(instance);
    rmSync(out, { recursive: true, force: true });
    rmSync(instance.root, { recursive: true, force: true });
  });

  const synth = async (shape: CloneSetShape): Promise<string> => {
    const { code, stderr } = await run(
      process.execPath,
      ['--require', 'tsx/cjs', '__tests__/e2e/clone-set-app.ts'],
      {
        cwd: repositoryRoot,
        env: { ...environment, E2E_CLONE_SET: JSON.stringify(shape) },
        allow: [2],
      },
    );
    return code === 0 ? '' : stderr;
  };
  const planned = async (shape: CloneSetShape): Promise<SavedPlan> => {
    expect(await synth(shape)).toBe('');
    await terraform.init();
    return terraform.plan();
  };
  const apply = async (shape: CloneSetShape): Promise<void> => {
    await terraform.apply(await planned(shape));
  };
  const replaced = (changes: SavedPlan['changes']): string[] =>
    changes
      .filter(({ actions }) => actions.includes('delete'))
      .map((change) => change.address.replace(/_[0-9A-F]{8}$/, '_'))
      .sort();
  const volume = (name: string): string =>
    join(instance.imagesFolder, 'guests', `shop-${name}.qcow2`);
  const backing = async (member: string): Promise<string | undefined> => {
    const { stdout } = await run('qemu-img', [
      'info',
      '--force-share',
      '--output=json',
      volume(`${member}.system`),
    ]);
    return (JSON.parse(stdout) as Record<string, string>)['backing-filename']?.split('/').at(-1);
  };
  const digest = (member: string): string =>
    createHash('sha256')
      .update(readFileSync(volume(`${member}.data`)))
      .digest('hex');
  const recorded = async (): Promise<Record<string, unknown>> => {
    const rows = (await terraform.output('vm_inventory')) as Record<string, { template: unknown }>;
    return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.template]));
  };
  const full = (member: 'blue' | 'green'): readonly string[] =>
    address[member].map((prefix) => {
      const names = JSON.parse(
        readFileSync(join(out, 'stacks', 'clones', 'cdk.tf.json'), 'utf8'),
      ) as { resource: Record<string, Record<string, unknown>> };
      const all = Object.entries(names.resource).flatMap(([type, byName]) =>
        Object.keys(byName).map((name) => `${type}.${name}`),
      );
      const [found = ''] = all.filter(
        (one) => one.startsWith(prefix) && /^[0-9A-F]{8}$/.test(one.slice(prefix.length)),
      );
      return found;
    });

  test('is made of linked clones, and then plans nothing', async () => {
    terraform = new Terraform(join(out, 'stacks', 'clones'), environment);
    await apply(first);
    approved = { blue: full('blue'), green: full('green') };
    uuids = await Promise.all(
      ['blue', 'green'].map(async (name) => {
        const { stdout } = await run('virsh', [
          '-q',
          '-c',
          instance.uri,
          'domuuid',
          `shop-${name}`,
        ]);
        return stdout.trim();
      }),
    );
    expect(await backing('blue')).toBe('base-g1.qcow2');
    expect(await recorded()).toEqual({ 'shop-blue': 'base-g1', 'shop-green': 'base-g1' });
    expect((await planned(first)).changes).toEqual([]);
  });

  test('is used by another stack', async () => {
    const monitoring = new Terraform(join(out, 'stacks', 'monitoring'), environment);
    await monitoring.init();
    await monitoring.apply(await monitoring.plan());
    expect(await monitoring.output('members')).toEqual({
      'shop-blue': uuids[0],
      'shop-green': uuids[1],
    });
    expect((await monitoring.plan()).changes).toEqual([]);
  });

  test('keeps its members when the generation of the set changes', async () => {
    const { changes } = await planned({ ...both, template: 'g2', previous: ['g1'] });
    expect(changes.map(({ actions }) => actions)).toEqual([['create'], ['create']]);
    expect(replaced(changes)).toEqual([]);
  });

  test('refuses a plan where the generation of its members is no longer declared', async () => {
    expect(await synth({ ...both, templates: ['g2'], template: 'g2' })).toBe('');
    await terraform.init();
    const refused = await terraform.plan().then(() => 'planned', String);
    expect(refused.replace(/[│\s]+/g, ' ')).toContain(
      'a template that still has linked clones stays declared',
    );
  });

  test('rolls a generation out to one member, at its approved addresses only', async () => {
    const rollout = { to: 'g2', members: ['blue'], approvedAddresses: approved.blue };
    const data = { blue: digest('blue'), green: digest('green') };
    const refused = await synth({ ...both, rollout: { to: 'g2', members: ['blue'] } });
    for (const needed of approved.blue) expect(refused).toContain(needed);

    const plan = await planned({ ...both, rollout });
    expect(replaced(plan.changes)).toEqual(
      [...address.blue, 'terraform_data.Shop_blue_Generation_', ...locks('blue')].sort(),
    );
    await apply({ ...both, rollout });
    expect(await backing('blue')).toBe('base-g2.qcow2');
    expect(await backing('green')).toBe('base-g1.qcow2');
    expect({ blue: digest('blue'), green: digest('green') }).toEqual(data);
    expect(await recorded()).toEqual({ 'shop-blue': 'base-g2', 'shop-green': 'base-g1' });
    expect((await planned({ ...both, rollout })).changes).toEqual([]);
  });

  test('guards what was done again, and goes on with the next batch', async () => {
    const rollout = {
      to: 'g2',
      members: ['blue', 'green'],
      done: ['blue'],
      approvedAddresses: approved.green,
    };
    const plan = await planned({ ...both, rollout });
    expect(replaced(plan.changes)).toEqual(
      [...address.green, 'terraform_data.Shop_green_Generation_', ...locks('green')].sort(),
    );
    await apply({ ...both, rollout });
    const done = { ...both, template: 'g2', previous: ['g1'] };
    // The inventory no longer lists what was approved for the roll-out.
    expect((await planned(done)).changes).toEqual([
      { address: 'output.vm_inventory', actions: ['update'] },
    ]);
  });

  test('lets the old generation go once nothing is cloned from it', async () => {
    const plan = await planned({ ...both, templates: ['g2'], template: 'g2' });
    expect(replaced(plan.changes)).toEqual([
      'libvirt_volume.Base-g1_',
      'terraform_data.Base-g1_Generation_',
    ]);
    await terraform.apply(plan);
    expect(existsSync(join(instance.imagesFolder, 'guests', 'base-g1.qcow2'))).toBe(false);
  });

  test('promotes a member to a full clone, which has no parent', async () => {
    const shape = { ...first, templates: ['g2'], template: 'g2' };
    const promote = { members: ['blue'], approvedAddresses: approved.blue };
    await apply({ ...shape, promote });
    expect(await backing('blue')).toBeUndefined();
    expect(await backing('green')).toBe('base-g2.qcow2');
    expect((await planned({ ...shape, promote })).changes).toEqual([]);
  });
});

/** With a new disk, its place and its size are free again. */
function locks(member: string): string[] {
  return ['Place', 'Size'].map((lock) => `terraform_data.Shop_${member}_SystemDisk_${lock}_`);
}

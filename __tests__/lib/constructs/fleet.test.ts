import { TerraformStack, type App } from 'cdktf';
import { Construct } from 'constructs';
import { BackupPolicy, fleetProblems, synthesize, VmLifecycleError, vmsOf } from '../../../lib';
import { ClusterHypervisor } from './cluster-hypervisor';
import { addVm, cleanUp, filesOf, lab, newApp, problemsOf, textsOf } from './support';

cleanUp();

const clashing = { macAddress: '52:54:00:00:00:01', address: '10.0.0.9' };

/** Two stacks of one environment: the second VM has the name (in capitals), IP and MAC address of the first. */
function twoStacks(second: Record<string, unknown> = {}, nic: object = clashing): App {
  const app = newApp();
  const environment = { name: 'shop', category: 'lab' } as const;
  const blue = lab({ app, id: 'blue', ...environment });
  const green = lab({ app, id: 'green', ...environment });
  addVm(blue.stack, blue.template, { nic: clashing });
  addVm(green.stack, green.template, {
    nic: { ...nic },
    props: { name: 'WEB-1', ...second },
    guest: { hostname: 'web-1b' },
  });
  return app;
}

const clashes = [
  '[VML007] green/Web.name: got "WEB-1"; a VM name is used once, whatever its case; blue/Web.name has it; rename one of them',
  '[VML009] green/Web.networks[0].address: got "10.0.0.9"; a static IP address is used once; blue/Web.networks[0].address has it; give one of them another address',
  '[VML015] green/Web.networks[0].macAddress: got "52:54:00:00:00:01"; a MAC address is used once; blue/Web.networks[0].macAddress has it; give one of them a macAddress of its own',
];

describe('VMs of two stacks', () => {
  test('that clash fail in synthesize with all problems, and nothing is written', () => {
    const app = twoStacks();
    expect(
      textsOf(() => {
        synthesize(app);
      }),
    ).toEqual(clashes);
    expect(filesOf(app)).toEqual([]);
  });

  test('that clash fail in plain app.synth() with all problems, and nothing is written', () => {
    const app = twoStacks();
    let message = '';
    try {
      app.synth();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(clashes.filter((text) => !message.includes(text))).toEqual([]);
    expect(filesOf(app)).toEqual([]);
  });

  test('that clash keep a stack without VMs from being written too', () => {
    const app = newApp();
    new TerraformStack(app, 'first');
    const { stack, template } = lab({ app });
    addVm(stack, template);
    addVm(stack, template, {}, 'Again');
    expect(() => {
      app.synth();
    }).toThrow('[first] [VML007] lab/Again.name');
    expect(filesOf(app)).toEqual([]);
  });

  test('that do not clash synthesize', () => {
    const nic = { macAddress: '52:54:00:00:00:02', address: '10.0.0.10' };
    const app = twoStacks({ name: 'web-2' }, nic);
    expect(
      problemsOf(() => {
        synthesize(app);
      }),
    ).toEqual([]);
    expect(
      filesOf(app)
        .map((file) => file.slice(app.outdir.length + 1))
        .filter((file) => !file.includes('/generated/'))
        .sort(),
    ).toEqual(['manifest.json', 'stacks/blue/cdk.tf.json', 'stacks/green/cdk.tf.json']);
  });

  test('are listed in the order in which they were made', () => {
    const app = twoStacks();
    expect(vmsOf(app).map((vm) => vm.node.path)).toEqual(['blue/Web', 'green/Web']);
    const stacks = app.node.children;
    expect(stacks.map((stack) => vmsOf(stack).map((vm) => vm.node.path))).toEqual([
      ['blue/Web'],
      ['green/Web'],
    ]);
    expect(fleetProblems(app)).toHaveLength(clashes.length);
  });

  test('are a fleet of one app only', () => {
    twoStacks();
    const { app, stack, template } = lab();
    addVm(stack, template, { nic: clashing });
    expect(fleetProblems(app)).toEqual([]);
  });
});

test('an error of the framework stays what it is', () => {
  const app = newApp();
  const stack = new TerraformStack(app, 'broken');
  stack.node.addValidation({ validate: () => ['something else'] });
  const run = (): void => {
    synthesize(app);
  };
  expect(run).toThrow('[broken] something else');
  expect(run).not.toThrow(VmLifecycleError);
});

describe('VM ids on one Proxmox', () => {
  const ranged = (app: App, id: string, from: number, to: number, vmId: number): void => {
    const all = lab({ app, id, category: 'lab' });
    const options = { endpointKey: 'https://pve:8006', vmIds: { from, to } };
    const hypervisor = new ClusterHypervisor(new Construct(all.stack, 'Site'), 'Pve', options);
    addVm(all.stack, all.template, { props: { name: id, hypervisor, location: { vmId } } });
  };

  test('fail when two stacks have one, or ranges that overlap (case 36)', () => {
    const app = newApp();
    ranged(app, 'blue', 100, 200, 150);
    ranged(app, 'green', 200, 300, 150);
    expect(
      textsOf(() => {
        synthesize(app);
      }),
    ).toEqual([
      '[VML036] green/Site/Pve.vmIds: got 200 to 300; ranges of VM ids do not overlap; blue/Site/Pve.vmIds has 100 to 200; give each stack a range of its own',
      '[VML036] green/Web.location.vmId: got "150"; a VM id is used once per hypervisor; blue/Web.location.vmId has it; give one of them another id',
    ]);
  });

  test('pass when they differ', () => {
    const app = newApp();
    ranged(app, 'blue', 100, 199, 150);
    ranged(app, 'green', 200, 300, 250);
    expect(
      problemsOf(() => {
        synthesize(app);
      }),
    ).toEqual([]);
  });
});

describe('a production VM', () => {
  const production = (id: string, environment: object): string[] => {
    const { app, stack, template } = lab({ id, withoutBackup: undefined, ...environment });
    addVm(stack, template);
    return textsOf(() => {
      synthesize(app);
    });
  };
  const withoutBackup = { reason: 'a test', expires: '2026-11-21', vms: ['web-1'] };

  test('fails without a backup policy, unless its environment accepts that', () => {
    const text =
      '[VML058] production/Web.backupPolicy: got nothing; a production VM has a backup policy; protect it with a BackupPolicy, or name the VM in environment.withoutBackup with reason, expires and vms';
    expect(production('production', {})).toEqual([text]);
    const expired = { ...withoutBackup, expires: '2026-11-20' };
    expect(production('production', { withoutBackup: expired })).toEqual([text]);
    expect(production('production', { withoutBackup })).toEqual([]);
    expect(production('staging', {})).toEqual([]);
  });

  test('fails when its policy was taken out again', () => {
    const { app, stack, template } = lab({ id: 'production', withoutBackup: undefined });
    const vm = addVm(stack, template);
    const target = { storage: '/srv/backup', failureDomain: 'elsewhere' };
    BackupPolicy.standard(stack, 'Backup', { target }).protect(vm);
    expect(fleetProblems(app)).toEqual([]);
    stack.node.tryRemoveChild('Backup');
    expect(fleetProblems(app).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'VML058 production/Web.backupPolicy',
    ]);
  });
});

/** `vm-lifecycle attest` on the simulated vCenter and Proxmox VE, whose settings somebody changes behind the back. */
import { rmSync } from 'node:fs';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance } from '../../lab/hypervisor';
import { proxmoxEnvironment, startProxmox, stopProxmox } from '../../lab/proxmox';
import {
  readVcenter,
  startVcenter,
  stopVcenter,
  vcenterEnvironment,
  type VcenterConnection,
} from '../../lab/vcenter';
import { ProxmoxApi, proxmoxApiProps } from '../../lib/drivers/proxmox/api';
import { findMachine as findOnVsphere } from '../../lib/drivers/vsphere/find-machine';
import { VsphereApi, vsphereApiProps } from '../../lib/drivers/vsphere/soap';
import { CommandLineProject, type CommandResult } from './command-line-project';

jest.setTimeout(300_000);

const program = (attested: string, end = 'synthesize(app)'): string => `
import { App } from 'cdktf';
import { EnvironmentStack, HardenedVm, Network, runApp, Size, synthesize, Template } from 'vm-lifecycle';
import { ProxmoxHypervisor } from '${process.cwd()}/lib/drivers/proxmox';
import { VsphereHypervisor } from '${process.cwd()}/lib/drivers/vsphere';
import { guestDefaults } from '${process.cwd()}/stacks/guests';
runApp(() => {
  const app = new App();
  const [vsphere, proxmox] = ['vsphere', 'proxmox'].map(
    (id) => new EnvironmentStack(app, id, { category: 'lab', owner: 'team', guestDefaults }),
  ) as [EnvironmentStack, EnvironmentStack];
  const template = {
    templateName: 'debian-12',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  };
  const shape = { purpose: 'a test', cpuCount: 1, memory: Size.gibibytes(1), guest: {} };
  new VsphereHypervisor(vsphere, 'Vcenter', {
    providerVersion: '2.1.1',
    datacenter: 'DC0',
    cluster: 'DC0_C0',
    datastore: 'LocalDS_0',
  });
  new HardenedVm(vsphere, 'Web', {
    ...shape,
    name: 'vweb-01',
    template: Template.fromName(vsphere, 'T', {
      ...template, existingName: 'debian-12-20261101', ${attested}
    }),
    networks: [{ network: Network.fromName(vsphere, 'N', { networkName: 'production' }) }],
    waivers: [{ control: 'machine.tpm', reason: 'provider 2.1.1', expires: '2028-06-30' }],
  });
  new ProxmoxHypervisor(proxmox, 'Cluster', { node: 'pve1', datastore: 'ceph-vms' });
  new HardenedVm(proxmox, 'Web', {
    ...shape,
    name: 'pweb-01',
    template: Template.fromVmId(proxmox, 'T', {
      ...template, vmId: 9000, attestedControls: 'baseline',
    }),
    networks: [
      { network: Network.fromBridge(proxmox, 'N', { networkName: 'vmbr0', cidr: '198.51.100.0/24' }) },
    ],
  });
  ${end};
});
`;
const baseline = "attestedControls: 'baseline'";

interface Attested {
  readonly passed: boolean;
  readonly summary: { met: number; unmet: number; waived: number; notAsked: number };
  readonly machines: {
    name: string;
    uuid: string;
    hypervisor: string;
    notAsked?: string;
    guestNotAsked?: string;
    controls: { control: string; scope: string; met: boolean; state: string; observed?: string }[];
  }[];
}

const instance = labInstance(`attest-${String(process.pid)}`);
const project = new CommandLineProject(program(baseline));
let environment: NodeJS.ProcessEnv;
let vcenter: VcenterConnection;
let vsphere: VsphereApi;
let proxmox: ProxmoxApi;

const run = (...args: string[]): Promise<CommandResult> => project.run(args, environment);
const attest = async (...args: string[]): Promise<Attested & { code: number }> => {
  const { code, stdout, stderr } = await run('attest', '--json', ...args);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Attested) };
};
const findings = ({ machines }: Attested): string[] =>
  machines.flatMap(({ name, controls }) =>
    controls
      .filter(({ met }) => !met)
      .map(({ control, observed = 'not observed' }) => `${name} ${control}: ${observed}`),
  );

beforeAll(async () => {
  vcenter = await startVcenter(instance);
  const reached = {
    ...vcenterEnvironment(vcenter),
    ...proxmoxEnvironment(await startProxmox(instance)),
  };
  environment = { ...(await terraformEnvironment(['proxmox', 'vsphere'])), ...reached };
  vsphere = new VsphereApi(vsphereApiProps(reached));
  proxmox = new ProxmoxApi(proxmoxApiProps(reached));
  await proxmox.send('PUT', 'cluster/firewall/options', { enable: 1 });
});

afterAll(async () => {
  await vsphere.close();
  proxmox.close();
  await stopVcenter(instance);
  await stopProxmox(instance);
  project.remove();
  rmSync(instance.root, { recursive: true, force: true });
});

test('a machine that is not deployed was not asked', async () => {
  const found = await attest('vsphere');
  expect(found).toMatchObject({
    code: 1,
    passed: false,
    machines: [{ name: 'vweb-01', notAsked: 'it is not deployed: apply its stack' }],
  });
  expect(found.summary).toMatchObject({ met: 0, unmet: 0 });
});

test('all controls of what was applied are met', async () => {
  expect(await run('plan')).toMatchObject({ code: 0 });
  project.commit('plan');
  const applied = await run('apply', '--approved-branch', 'main');
  expect(applied).toMatchObject({ code: 0 });
  const found = await attest();
  expect({ code: found.code, unmet: findings(found) }).toEqual({
    code: 0,
    unmet: [],
  });
  expect(found).toMatchObject({ passed: true, summary: { unmet: 0, waived: 1, notAsked: 0 } });
  for (const { controls } of found.machines) {
    const machine = controls.filter(({ scope }) => scope === 'machine');
    expect(machine.length).toBeGreaterThan(10);
    expect(machine.filter(({ state }) => !['set', 'waived'].includes(state))).toEqual([]);
    // The simulators have no guests: what is inside comes with the template, and is not said to be observed.
    const guest = controls.filter(({ scope }) => scope === 'guest');
    expect(new Set(guest.map(({ state }) => state))).toEqual(new Set(['inherited']));
  }
  const people = await run('attest');
  expect(people.stdout).toMatch(
    /^Attestation of 2 machines: \d+ controls met, 0 not met, 1 waived, 0 not asked\n$/,
  );
  expect((await run('attest', '--all')).stdout).toMatch(/vweb-01 +machine\.tpm +waived/);
});

test('what was changed behind the back is found, and named', async () => {
  const [onProxmox, onVsphere] = (await attest()).machines;
  // vCenter gives machines UUIDs of its own.
  const { virtualMachines } = await readVcenter(vcenter);
  const id = virtualMachines.find(({ name }) => name === onVsphere!.name)!.uuid;
  const machine = await findOnVsphere(vsphere, { ...onVsphere!, id });
  const instances = await proxmox.get<{ vmid: number; node: string; name: string }[]>(
    'cluster/resources?type=vm',
  );
  const { node, vmid } = instances.find(({ name }) => name === onProxmox!.name)!;
  const path = `nodes/${node}/qemu/${String(vmid)}`;

  const copy = async (value: string): Promise<void> => {
    const types = {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
      '@xsi:type': 'xsd:string',
    };
    const option = {
      key: 'isolation.tools.copy.disable',
      value: { ...types, '#text': value },
    };
    await vsphere.task('ReconfigVM_Task', machine!, { spec: { extraConfig: option } });
  };
  await copy('FALSE');
  await proxmox.send('PUT', `${path}/firewall/options`, { macfilter: 0 });
  const found = await attest();
  expect({ code: found.code, unmet: findings(found) }).toEqual({
    code: 3,
    unmet: [
      expect.stringMatching(/^pweb-01 machine\.[a-z.-]+: .*firewall\.options\.macfilter is 0/),
      expect.stringMatching(/^vweb-01 machine\.[a-z.-]+: isolation\.tools\.copy\.disable is FALSE/),
    ],
  });
  const people = await run('attest', 'vsphere');
  expect(people.code).toBe(3);
  expect(people.stdout).toMatch(/vweb-01 +machine\.\S+ +not met .*copy\.disable is FALSE/);

  await copy('TRUE');
  await proxmox.send('PUT', `${path}/firewall/options`, { macfilter: 1 });
  expect(await attest()).toMatchObject({ code: 0 });
});

test('a guest that nobody can ask is said to be not asked', async () => {
  project.program(program(''));
  const found = await attest('vsphere');
  expect(found).toMatchObject({ code: 1, passed: false, summary: { unmet: 0 } });
  expect(found.summary.notAsked).toBeGreaterThan(30);
  expect(found.machines[0]?.guestNotAsked).toContain('an account of the guest');
  const people = await run('attest', 'vsphere');
  expect(people.stdout).toMatch(/! vweb-01: \d+ controls were not asked about: vSphere looks into/);
  expect(await attest('vsphere', '--machine-only')).toMatchObject({ code: 0, passed: true });
});

test('an app that does not say what it expects is told how to', async () => {
  project.program(program(baseline, 'app.synth()'));
  const refused = await run('attest');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(
    '[VML071] cdktf.json.app: got app.synth(); the app itself says what it expects of its machines; replace app.synth() by synthesize(app) of vm-lifecycle',
  );
});

test('a hypervisor that does not answer is said, without its credentials', async () => {
  project.program(program(baseline));
  const { code, stdout, stderr } = await project.run(['attest', 'proxmox'], {
    ...environment,
    PROXMOX_VE_API_TOKEN: 'root@pam!x=canary-77aa',
  });
  expect({ code, stderr }).toMatchObject({ code: 1 });
  expect(stdout).toContain('! pweb-01 was not asked: ');
  expect(stdout + stderr).not.toContain('canary');
});

/** Texts that Terraform could take for expressions, on vSphere and Proxmox VE: they arrive as they were written. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { App } from 'cdktf';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance } from '../../lab/hypervisor';
import { proxmoxEnvironment, readProxmox, startProxmox, stopProxmox } from '../../lab/proxmox';
import { run } from '../../lib/operations/process';
import { readVcenter, startVcenter, stopVcenter, vcenterEnvironment } from '../../lab/vcenter';
import {
  BackupPolicy,
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  synthesize,
  Template,
  todayContext,
} from '../../lib';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { VsphereHypervisor } from '../../lib/drivers/vsphere';
import { guestDefaults } from '../../stacks/guests';

jest.setTimeout(300_000);

const hostile = '${file("/hostile")} %{ if true }hostile%{ endif } $${x} "quoted"';

/** One VM on each, and every text hostile that may be any text. */
function hostileStacks(outdir: string): void {
  const app = new App({ outdir, context: { [todayContext]: '2026-11-21' } });
  const stacks = ['vsphere', 'proxmox'].map(
    (id) => new EnvironmentStack(app, id, { category: 'lab', owner: hostile, guestDefaults }),
  );
  const [vsphere, proxmox] = stacks as [EnvironmentStack, EnvironmentStack];
  const template = {
    templateName: 'debian-12',
    generation: '20261115',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  } as const;
  const vm = (
    stack: EnvironmentStack,
    rest: Pick<ConstructorParameters<typeof HardenedVm>[2], 'template' | 'networks'> &
      Partial<ConstructorParameters<typeof HardenedVm>[2]>,
  ): HardenedVm =>
    new HardenedVm(stack, 'Hostile', {
      name: `${stack.node.id}-01`,
      purpose: hostile,
      cpuCount: 1,
      memory: Size.gibibytes(1),
      guest: {},
      ...rest,
      tags: { [hostile]: hostile, empty: '' },
    });
  new VsphereHypervisor(vsphere, 'Vcenter', {
    providerVersion: '2.1.1',
    datacenter: 'DC0',
    cluster: 'DC0_C0',
    datastore: 'LocalDS_0',
    // vCenter escapes "%" in the names of folders.
    folder: { path: '${file("hostile")}' },
    tagging: { prefix: '${file("/prefix")}' },
  });
  vm(vsphere, {
    template: Template.fromName(vsphere, 'T', { ...template, existingName: 'debian-12-20261115' }),
    networks: [{ network: Network.fromName(vsphere, 'N', { networkName: 'production' }) }],
    guest: { runOnce: [hostile] },
    waivers: [{ control: 'machine.tpm', reason: hostile, expires: '2028-06-30' }],
  });
  new ProxmoxHypervisor(proxmox, 'Cluster', { node: 'pve1', datastore: 'ceph-vms' });
  const machine = vm(proxmox, {
    template: Template.fromVmId(proxmox, 'T', { ...template, vmId: 9001 }),
    networks: [
      {
        network: Network.fromBridge(proxmox, 'N', {
          networkName: 'vmbr0',
          cidr: '198.51.100.0/24',
        }),
      },
    ],
  });
  BackupPolicy.standard(proxmox, 'Backup', {
    target: { storage: 'backup', failureDomain: hostile },
  }).protect(machine);
  synthesize(app);
}

describe('hostile texts', () => {
  const instance = labInstance(`hostile-${String(process.pid)}`);
  const out = mkdtempSync(join(tmpdir(), 'hostile-'));
  let vcenter: Awaited<ReturnType<typeof readVcenter>>;
  let proxmox: Awaited<ReturnType<typeof readProxmox>>;

  beforeAll(async () => {
    const connections = [await startVcenter(instance), await startProxmox(instance)] as const;
    const env = {
      ...(await terraformEnvironment(['proxmox', 'vsphere'])),
      ...vcenterEnvironment(connections[0]),
      ...proxmoxEnvironment(connections[1]),
    };
    // The states lie beside the output.
    hostileStacks(join(out, 'cdktf.out'));
    for (const stack of ['vsphere', 'proxmox']) {
      const options = { cwd: join(out, 'cdktf.out', 'stacks', stack), env };
      await run(env.TERRAFORM_BINARY_NAME, ['init', '-input=false', '-no-color'], options);
      await run(
        env.TERRAFORM_BINARY_NAME,
        ['apply', '-auto-approve', '-input=false', '-no-color'],
        options,
      );
      const again = await run(
        env.TERRAFORM_BINARY_NAME,
        ['plan', '-detailed-exitcode', '-input=false', '-no-color'],
        { ...options, allow: [2] },
      );
      expect({ stack, code: again.code, text: again.code === 0 ? '' : again.stdout }).toEqual({
        stack,
        code: 0,
        text: '',
      });
    }
    vcenter = await readVcenter(connections[0]);
    proxmox = await readProxmox(connections[1]);
  });

  afterAll(async () => {
    await stopVcenter(instance);
    await stopProxmox(instance);
    for (const folder of [out, instance.root]) rmSync(folder, { recursive: true, force: true });
  });

  test('arrive on vSphere as they were written', () => {
    const vm = vcenter.virtualMachines.find(({ name }) => name === 'vsphere-01');
    expect(vm?.customValues).toMatchObject({ owner: hostile, purpose: hostile });
    expect(vm?.folder).toContain('${file("hostile")}');
    expect(vm?.tags).toContain(`\${file("/prefix")}${hostile}:${hostile}`);
    const { 'guestinfo.userdata': data = '', 'guestinfo.userdata.encoding': encoding = '' } =
      vm?.extraConfig ?? {};
    const bytes = Buffer.from(data, 'base64');
    const text = (encoding.startsWith('gzip') ? gunzipSync(bytes) : bytes).toString();
    expect(JSON.parse(text.replace(/^#cloud-config\n/, ''))).toMatchObject({
      runcmd: expect.arrayContaining([expect.stringContaining('${file("/hostile")}')]) as unknown,
    });
  });

  test('arrive on Proxmox VE as they were written; its tags keep the characters that they may have', () => {
    const vm = proxmox.virtualMachines.find(({ name }) => name === 'proxmox-01');
    expect(vm?.config.description).toContain(hostile);
    expect(String(vm?.config.tags)).toMatch(/^[a-z0-9_+.;-]+$/);
  });
});

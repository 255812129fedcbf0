import { Terraform } from '../../lab/terraform';
import { labStack } from '../../lab/stack';
import { agentOf, attestation, attestVm, waitForGuest } from '../../lab/verify/attest';
import { isMet } from '../../lib/hardening/attestation';
import { checkTraffic } from '../../lab/verify/traffic';
import type { LabStack } from '../../stacks/lab';
import { targets, vmsOn } from '../../lab/targets';
import { proxmoxStatus, readProxmox } from '../../lab/proxmox';
import { readVcenter, vcenterStatus } from '../../lab/vcenter';
import { vmsOf } from '../../lib';
import { proxmoxDeclared, proxmoxFacts, vcenterDeclared, vcenterFacts } from './read-back';
import { TestLab } from './support';
import { join } from 'node:path';

/** Two guests boot in emulation on two cores, next to the guest of another file. */
jest.setTimeout(1_800_000);

interface AttestJson {
  readonly passed: boolean;
  readonly machines: readonly {
    readonly name: string;
    readonly controls: readonly {
      readonly control: string;
      readonly scope: string;
      readonly state: string;
      readonly met: boolean;
    }[];
  }[];
}

const flags = ['--auto-approve', '--skip-provider-lock'];

describe('the lab, from nothing to nothing', () => {
  let lab: TestLab;
  let stack: LabStack;

  beforeAll(async () => {
    lab = await TestLab.start('e2e');
    stack = labStack({ instance: lab.instance.name });
  });

  const inDatabase = async (command: string): Promise<string> => {
    const result = await agentOf(stack.database, lab.instance).execute(['/bin/sh', '-c', command], {
      timeoutSeconds: 120,
    });
    expect({ command, ...result }).toMatchObject({ exitCode: 0 });
    return result.stdout.trim();
  };
  const plan = async (): Promise<Terraform> =>
    Promise.resolve(new Terraform(join(lab.out, 'stacks', 'lab'), lab.environment));
  const identity = async (): Promise<unknown> => ({
    uuid: await lab.virsh('domuuid', 'database-01'),
    interfaces: (await lab.virsh('domiflist', 'database-01')).match(
      /([0-9a-f]{2}:){5}[0-9a-f]{2}/g,
    ),
    machineId: await inDatabase('cat /etc/machine-id'),
    hostKeys: await inDatabase('cat /etc/ssh/ssh_host_*_key.pub'),
  });
  let before: unknown;

  test('plain cdktf deploys it, and both guests come up', async () => {
    const deployed = await lab.cdktf(['deploy', 'lab', ...flags]);
    expect(deployed.stdout).toContain('Apply complete');
    await Promise.all(
      [stack.web, stack.database].map((vm) => waitForGuest(vm, lab.instance, () => undefined)),
    );
  });

  test('Secure Boot is on, as read from inside the guests', async () => {
    for (const vm of [stack.web, stack.database]) {
      const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
      const read = await agentOf(vm, lab.instance).execute([
        'od',
        '-An',
        '-t',
        'u1',
        '-j4',
        '-N1',
        variable,
      ]);
      expect(read.stdout.trim()).toBe('1');
    }
  });

  test.each(['web', 'database'] as const)(
    'every control is observed as set on %s',
    async (name) => {
      const rows = await attestVm(stack[name], lab.instance);
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.filter((row) => !isMet(row))).toEqual([]);
      expect(rows.filter((row) => row.state === 'waived')).toEqual([]);
    },
  );

  test('vm-lifecycle attest finds what was changed inside a guest, and names it', async () => {
    const attest = async (): Promise<AttestJson & { code: number }> => {
      const { code, stdout, stderr } = await lab.vmLifecycle(['attest', 'lab', '--json']);
      expect({ code, stderr: code === 0 || code === 3 ? '' : stderr }).toMatchObject({
        stderr: '',
      });
      return { code, ...(JSON.parse(stdout) as AttestJson) };
    };
    const unmet = ({ machines }: AttestJson): string[] =>
      machines.flatMap(({ name, controls }) =>
        controls.filter(({ met }) => !met).map(({ control }) => `${name} ${control}`),
      );
    const before = await attest();
    expect({ code: before.code, unmet: unmet(before) }).toEqual({ code: 0, unmet: [] });
    expect(before.machines).toHaveLength(vmsOf(stack.node.root).length);
    // Read from inside, and not believed of the template.
    const [database] = before.machines.filter(({ name }) => name === 'database-01');
    const inside = database!.controls.filter(({ scope }) => scope === 'guest');
    expect(inside.length).toBeGreaterThan(30);
    expect(inside.filter(({ state }) => state !== 'set')).toEqual([]);

    const file = '/etc/ssh/sshd_config.d/10-vm-lifecycle.conf';
    await inDatabase(
      `cp -p ${file} /root/sshd.conf && sed -i s/^PermitRootLogin.*/PermitRootLogin\\ yes/ ${file} && sysctl -w kernel.kptr_restrict=0`,
    );
    const loosened = await attest();
    expect({ code: loosened.code, unmet: unmet(loosened) }).toEqual({
      code: 3,
      unmet: ['database-01 guest.kernel.pointers', 'database-01 guest.ssh.root-login'],
    });

    await inDatabase(`mv /root/sshd.conf ${file} && sysctl -w kernel.kptr_restrict=2`);
    expect(await attest()).toMatchObject({ code: 0, passed: true });
  });

  test.each([
    ['web', true],
    ['database', false],
  ] as const)('traffic of %s flows as declared', async (name, mayReachStore) => {
    const vm = stack[name];
    const checks = await checkTraffic(
      vm.vmName,
      agentOf(vm, lab.instance),
      lab.instance,
      mayReachStore,
    );
    expect(checks.map(({ check, passed }) => ({ check, passed }))).toEqual(
      checks.map(({ check }) => ({ check, passed: true })),
    );
  });

  test.each(
    targets.filter(({ boots }) => !boots).map((target) => [target.hypervisor, target] as const),
  )(
    'every control that %s shows is set, and the others come with the template',
    async (_name, target) => {
      const vms = vmsOn(target, vmsOf(stack.node.root));
      expect(vms.length).toBeGreaterThan(1);
      const observed = await target.observe(lab.instance, vms);
      const rows = vms.flatMap((vm) => attestation(vm, observed.get(vm)));
      expect(rows.filter((row) => !isMet(row))).toEqual([]);
      expect(rows.filter(({ control }) => control.startsWith('machine.')).length).toBeGreaterThan(
        20,
      );
    },
  );

  test('vCenter says what was declared', async () => {
    const { connection } = await vcenterStatus(lab.instance);
    if (connection === undefined) throw new Error('no vCenter');
    expect(vcenterFacts(await readVcenter(connection))).toEqual(vcenterDeclared);
  });

  test('Proxmox VE says what was declared', async () => {
    const { connection } = await proxmoxStatus(lab.instance);
    if (connection === undefined) throw new Error('no Proxmox VE');
    expect(proxmoxFacts(await readProxmox(connection))).toEqual(proxmoxDeclared);
  });

  test('two clones of one template have nothing personal in common', async () => {
    const personal =
      'cat /etc/machine-id; cat /etc/ssh/ssh_host_*_key.pub; hostname; cat /sys/class/net/e*/address';
    const read = async (vm: typeof stack.web): Promise<Set<string>> => {
      const { stdout } = await agentOf(vm, lab.instance).execute(['/bin/sh', '-c', personal]);
      return new Set(stdout.trim().split('\n'));
    };
    const [web, database] = [await read(stack.web), await read(stack.database)];
    expect(web.size).toBeGreaterThan(3);
    expect([...web].filter((line) => database.has(line))).toEqual([]);
  });

  test('a second plan is empty, also by plain cdktf', async () => {
    const diff = await lab.cdktf(['diff', 'lab', '--skip-provider-lock']);
    expect(diff.stdout).toContain('No changes');
    expect((await (await plan()).plan()).changes).toEqual([]);
  });

  test('a disk that would be erased by another size is refused at plan, and the state stays', async () => {
    const state = lab.state;
    const deployed = await lab.cdktf(['deploy', 'lab', ...flags], { E2E_DATA_DISK_GIB: '2' });
    expect(deployed.code).not.toBe(0);
    expect(`${deployed.stdout}${deployed.stderr}`).toContain(
      '[VML028] lab/Database.dataDisks.data.size',
    );
    expect(lab.state).toBe(state);
  });

  test('a file is written and a secret sealed against the TPM', async () => {
    await inDatabase('mountpoint /srv/data && echo kept > /srv/data/file && sync');
    await inDatabase(
      [
        'cd /srv/data',
        'export TPM2TOOLS_TCTI=device:/dev/tpmrm0',
        'tpm2_createprimary -Q -C o -c primary.ctx',
        'tpm2_pcrread -Q -o pcr.bin sha256:7',
        'tpm2_createpolicy -Q --policy-pcr -l sha256:7 -f pcr.bin -L policy',
        'printf sealed | tpm2_create -Q -C primary.ctx -L policy -i - -u sealed.pub -r sealed.priv',
        'sync',
      ].join(' && '),
    );
    before = await identity();
  });

  test('one change in place, and one that replaces the domain and nothing else', async () => {
    const changes = { E2E_DATABASE_MEMORY_MIB: '1280', E2E_WEB_AUTOSTART: 'false' };
    await lab.cdktf(['synth'], changes);
    const planned = (await (await plan()).plan()).changes;
    expect(planned.filter(({ address }) => !address.startsWith('output.'))).toEqual([
      {
        address: expect.stringMatching(/^libvirt_domain\.Database/),
        actions: ['delete', 'create'],
      },
      { address: expect.stringMatching(/^libvirt_domain\.Web/), actions: ['update'] },
    ]);
    const deployed = await lab.cdktf(['deploy', 'lab', ...flags], changes);
    expect(deployed.stdout).toContain('Apply complete');
    await waitForGuest(stack.database, lab.instance, () => undefined);

    expect(await lab.virsh('dominfo', 'web-01')).toMatch(/Autostart:\s+disable/);
    expect(await lab.virsh('dominfo', 'database-01')).toMatch(/Max memory:\s+1310720 KiB/);
    expect((await (await plan()).plan()).changes).toEqual([]);
  });

  test('data disk, UUID, MAC, host keys and TPM are those from before', async () => {
    expect(await identity()).toEqual(before);
    expect(await inDatabase('cat /srv/data/file')).toBe('kept');
    const unsealed = await inDatabase(
      [
        'cd /srv/data',
        'export TPM2TOOLS_TCTI=device:/dev/tpmrm0',
        'tpm2_createprimary -Q -C o -c primary.ctx',
        'tpm2_load -Q -C primary.ctx -u sealed.pub -r sealed.priv -c sealed.ctx',
        'tpm2_unseal -c sealed.ctx -p pcr:sha256:7',
      ].join(' && '),
    );
    expect(unsealed).toBe('sealed');
  });

  test('plain cdktf destroys it, and nothing is left', async () => {
    const destroyed = await lab.cdktf(['destroy', 'lab', ...flags]);
    expect(destroyed.stdout).toContain('Destroy complete');
    expect(await lab.stop(vmsOf(stack.node.root))).toEqual({
      left: [],
      processes: 0,
    });
  });
});

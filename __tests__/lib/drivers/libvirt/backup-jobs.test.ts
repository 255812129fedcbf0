import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'cdktf';
import { BackupPolicy } from '../../../../lib/constructs/backup-policy';
import {
  LibvirtHypervisor,
  renderBackupJobs,
  writeBackupJobs,
} from '../../../../lib/drivers/libvirt';
import { instanceName } from '../../../../lib/drivers/libvirt/map-backup-jobs';
import { Schedule } from '../../../../lib/model/schedule';
import { addVm, cleanUp, lab } from '../../constructs/support';

cleanUp();

const folder = mkdtempSync(join(tmpdir(), 'backup-jobs-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Two VMs with a second copy. */
function app(names: readonly string[] = ['web-1', 'db 1']): App {
  const made = lab();
  const policy = BackupPolicy.standard(made.stack, 'Backup', {
    name: 'nightly',
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
    copyTarget: { storage: '/mnt/site-c/backup', failureDomain: 'site-c' },
  });
  names.forEach((name, index) =>
    policy.protect(
      addVm(
        made.stack,
        made.template,
        {
          props: { name, uuid: `52b69108-a1b4-5f9f-a9f4-ce272a985aa${String(index)}` },
          guest: { hostname: `host${String(index)}` },
        },
        `Vm${String(index)}`,
      ),
    ),
  );
  return made.app;
}

function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', ...env },
  });
  return { status, output: `${stdout}${stderr}` };
}

describe('what is rendered', () => {
  const [host] = renderBackupJobs(app());
  const file = (path: string): string =>
    host?.files.find((one) => one.path === path)?.content ?? '';

  test('one program, the units of the policy, and a job for each VM', () => {
    expect(host?.hypervisor).toBe('lab/Libvirt');
    expect(host?.files.map(({ path, mode }) => `${mode.toString(8)} ${path}`)).toEqual([
      '644 /etc/systemd/system/vm-backup-nightly-copy@.service',
      '644 /etc/systemd/system/vm-backup-nightly-full@.service',
      '644 /etc/systemd/system/vm-backup-nightly-full@.timer',
      '644 /etc/systemd/system/vm-backup-nightly-incremental@.service',
      '644 /etc/systemd/system/vm-backup-nightly-incremental@.timer',
      '644 /etc/systemd/system/vm-backup-nightly-prune@.service',
      '644 /etc/systemd/system/vm-backup-nightly-test@.service',
      '644 /etc/systemd/system/vm-backup-nightly-test@.timer',
      String.raw`644 /etc/vm-lifecycle/backup/nightly/db\x201.json`,
      '644 /etc/vm-lifecycle/backup/nightly/web-1.json',
      '755 /usr/local/sbin/vm-backup',
    ]);
    expect(host?.timers).toEqual([
      String.raw`vm-backup-nightly-full@db\x201.timer`,
      'vm-backup-nightly-full@web-1.timer',
      String.raw`vm-backup-nightly-incremental@db\x201.timer`,
      'vm-backup-nightly-incremental@web-1.timer',
      String.raw`vm-backup-nightly-test@db\x201.timer`,
      'vm-backup-nightly-test@web-1.timer',
    ]);
  });

  test('is the same at each synthesis', () => {
    expect(renderBackupJobs(app())).toEqual(renderBackupJobs(app()));
  });

  test('the job of a VM', () => {
    expect(JSON.parse(file(String.raw`/etc/vm-lifecycle/backup/nightly/db\x201.json`))).toEqual({
      policy: 'nightly',
      vm: { name: 'db 1', uuid: '52b69108-a1b4-5f9f-a9f4-ce272a985aa1' },
      uri: 'qemu:///system',
      target: '/srv/backup',
      copyTarget: '/mnt/site-c/backup',
      folder: String.raw`nightly/db\x201`,
      retention: { last: 0, daily: 28, weekly: 0, monthly: 12, yearly: 0 },
      recoveryPointSeconds: 86400,
      recoveryTimeSeconds: 14400,
    });
  });

  test('a copy follows each backup, whatever its result; what was copied is pruned', () => {
    for (const kind of ['full', 'incremental']) {
      const unit = file(`/etc/systemd/system/vm-backup-nightly-${kind}@.service`);
      expect(unit).toContain(
        'OnSuccess=vm-backup-nightly-copy@%i.service\nOnFailure=vm-backup-nightly-copy@%i.service\n',
      );
    }
    const copy = file('/etc/systemd/system/vm-backup-nightly-copy@.service');
    expect(copy).toContain('OnSuccess=vm-backup-nightly-prune@%i.service\n');
    expect(copy).not.toContain('OnFailure');
  });

  test('without a second copy and without incremental backups there are no units for them', () => {
    const { stack, app: own } = lab();
    BackupPolicy.standard(stack, 'Backup', {
      target: { storage: '/srv/backup', failureDomain: 'site-b' },
      full: Schedule.daily('02:00'),
      incremental: undefined,
    });
    const files = renderBackupJobs(own)[0]?.files ?? [];
    expect(files.filter(({ path }) => /copy|incremental/.test(path))).toEqual([]);
    const full = files.find(({ path }) => path.endsWith('standard-full@.service'));
    expect(full?.content).toContain('OnSuccess=vm-backup-standard-prune@%i.service\n');
    expect(full?.content).toContain('ReadWritePaths=/srv/backup /var/tmp\n');
  });

  test.each([
    ['qemu:///system', 'qemu:///system'],
    ['qemu+ssh://ops@kvm1/system?keyfile=/k', 'qemu:///system'],
    ['qemu+tls://kvm1/system', 'qemu:///system'],
    [
      'qemu:///system?socket=/run/other/libvirt-sock',
      'qemu:///system?socket=/run/other/libvirt-sock',
    ],
  ])('the host reaches %s as %s', (uri, expected) => {
    const { stack, template, app: own } = lab();
    const hypervisor = new LibvirtHypervisor(stack, 'Host', { uri });
    const vm = addVm(stack, template, { props: { hypervisor } });
    BackupPolicy.standard(stack, 'Backup', {
      target: { storage: '/srv/backup', failureDomain: 'site-b' },
      hypervisor,
    }).protect(vm);
    const [job] =
      renderBackupJobs(own)[0]?.files.filter(({ path }) => path.endsWith('.json')) ?? [];
    expect(JSON.parse(job?.content ?? '')).toMatchObject({ uri: expected });
  });

  test.each(['web-1', 'db 1', 'ü', '.x', 'a@b', "it's", 'x_y:z.'])(
    'systemd turns the unit name of %j back into it',
    (name) => {
      const escaped = instanceName(name);
      expect(escaped).toMatch(/^[A-Za-z0-9:_.\\-]+$/);
      // A dash stays a dash, which systemd would take for a slash.
      const back = run('systemd-escape', [
        '--unescape',
        '--',
        escaped.replaceAll('-', String.raw`\x2d`),
      ]);
      expect(back).toEqual({ status: 0, output: `${name}\n` });
    },
  );
});

describe('systemd', () => {
  const [host] = renderBackupJobs(app());
  const units = (host?.files ?? []).filter(({ path }) => path.startsWith('/etc/systemd/system/'));
  const root = join(folder, 'root');
  const names: string[] = [];

  beforeAll(() => {
    mkdirSync(root, { recursive: true });
    // The program has to be there to be verified.
    const program = join(root, 'vm-backup');
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    for (const { path, content } of units) {
      const name = path.split('/').pop() ?? '';
      writeFileSync(join(root, name), content.replace('/usr/local/sbin/vm-backup', program));
      names.push(name.replace('@.', String.raw`@db\x201.`));
    }
  });

  test('verifies every unit', () => {
    const instances = names.map((name) => join(root, name));
    for (const instance of instances) {
      writeFileSync(
        instance,
        readFileSync(
          join(root, (instance.split('/').pop() ?? '').replace(String.raw`@db\x201.`, '@.')),
        ),
      );
    }
    const { status, output } = run(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=one', ...instances],
      {
        SYSTEMD_UNIT_PATH: `${root}:`,
      },
    );
    // Other units of the machine may have warnings of their own.
    expect(output.split('\n').filter((line) => line.includes('vm-backup'))).toEqual([]);
    expect(status).toBe(0);
  });

  test('fails on a unit with a mistake, so that the check above means something', () => {
    const bad = join(root, 'vm-backup-bad.service');
    writeFileSync(
      bad,
      '[Service]\nType=oneshot\nExecStart=/nonexistent/program\nProtectSystem=much\n',
    );
    const { output } = run('systemd-analyze', ['verify', '--man=no', bad], {
      SYSTEMD_UNIT_PATH: `${root}:`,
    });
    rmSync(bad);
    expect(output).toContain('vm-backup-bad.service');
  });

  test.each(
    units.filter(({ path }) => path.endsWith('.timer')).map(({ path, content }) => [path, content]),
  )('knows when %s elapses', (_path, content) => {
    const expression = /^OnCalendar=(.*)$/m.exec(content)?.[1] ?? '';
    expect(run('systemd-analyze', ['calendar', '--', expression])).toMatchObject({
      status: 0,
      output: expect.stringMatching(/Next elapse: \w{3} \d{4}/) as string,
    });
  });

  test('rates the exposure of every service as small', () => {
    for (const name of names.filter((one) => one.endsWith('.service'))) {
      const { status, output } = run('systemd-analyze', [
        'security',
        '--offline=yes',
        '--threshold=30',
        join(root, name),
      ]);
      expect({ name, status, last: status === 0 ? '' : output.slice(-400) }).toEqual({
        name,
        status: 0,
        last: '',
      });
    }
  });
});

describe('install.sh', () => {
  /** Runs it below a folder, with a systemctl that only says what it was asked. */
  function install(scope: App, root: string): string[] {
    const [own = ''] = Object.values(writeBackupJobs(scope, join(root, 'rendered')));
    const bin = join(root, 'bin');
    const log = join(root, 'systemctl.log');
    mkdirSync(bin, { recursive: true });
    writeFileSync(log, '');
    writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\n`, {
      mode: 0o755,
    });
    const { status, output } = run('sh', [join(own, 'install.sh')], {
      DESTDIR: join(root, 'host'),
      PATH: `${bin}:${process.env.PATH ?? ''}`,
    });
    expect({ status, output }).toEqual({ status: 0, output: '' });
    return readFileSync(log, 'utf8').trim().split('\n');
  }

  test('installs every file with its mode, and enables the timers; disables what is no longer declared', () => {
    const root = mkdtempSync(join(folder, 'install-'));
    const asked = install(app(), root);
    const [host] = renderBackupJobs(app());
    expect(asked).toEqual([
      'daemon-reload',
      ...(host?.timers ?? []).map((timer) => `enable --now -- ${timer}`),
    ]);
    for (const { path, content, mode } of host?.files ?? []) {
      expect(readFileSync(join(root, 'host', path), 'utf8')).toBe(content);
      expect(statSync(join(root, 'host', path)).mode & 0o777).toBe(mode);
    }
    const again = install(app(['web-1']), root);
    expect(again).toEqual([
      'daemon-reload',
      ...(host?.timers ?? [])
        .filter((timer) => timer.includes('db'))
        .map((timer) => `disable --now -- ${timer}`),
      ...(host?.timers ?? [])
        .filter((timer) => timer.includes('web'))
        .map((timer) => `enable --now -- ${timer}`),
    ]);
  });
});

/** The restore drill with real engines: virtnbdbackup on a running guest, Terraform, and what comes back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { BackupDrill } from '../../lab/backup/drill';
import { checkEvidence } from '../../lab/backup/evidence';
import { BackupHost, failureOf } from '../../lab/backup/host';
import { BackupDrillStack, backupDrillStackId } from '../../lab/backup/stack';
import { repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';
import { Terraform } from '../../lab/terraform';
import { waitForGuest } from '../../lab/verify/attest';
import { TestLab } from './support';

/** A guest boots twice in emulation. */
jest.setTimeout(1_800_000);

describe('the restore drill', () => {
  const app = new App({ outdir: '/nonexistent' });
  let lab: TestLab;
  let stack: BackupDrillStack;
  let terraform: Terraform;
  let drill: BackupDrill;

  beforeAll(async () => {
    lab = await TestLab.start('drill');
    stack = new BackupDrillStack(app, backupDrillStackId, { instance: lab.instance.name });
    await run(process.execPath, ['--require', 'tsx/cjs', 'lab/backup/app.ts'], {
      cwd: repositoryRoot,
      env: { ...lab.environment, CDKTF_OUTDIR: lab.out },
    });
    terraform = new Terraform(join(lab.out, 'stacks', backupDrillStackId), lab.environment);
    await terraform.init();
    await terraform.apply(await terraform.plan());
    const { target, copyTarget } = stack.policy.model;
    const host = BackupHost.install(app, lab.instance, [target.storage, copyTarget?.storage ?? '']);
    drill = new BackupDrill(stack, lab.instance, terraform, host);
    await waitForGuest(stack.vm, lab.instance, () => undefined);
  });

  /** Changes one byte of the incremental backup of the data disk, at the second site. */
  function flipByte(): void {
    const { copyTarget, name } = stack.policy.model;
    const [backup] = drill.madeBackups;
    const folder = join(copyTarget?.storage ?? '', name, stack.vm.vmName, backup?.chain ?? '');
    const file = join(folder, 'vdb.inc.virtnbdbackup.1.data');
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    writeFileSync(file, bytes);
  }

  test('the rendered jobs back a running guest up: full, change, incremental', async () => {
    await drill.backUp();
    expect(drill.madeBackups.map(({ level }) => level)).toEqual(['full', 'incremental']);
  });

  test('Terraform destroys the VM', async () => {
    await drill.destroy();
    expect(await lab.virsh('list', '--all', '--name')).toBe('');
  });

  test('one flipped byte in an incremental backup makes the restore fail, and no disk is touched', async () => {
    flipByte();
    const refused = await drill.restoreDisks().then(() => 'restored', failureOf);
    expect(refused).toContain('checksum does not match: vdb.inc.virtnbdbackup.1.data');
    flipByte();
  });

  test('the second copy brings it back, old and new content', async () => {
    const evidence = await drill.conclude(await drill.restore());
    checkEvidence(evidence);
    // How long an emulated guest takes beside others says nothing: restore-evidence.test.ts judges times.
    const timed = ['agent', 'recovery-time'];
    const judged = evidence.checks.filter(({ id }) => !timed.includes(id));
    expect(judged.filter(({ passed }) => !passed)).toEqual([]);
    expect(judged).toHaveLength(evidence.checks.length - timed.length);
  });

  test('nothing is left', async () => {
    await terraform.apply(await terraform.plan('-destroy'));
    expect(await lab.stop([stack.vm])).toEqual({ left: [], processes: 0 });
  });
});

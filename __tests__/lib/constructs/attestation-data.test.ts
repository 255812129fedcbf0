import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformVariable } from 'cdktf';
import { synthesize } from '../../../lib';
import { expectedMachines } from '../../../lib/constructs/attestation-data';
import {
  attestationText,
  attestationVariable,
  readAttestation,
} from '../../../lib/hardening/expected-machines';
import { synthesizeVsphere } from '../../e2e/vsphere-app';
import { ownControl } from '../hardening/fixture';
import { addVm, cleanUp, lab } from './support';

cleanUp();

const folder = mkdtempSync(join(tmpdir(), 'attestation-'));
const file = join(folder, 'attestation.json');
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  Reflect.deleteProperty(process.env, attestationVariable);
  rmSync(file, { force: true });
});

/** The text that an app writes when it is asked to. */
function written(build: () => void): string {
  process.env[attestationVariable] = file;
  build();
  return readFileSync(file, 'utf8');
}

const waivers = [{ control: 'guest.ssh.banner', reason: 'a test', expires: '2027-12-31' }];

function app(order: readonly string[] = ['web-1', 'web-2']): void {
  const { app: root, stack, template } = lab();
  for (const name of order) addVm(stack, template, { props: { name, waivers } }, name);
  synthesize(root);
}

test('an app that is not asked writes nothing', () => {
  app();
  expect(existsSync(file)).toBe(false);
});

test('says of each VM where it is, and of each control what is expected', () => {
  const machines = readAttestation(
    written(() => {
      app();
    }),
    'file',
  );
  expect(machines.map(({ name }) => name)).toEqual(['web-1', 'web-2']);
  const [web] = machines;
  expect(web).toMatchObject({
    stack: 'lab',
    hypervisor: 'libvirt',
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    address: expect.stringMatching(/^libvirt_domain\.web-1_/) as string,
  });
  const controls = new Map(web!.controls.map((control) => [control.id, control]));
  expect(controls.get('machine.tpm')).toMatchObject({
    scope: 'machine',
    state: 'declared',
    title: expect.any(String) as string,
    sources: expect.arrayContaining([expect.any(String)]) as string[],
    settings: { libvirt: expect.any(Object) as object },
  });
  // Only of the VM's own hypervisor.
  for (const control of controls.values()) {
    if (control.scope === 'machine') expect(Object.keys(control.settings)).toEqual(['libvirt']);
  }
  expect(controls.get('guest.ssh.banner')).toMatchObject({
    state: 'waived',
    waiver: { reason: 'a test', expires: '2027-12-31' },
  });
  expect(web!.script).toContain("observe 'guest.ssh.root-login'");
  expect(web!.script).not.toContain("observe 'guest.ssh.banner'");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('is the same each time, and in whichever order the VMs are made', () => {
  const first = written(app);
  expect(written(app)).toBe(first);
  expect(
    written(() => {
      app(['web-2', 'web-1']);
    }),
  ).toBe(first);
  expect(first).not.toContain(process.cwd());
});

test('holds no secret, and nothing that a guest is given beside its controls', () => {
  const canary = 'canary-3f81';
  const text = written(() => {
    const { app: root, stack, template } = lab();
    addVm(stack, template, {
      props: { purpose: canary, tags: { note: canary } },
      guest: { runOnce: [`echo ${canary}`] },
    });
    synthesize(root);
  });
  expect(text).not.toContain(canary);
  const windows = written(() => {
    synthesizeVsphere(join(folder, 'out'));
  });
  expect(windows).toContain('"win-1"');
  expect(windows).not.toContain('S3cret');
});

test('an expectation that Terraform alone knows is said to be unknown', () => {
  const { app: root, stack, template } = lab();
  const variable = new TerraformVariable(stack, 'Owner', { type: 'string' });
  const control = ownControl({ expected: () => variable.stringValue });
  addVm(stack, template, { props: { additionalControls: [control] } });
  const [machine] = expectedMachines(root);
  expect(machine!.controls.find(({ id }) => id === control.id)).toMatchObject({
    expected: '(known to Terraform alone)',
    unknown: true,
  });
});

test('a file of another version is refused', () => {
  expect(readAttestation(attestationText([]), 'file')).toEqual([]);
  expect(() => readAttestation('{"version":2,"machines":[]}', 'file')).toThrow(
    '[VML066] file.version: got 2; this command reads version 1; run the command of the version of vm-lifecycle that the app uses',
  );
});

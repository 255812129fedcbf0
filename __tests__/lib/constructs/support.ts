/** Small apps on libvirt for tests of constructs and drivers. Nothing here runs an engine. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing, type TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  synthesize,
  Template,
  todayContext,
  VmLifecycleError,
  type HardenedVmProps,
  type ITemplate,
  type LinkedCloneSetProps,
  type Problem,
} from '../../../lib';
import type { EnvironmentStackProps } from '../../../lib/constructs/environment-stack';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { ed25519 } from '../model/support';

export { ed25519 };

const outputs: string[] = [];

/** Call it once per test file: removes what its apps wrote. */
export function cleanUp(): void {
  afterAll(() => {
    for (const out of outputs) rmSync(out, { recursive: true, force: true });
  });
}

export function newApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'vm-lifecycle-test-'));
  outputs.push(outdir);
  return new App({ outdir, context: { [todayContext]: '2026-11-21' } });
}

export interface Lab {
  readonly app: App;
  readonly stack: EnvironmentStack;
  readonly hypervisor: LibvirtHypervisor;
  readonly template: ITemplate;
}

/** A stack with a hypervisor, a template and the network `office` (10.0.0.0/24). */
export function lab(props: EnvironmentStackProps & { id?: string; app?: App } = {}): Lab {
  const { id = 'lab', app = newApp(), ...environment } = props;
  // Tests of production VMs are about something else than backups, unless they say so.
  const withoutBackup = { reason: 'a test', expires: '2027-12-31', vms: ['web-1'] };
  const stack = new EnvironmentStack(app, id, {
    owner: 'team-shop',
    withoutBackup,
    ...environment,
  });
  const hypervisor = new LibvirtHypervisor(stack, 'Libvirt', { uri: 'qemu:///system' });
  const template = new Template(stack, 'Debian12', {
    templateName: 'debian-12',
    generation: '20261101',
    image: '/srv/images/debian-12.qcow2',
  });
  stack.addNetwork(
    'office',
    new Network(stack, 'Office', { networkName: 'office', cidr: '10.0.0.0/24' }),
  );
  return { app, stack, hypervisor, template };
}

/** What a test changes of a valid VM. Of any type, for tests hand over wrong ones. */
export interface VmChanges {
  readonly props?: Record<string, unknown>;
  readonly guest?: Record<string, unknown>;
  /** The first network interface. */
  readonly nic?: Record<string, unknown>;
  /** The first data disk. */
  readonly disk?: Record<string, unknown>;
}

export function vmProps(template: ITemplate, changes: VmChanges = {}): HardenedVmProps {
  const { props, guest, nic, disk } = changes;
  return {
    name: 'web-1',
    purpose: 'web server of the shop',
    template,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'office', ...nic }],
    ...(disk && { dataDisks: [{ name: 'data', size: Size.gibibytes(10), ...disk }] }),
    guest: {
      sshAuthorizedKeys: [ed25519],
      adminCidrs: ['10.9.0.0/24'],
      ntpServers: ['192.0.2.123'],
      logCollector: { address: '192.0.2.14' },
      ...guest,
    },
    ...props,
  };
}

export function addVm(
  scope: Construct,
  template: ITemplate,
  changes: VmChanges = {},
  id = 'Web',
): HardenedVm {
  return new HardenedVm(scope, id, vmProps(template, changes));
}

/** Problems of what throws, and none of what does not. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.problems;
    throw error;
  }
  return [];
}

/** The lines that people read. */
export function textsOf(action: () => unknown): string[] {
  return problemsOf(action).map(
    ({ code, path, got, rule, fix }) => `[${code}] ${path}: got ${got}; ${rule}; ${fix}`,
  );
}

type Attributes = Record<string, unknown>;

/** A synthesized stack, as far as tests read it. */
export interface Synthesized {
  readonly resource: Record<string, Record<string, Attributes> | undefined>;
  readonly output: Record<string, { readonly value: Record<string, Attributes> } | undefined>;
  readonly provider: Record<string, Attributes[]>;
  readonly terraform: { readonly backend: Record<string, Attributes> } & Attributes;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly Attributes[];
}

/** The text that a stack is written as, by the whole synthesis. */
export function written(app: App, stack: TerraformStack): string {
  synthesize(app);
  return readFileSync(join(app.outdir, 'stacks', stack.node.id, 'cdk.tf.json'), 'utf8');
}

/** {@link written}, with what Terraform reads from files beside it; they hold no template, so their texts are escaped. */
export function writtenWithFiles(app: App, stack: TerraformStack): string {
  const folder = join(app.outdir, 'stacks', stack.node.id);
  const withFiles = (_key: string, value: unknown): unknown => {
    const expression = typeof value === 'string' ? value : '';
    const file = /^\$\{jsondecode\(file\("(.+)"\)\)\}$/.exec(expression)?.[1];
    if (file === undefined) return value;
    const text = readFileSync(join(folder, file), 'utf8');
    return JSON.parse(text.replace(/[$%](?=\{)/g, '$&$&')) as unknown;
  };
  return JSON.stringify(JSON.parse(written(app, stack), withFiles));
}

export function synthesized(app: App, stack: TerraformStack): Synthesized {
  return JSON.parse(written(app, stack)) as Synthesized;
}

/** Without validation: that of moves and imports runs Terraform. */
export function unchecked(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

/** The files that an app wrote. */
export function filesOf(app: App): string[] {
  if (!existsSync(app.outdir)) return [];
  return readdirSync(app.outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The one resource of a type. */
export function only(json: Synthesized, type: string): Attributes {
  const all = Object.values(json.resource[type] ?? {});
  expect(all).toHaveLength(1);
  return all[0] ?? {};
}

/** Resources by construct path, such as `lab/Web/SystemDisk`. */
export function byPath(json: Synthesized, type: string): Record<string, Attributes> {
  return Object.fromEntries(
    Object.values(json.resource[type] ?? {}).map((resource) => [
      (resource['//'] as { metadata: { path: string } }).metadata.path,
      resource,
    ]),
  );
}

/** The documents of cloud-init, as a plan shows them; of {@link writtenWithFiles}. */
export function guestConfiguration(json: Synthesized, vm: string): Record<string, string> {
  const { input } = byPath(json, 'terraform_data')[`${vm}/GuestConfiguration`] ?? {};
  return input as Record<string, string>;
}

export function inventoryOf(json: Synthesized): Record<string, Attributes> {
  return json.output.vm_inventory?.value ?? {};
}

/** A set of the members `blue` and `green`, each as in {@link vmProps}. */
export function cloneSetProps(template: ITemplate, changes: object = {}): LinkedCloneSetProps {
  const shared = Object.entries(vmProps(template)).filter(([field]) => field !== 'name');
  return { ...Object.fromEntries(shared), members: ['blue', 'green'], ...changes } as never;
}

/** The generations that a recorded VM may be a clone of, by the start of its addresses. */
export function parentsOf(json: Synthesized, vm: string): unknown {
  const { locals = {} } = json as { locals?: Record<string, unknown> };
  return Object.entries(locals).find(([name]) => name.startsWith(`${vm}_SystemDisk_Parents_`))?.[1];
}

/** A clone set on a private libvirt, in the shape that a test asks for by an environment variable. */
import { join } from 'node:path';
import { App, LocalBackend, TerraformOutput } from 'cdktf';
import {
  EnvironmentStack,
  LinkedCloneSet,
  Network,
  runApp,
  Size,
  synthesize,
  Template,
  type ITemplate,
  type RebuildRequest,
} from '../../lib';
import { LibvirtHypervisor } from '../../lib/drivers/libvirt';
import { labInstance } from '../../lab/hypervisor';
import { ed25519 } from '../lib/model/support';

/** What the test declares; generations by their names. */
export interface CloneSetShape {
  readonly image: string;
  /** Generations that the app declares. */
  readonly templates: readonly string[];
  readonly template: string;
  readonly members: readonly string[];
  readonly rollout?: RebuildRequest & { readonly to: string };
  readonly promote?: RebuildRequest;
  readonly previous?: readonly string[];
}

runApp(() => {
  const shape = JSON.parse(process.env.E2E_CLONE_SET ?? '') as CloneSetShape;
  const instance = labInstance(process.env.VM_LIFECYCLE_LAB_INSTANCE);
  const app = new App();
  const stack = new EnvironmentStack(app, 'clones', {
    name: 'production',
    owner: 'team-shop',
    backend: (scope) =>
      new LocalBackend(scope, { path: join(instance.stateFolder, 'clones.tfstate') }),
    // Nothing of value runs here; what guards production VMs is under test.
    withoutBackup: {
      vms: shape.members.map((name) => `shop-${name}`),
      reason: 'a test',
      expires: '2099-12-31',
    },
  });
  new LibvirtHypervisor(stack, 'Libvirt', {
    uri: instance.uri,
    domainType: 'qemu',
    storagePool: { name: 'guests', path: `${instance.imagesFolder}/guests` },
  });
  stack.addNetwork(
    'office',
    new Network(stack, 'Office', {
      networkName: 'office',
      cidr: '198.51.100.0/24',
      mode: 'isolated',
    }),
  );
  const templates = Object.fromEntries(
    shape.templates.map((generation): [string, ITemplate] => [
      generation,
      new Template(stack, `Base-${generation}`, {
        templateName: 'base',
        generation,
        image: shape.image,
      }),
    ]),
  );
  const template = (generation: string): ITemplate => {
    const found = templates[generation];
    if (found === undefined) throw new Error(`${generation} is not declared`);
    return found;
  };
  const { promote } = shape;
  const { to = '', ...request } = shape.rollout ?? { members: [] };
  const set = new LinkedCloneSet(stack, 'Shop', {
    members: shape.members,
    template: template(shape.template),
    purpose: 'a member of the set',
    cpuCount: 1,
    memory: Size.mebibytes(96),
    dataDisks: [{ name: 'data', size: Size.gibibytes(1) }],
    networks: [{ network: 'office' }],
    guest: {
      sshAuthorizedKeys: [ed25519],
      adminCidrs: ['198.51.100.0/24'],
      ntpServers: ['192.0.2.10'],
      logCollector: { address: '192.0.2.10' },
    },
    ...(shape.rollout && { rollout: { ...request, template: template(to) } }),
    ...(promote && { promote }),
    previousTemplates: (shape.previous ?? []).map(template),
  });
  const monitoring = new EnvironmentStack(app, 'monitoring', {
    name: 'production',
    backend: (scope) =>
      new LocalBackend(scope, { path: join(instance.stateFolder, 'monitoring.tfstate') }),
  });
  new TerraformOutput(monitoring, 'Members', {
    value: Object.fromEntries(set.members.map((vm) => [vm.vmName, vm.vmId])),
  }).overrideLogicalId('members');
  synthesize(app);
});

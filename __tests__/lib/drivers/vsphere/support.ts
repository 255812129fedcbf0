/** Small apps on vSphere. Nothing here runs an engine. */
import type { App } from 'cdktf';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  Template,
  type HardenedVmProps,
  type ITemplate,
} from '../../../../lib';
import { VsphereHypervisor, type VsphereHypervisorProps } from '../../../../lib/drivers/vsphere';
import { ed25519, newApp, synthesized, type Synthesized } from '../../constructs/support';

export { cleanUp, newApp, problemsOf, synthesized, textsOf } from '../../constructs/support';

export const place = { datacenter: 'dc-1', cluster: 'cluster-1', datastore: 'store-1' } as const;

export const guest = {
  sshAuthorizedKeys: [ed25519],
  adminCidrs: ['10.9.0.0/24'],
  ntpServers: ['192.0.2.123'],
  logCollector: { address: '192.0.2.14' },
};

export interface Lab {
  readonly app: App;
  readonly stack: EnvironmentStack;
  readonly hypervisor: VsphereHypervisor;
  readonly template: ITemplate;
}

/** A stack with a vCenter, a template and the network `office` (10.0.0.0/24). */
export function lab(props: Partial<VsphereHypervisorProps> = {}, app = newApp()): Lab {
  const stack = new EnvironmentStack(app, 'lab', { owner: 'team-shop' });
  const hypervisor = new VsphereHypervisor(stack, 'Vcenter', { ...place, ...props });
  const template = Template.fromName(stack, 'Debian12', { existingName: 'debian-12-20261101' });
  stack.addNetwork(
    'office',
    Network.fromName(stack, 'Office', { networkName: 'Office LAN', cidr: '10.0.0.0/24' }),
  );
  return { app, stack, hypervisor, template };
}

export function addVm(
  { stack, template }: Pick<Lab, 'stack' | 'template'>,
  changes: Partial<HardenedVmProps> = {},
  id = 'Web',
): HardenedVm {
  return new HardenedVm(stack, id, {
    name: id.toLowerCase(),
    purpose: 'web server of the shop',
    template,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'office' }],
    guest,
    ...changes,
  });
}

/** A synthesized stack, with its data sources. */
export interface VsphereStack extends Synthesized {
  readonly data: Readonly<Record<string, Readonly<Record<string, Attributes>> | undefined>>;
  readonly locals?: Readonly<Record<string, string>>;
}

export type Attributes = Record<string, unknown>;

export function stackOf({ app, stack }: Pick<Lab, 'app' | 'stack'>): VsphereStack {
  return synthesized(app, stack) as VsphereStack;
}

/** Objects of a type, by their construct path below the stack. */
export function objects(
  all: Readonly<Record<string, Readonly<Record<string, Attributes>> | undefined>>,
  type: string,
): Record<string, Attributes> {
  return Object.fromEntries(
    Object.values(all[type] ?? {}).map((object) => [
      (object['//'] as { metadata: { path: string } }).metadata.path.replace(/^lab\//, ''),
      object,
    ]),
  );
}

/** The machine of the VM `Web`. */
export function machineOf(json: VsphereStack, id = 'Web'): Attributes {
  const machine = objects(json.resource, 'vsphere_virtual_machine')[`${id}/Resource`];
  if (machine === undefined) throw new Error(`there is no machine ${id}`);
  return machine;
}

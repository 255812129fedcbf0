/** A small app on Proxmox VE. Nothing here runs an engine. */
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  Template,
  type ITemplate,
} from '../../../../lib';
import type { EnvironmentStackProps } from '../../../../lib/constructs/environment-stack';
import { ProxmoxHypervisor, type ProxmoxHypervisorProps } from '../../../../lib/drivers/proxmox';
import { newApp, vmProps, type VmChanges } from '../../constructs/support';
import type { App } from 'cdktf';

export interface Cluster {
  readonly app: App;
  readonly stack: EnvironmentStack;
  readonly pve: ProxmoxHypervisor;
  readonly template: ITemplate;
}

export function cluster(
  props: Partial<ProxmoxHypervisorProps> = {},
  environment: EnvironmentStackProps = {},
): Cluster {
  const app = newApp();
  const stack = new EnvironmentStack(app, 'lab', { owner: 'team-shop', ...environment });
  const pve = new ProxmoxHypervisor(stack, 'Pve', { node: 'pve1', ...props });
  const template = Template.fromName(stack, 'Debian', {
    existingName: 'debian-12-20261101',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
  const office = { networkName: 'vmbr0', cidr: '10.0.0.0/24' };
  stack.addNetwork('office', Network.fromBridge(stack, 'Office', office));
  return { app, stack, pve, template };
}

export function addVm(
  { stack, template }: Cluster,
  changes: VmChanges = {},
  id = 'Web',
): HardenedVm {
  return new HardenedVm(stack, id, vmProps(template, changes));
}

/** Ours: hardened VMs on libvirt, one stack. Usage: hardened.js COUNT OUTDIR */

import { App } from 'cdktf';
import { EnvironmentStack, HardenedVm, Network, Size, synthesize, Template } from '../../lib';
import { LibvirtHypervisor } from '../../lib/drivers/libvirt';
import { addressOf, environment, ingress } from './fleet';

const [count = '1', outdir = 'cdktf.out'] = process.argv.slice(2);

const app = new App({ outdir, context: { 'vm-lifecycle:today': '2026-01-01' } });
const stack = new EnvironmentStack(app, environment.name, {
  owner: environment.owner,
  guestDefaults: environment.guest,
});
new LibvirtHypervisor(stack, 'Kvm', { uri: environment.uri });
stack.addNetwork('backend', Network.fromBridge(stack, 'Backend', environment.network));
const template = new Template(stack, 'Debian12', environment.template);
for (let index = 0; index < Number(count); index += 1) {
  new HardenedVm(stack, `Vm${String(index)}`, {
    name: `vm-${String(index)}`,
    purpose: 'Web server',
    template,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    dataDisks: [{ name: 'data', size: Size.gibibytes(40), mountPoint: '/srv/shop' }],
    networks: [{ network: 'backend', address: addressOf(index) }],
    guest: { ingress },
  });
}
synthesize(app);

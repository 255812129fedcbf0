/** Ours: hardened VMs on libvirt, one stack. Usage: fleet-hardened.js COUNT OUTDIR */

const { App } = require('cdktf');
const {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  synthesize,
  Template,
} = require('vm-lifecycle');
const { LibvirtHypervisor } = require('vm-lifecycle/libvirt');
const { addressOf, environment, ingress } = require('./fleet');

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
  new HardenedVm(stack, `Vm${index}`, {
    name: `vm-${index}`,
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

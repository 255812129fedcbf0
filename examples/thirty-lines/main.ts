import { App } from 'cdktf';
import { EnvironmentStack, HardenedVm, Network, Size, synthesize, Template } from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';

// The lab says where they are; otherwise the image is on this machine, and the pools are on your libvirt host.
const { VM_LIFECYCLE_LAB_IMAGE: image = '/srv/images/debian-12.qcow2' } = process.env;
const path = `${process.env.VM_LIFECYCLE_LAB_POOLS ?? '/var/lib/libvirt'}/shop`;
const domainType = process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE === 'qemu' ? 'qemu' : 'kvm';
const app = new App();
const stack = new EnvironmentStack(app, 'staging', { owner: 'team-shop' });
new LibvirtHypervisor(stack, 'Kvm', { domainType, storagePool: { name: 'shop', path } });
const network = new Network(stack, 'Lan', { networkName: 'shop', cidr: '192.0.2.64/26' });
const debian = { templateName: 'debian-12', generation: '20261101', image };
new HardenedVm(stack, 'Web', {
  name: 'web-01',
  purpose: 'Web server of the shop',
  template: new Template(stack, 'Debian12', debian),
  cpuCount: 2,
  memory: Size.gibibytes(1),
  networks: [{ network }],
  guest: {
    sshAuthorizedKeys: [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb',
    ],
    adminCidrs: ['192.0.2.64/26'],
    ntpServers: ['192.0.2.65'],
    logCollector: { address: '192.0.2.65' },
  },
});
synthesize(app);

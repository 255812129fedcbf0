/** Hardened VMs on libvirt, as a user of the built package declares them. Usage: hardened.js [COUNT] */

const { App, LocalBackend } = require('cdktf');
const {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  Template,
  runApp,
  synthesize,
} = require('vm-lifecycle');
const { LibvirtHypervisor } = require('vm-lifecycle/libvirt');

const count = Number(process.argv[2] ?? 1);
const address = (index) => `10.20.${Math.floor(index / 250)}.${(index % 250) + 4}`;

runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'fleet', {
    category: 'lab',
    owner: 'bench',
    backend: (scope) => new LocalBackend(scope, { path: 'terraform.tfstate' }),
    guestDefaults: {
      sshAuthorizedKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops',
      ],
      adminCidrs: ['10.20.0.0/16'],
      dnsServers: ['10.20.0.2'],
      ntpServers: ['10.20.0.3'],
      logCollector: { address: '10.20.0.3' },
    },
  });
  // To plan, the provider connects, even where nothing is there yet.
  new LibvirtHypervisor(stack, 'Kvm', {
    uri: process.env.LIBVIRT_DEFAULT_URI ?? 'qemu:///system',
  });
  const network = Network.fromName(stack, 'Backend', {
    networkName: 'backend',
    cidr: '10.20.0.0/16',
    gateway: '10.20.0.1',
  });
  const template = Template.fromName(stack, 'Debian12', {
    existingName: '/srv/images/debian-12.qcow2',
    generation: '20261101',
  });
  for (let index = 0; index < count; index++) {
    const name = `shop-${String(index + 1)}`;
    new HardenedVm(stack, name, {
      name,
      purpose: 'Web server of the shop',
      template,
      cpuCount: 2,
      memory: Size.gibibytes(4),
      networks: [{ network, address: address(index) }],
      guest: {},
    });
  }
  synthesize(app);
});

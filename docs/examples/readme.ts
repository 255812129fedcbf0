import { App } from 'cdktf';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  runApp,
  Size,
  synthesize,
  Template,
} from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';

runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'staging', {
    owner: 'team-shop',
    guestDefaults: {
      sshAuthorizedKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops',
      ],
      adminCidrs: ['10.20.0.0/24'],
      ntpServers: ['10.20.0.3'],
      logCollector: { address: '10.20.0.5' },
    },
  });
  new LibvirtHypervisor(stack, 'Kvm', { uri: 'qemu+ssh://ops@kvm1.example/system' });
  const network = Network.fromBridge(stack, 'Backend', {
    networkName: 'br20',
    cidr: '10.20.0.0/24',
  });
  const template = new Template(stack, 'Debian12', {
    templateName: 'debian-12',
    generation: '20261101',
    image: '/srv/images/debian-12.qcow2',
  });
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    dataDisks: [{ name: 'data', size: Size.gibibytes(40), mountPoint: '/srv/shop' }],
    networks: [{ network, address: '10.20.0.31' }],
    guest: {
      ingress: [{ description: 'web', protocol: 'tcp', ports: [443], cidrs: ['10.0.0.0/8'] }],
    },
  });
  synthesize(app);
});

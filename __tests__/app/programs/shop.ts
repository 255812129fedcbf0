/** A program as users write it. Its argument says what is wrong with its VMs. */
import { App, Aspects } from 'cdktf';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  runApp,
  Size,
  synthesize,
  Template,
} from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { Domain } from '../../../.gen/providers/libvirt/domain';

const mode = process.argv[2];
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIElqNznBSKslANWG2bJ0PNsX15XiG82wRgiOs9wb+L++ ops';

runApp(() => {
  if (mode === 'bug') throw new TypeError('a bug of the program');
  const app = new App();
  const stack = new EnvironmentStack(app, 'lab', {
    owner: 'team-shop',
    guestDefaults: {
      sshAuthorizedKeys: [key],
      adminCidrs: ['10.9.0.0/24'],
      ntpServers: ['192.0.2.123'],
      logCollector: { address: '192.0.2.14' },
    },
  });
  new LibvirtHypervisor(stack, 'Libvirt');
  const template = new Template(stack, 'Template', {
    templateName: 'debian-12',
    generation: '1',
    image: '/srv/debian-12.qcow2',
  });
  stack.addNetwork(
    'office',
    new Network(stack, 'Office', { networkName: 'office', cidr: '10.0.0.0/24' }),
  );
  for (let number = 1; number <= 5; number++) {
    new HardenedVm(stack, `Web${String(number)}`, {
      name: mode === 'clash' ? 'web' : `web-${String(number)}`,
      purpose: 'web server',
      template,
      cpuCount: mode === 'bad' ? 0 : 1,
      memory: Size.mebibytes(mode === 'bad' ? 1022 : 1024),
      networks: [{ network: mode === 'bad' ? 'ofice' : 'office' }],
      guest: {},
    });
  }
  if (mode === 'aspect') {
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof Domain) node.addOverride('machine', 'pc');
      },
    });
  }
  synthesize(app);
});

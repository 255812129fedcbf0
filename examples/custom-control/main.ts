import { App } from 'cdktf';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  runApp,
  Size,
  synthesize,
  Template,
  type HardenedVmProps,
} from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';
import { acmeControls, clock, kernelPanic } from './controls';

// The lab says where they are; otherwise the image is on this machine, and the pools are on your libvirt host.
const { VM_LIFECYCLE_LAB_IMAGE: image = '/srv/images/debian-12.qcow2' } = process.env;
const { VM_LIFECYCLE_LAB_POOLS: pools = '/var/lib/libvirt' } = process.env;

/** Every machine of ACME: a hardened one that has ACME's controls as well. */
class AcmeVm extends HardenedVm {
  constructor(scope: EnvironmentStack, id: string, props: HardenedVmProps) {
    const { additionalControls = [] } = props;
    super(scope, id, { ...props, additionalControls: [...acmeControls, ...additionalControls] });
  }
}

runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'staging', {
    owner: 'team-shop',
    guestDefaults: {
      sshAuthorizedKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops',
      ],
      adminCidrs: ['192.0.2.128/26'],
      ntpServers: ['192.0.2.129'],
      logCollector: { address: '192.0.2.10', port: 6514 },
    },
  });
  new LibvirtHypervisor(stack, 'Kvm', {
    domainType: process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE === 'qemu' ? 'qemu' : 'kvm',
    storagePool: { name: 'acme', path: `${pools}/acme` },
  });
  const shape = {
    template: new Template(stack, 'Debian12', {
      templateName: 'debian-12',
      generation: '20261101',
      image,
      additionalControls: acmeControls,
      attestedControls: [clock.id],
    }),
    cpuCount: 1,
    memory: Size.mebibytes(768),
    networks: [
      { network: new Network(stack, 'Lan', { networkName: 'acme', cidr: '192.0.2.128/26' }) },
    ],
    guest: {},
  };
  new AcmeVm(stack, 'Web', { ...shape, name: 'web-01', purpose: 'Meets every control' });
  new AcmeVm(stack, 'Probe', {
    ...shape,
    name: 'probe-01',
    purpose: 'Its kernel is debugged, and waits for somebody when it fails',
    waivers: [
      {
        control: kernelPanic.id,
        reason: 'a failed kernel is examined on the console, KRN-31',
        expires: '2028-03-31',
      },
    ],
  });
  synthesize(app);
});

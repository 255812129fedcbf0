import type { Construct } from 'constructs';
import { EnvironmentStack, HardenedVm, Network, Size, Template } from '../lib';
import { LibvirtHypervisor } from '../lib/drivers/libvirt';
import { imageGeneration, imageName } from '../lab/image/recipe';
import { labInstance } from '../lab/hypervisor/instance';
import { stateOf } from './backends';
import { guestDefaults } from './guests';

/** Development, on libvirt/KVM: one small VM on the host's default network, gone by its expiry date. */
export class DevStack extends EnvironmentStack {
  constructor(scope: Construct, id = 'dev') {
    super(scope, id, {
      category: 'development',
      owner: 'platform',
      naming: { pattern: 'dev-{application}-{number:2}' },
      guestDefaults,
      backend: stateOf(),
    });
    const instance = labInstance(process.env.VM_LIFECYCLE_LAB_INSTANCE);
    const generation = imageGeneration();
    new LibvirtHypervisor(this, 'Libvirt', {
      domainType: process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE === 'kvm' ? 'kvm' : 'qemu',
      storagePool: { name: 'dev', path: `${instance.imagesFolder}/dev` },
    });
    const network = new Network(this, 'Guests', { networkName: 'dev', cidr: '203.0.113.0/24' });
    new HardenedVm(this, 'Sandbox', {
      name: 'dev-sandbox-01',
      purpose: 'A place to try things',
      expires: '2028-06-30',
      template: new Template(this, 'Debian12', {
        templateName: 'debian-12',
        generation,
        image: `${instance.stateFolder}/${imageName(generation)}.qcow2`,
      }),
      cpuCount: 1,
      memory: Size.mebibytes(768),
      networks: [{ network }],
      guest: {},
    });
  }
}

import type { Construct } from 'constructs';
import { LocalBackend } from 'cdktf';
import { labInstance, labNetwork } from '../lab/hypervisor/instance';
import { imageGeneration, imageName } from '../lab/image/recipe';
import { EnvironmentStack, Network, Template } from '../lib';
import { LibvirtHypervisor } from '../lib/drivers/libvirt';
import { guestDefaults } from './guests';

export interface LabEnvironmentProps {
  /** Lab instance: `lab` for people, `e2e` for tests. @default - VM_LIFECYCLE_LAB_INSTANCE, else 'lab' */
  readonly instance?: string;
  /** @default - VM_LIFECYCLE_LAB_DOMAIN_TYPE, else 'qemu' */
  readonly domainType?: 'kvm' | 'qemu';
}

/** What the lab's stacks share: the private libvirt, the golden image, a network, and how guests are reached. */
export class LabEnvironment extends EnvironmentStack {
  readonly template: Template;

  constructor(scope: Construct, id: string, props: LabEnvironmentProps = {}) {
    const instance = labInstance(props.instance ?? process.env.VM_LIFECYCLE_LAB_INSTANCE);
    super(scope, id, {
      category: 'lab',
      owner: 'lab',
      naming: { pattern: '{application}-{number:2}' },
      backend: (stack) =>
        new LocalBackend(stack, { path: `${instance.stateFolder}/${id}.tfstate` }),
      guestDefaults,
    });
    const domainType = props.domainType ?? process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE;
    new LibvirtHypervisor(this, 'Libvirt', {
      uri: instance.uri,
      domainType: domainType === 'kvm' ? 'kvm' : 'qemu',
      storagePool: { name: 'vm-lifecycle-lab', path: `${instance.imagesFolder}/guests` },
    });
    // Machines stay with the generation that they were made from; `lab:upgrade` says which one that is.
    const generation = process.env.VM_LIFECYCLE_LAB_IMAGE_GENERATION ?? imageGeneration();
    this.template = new Template(this, 'Debian12', {
      templateName: 'debian-12',
      generation,
      image: `${instance.stateFolder}/${imageName(generation)}.qcow2`,
    });
    this.addNetwork(
      'lab',
      new Network(this, 'LabNetwork', { networkName: 'lab', cidr: labNetwork.guests }),
    );
  }
}

import {
  LinkedCloneSet,
  Size,
  Template,
  type ITemplate,
  type LinkedCloneSetProps,
} from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack, debian }: Site): void {
  new LinkedCloneSet(stack, 'Workers', {
    members: ['blue', 'green', 'red'],
    purpose: 'Workers of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function ownSettings({ stack, debian }: Site): void {
  new LinkedCloneSet(stack, 'Workers', {
    members: { blue: {}, green: {}, red: { memory: Size.gibibytes(8), tags: { role: 'batch' } } },
    purpose: 'Workers of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

function newer({ stack, hypervisor, debian }: Site): ITemplate {
  const generation = { templateName: debian.templateName, generation: '20261115' };
  const systemDiskSize = Size.gibibytes(4);
  return hypervisor.driver.name === 'libvirt'
    ? new Template(stack, 'Debian12Next', {
        ...generation,
        image: '/srv/images/debian-12-20261115.qcow2',
        systemDiskSize,
      })
    : hypervisor.driver.name === 'vsphere'
      ? Template.fromName(stack, 'Debian12Next', {
          ...generation,
          existingName: 'debian-12-20261115',
          systemDiskSize,
        })
      : Template.fromVmId(stack, 'Debian12Next', { ...generation, vmId: 9001, systemDiskSize });
}

const shared: Omit<LinkedCloneSetProps, 'template'> = {
  members: ['blue', 'green', 'red'],
  purpose: 'Workers of the shop',
  cpuCount: 2,
  memory: Size.gibibytes(2),
  networks: [{ network: 'backend' }],
  guest: {},
};

export function rolloutWithoutApproval(site: Site): void {
  const { stack, debian } = site;
  const newDebian = newer(site);
  new LinkedCloneSet(stack, 'Workers', {
    ...shared,
    template: debian,
    rollout: { template: newDebian, members: ['blue'] },
  });
}

export function rollout(site: Site): void {
  const { stack, debian } = site;
  const newDebian = newer(site);
  new LinkedCloneSet(stack, 'Workers', {
    ...shared,
    template: debian,
    rollout: {
      template: newDebian,
      members: ['blue'],
      approvedAddresses: [
        'libvirt_domain.Workers_blue_03CA48A4',
        'libvirt_volume.Workers_blue_SystemDisk_053A75B4',
      ],
    },
  });
}

export function tooManyAtOnce(site: Site): void {
  const { stack, debian } = site;
  const newDebian = newer(site);
  new LinkedCloneSet(stack, 'Workers', {
    ...shared,
    template: debian,
    rollout: { template: newDebian, members: ['blue', 'green'] },
  });
}

export function rolledOut(site: Site): void {
  const { stack, debian } = site;
  const newDebian = newer(site);
  new LinkedCloneSet(stack, 'Workers', {
    ...shared,
    template: newDebian,
    previousTemplates: [debian],
  });
}

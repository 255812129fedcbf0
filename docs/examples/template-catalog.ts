import { defineCatalog, HardenedVm, Size, TemplateCatalog } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack }: Site): void {
  const catalog = defineCatalog({
    'debian-12': {
      generations: {
        '20261101': {
          certified: '2026-11-01',
          sunset: '2028-06-30',
          systemDiskSize: Size.gibibytes(4),
          attestedControls: 'baseline',
          sources: {
            libvirt: { image: '/srv/images/debian-12-20261101.qcow2' },
            vsphere: { existingName: 'debian-12-20261101' },
            proxmox: { vmId: '9000' },
          },
        },
      },
    },
  });
  const templates = new TemplateCatalog(stack, 'Templates', { templates: catalog });

  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: templates.template('debian-12'),
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function pastSunset({ stack }: Site): void {
  const templates = new TemplateCatalog(stack, 'Templates', {
    templates: {
      'debian-11': {
        generations: {
          '20240801': {
            certified: '2024-08-01',
            sunset: '2026-08-31',
            sources: { libvirt: { image: '/srv/images/debian-11.qcow2' } },
          },
        },
      },
    },
  });
  templates.template('debian-11');
}

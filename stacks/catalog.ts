import { defineCatalog, Size } from '../lib';

/** The certified templates of the organization. Debian 12 is supported until 2028-06-30 (Debian LTS). */
export const catalog = defineCatalog({
  'debian-12': {
    generations: {
      '20261101': {
        certified: '2026-11-01',
        sunset: '2028-06-30',
        systemDiskSize: Size.gibibytes(4),
        attestedControls: 'baseline',
        sources: {
          vsphere: { existingName: 'debian-12-20261101' },
          proxmox: { vmId: '9000' },
        },
      },
      '20261115': {
        certified: '2026-11-15',
        sunset: '2028-06-30',
        systemDiskSize: Size.gibibytes(4),
        attestedControls: 'baseline',
        sources: {
          vsphere: { existingName: 'debian-12-20261115' },
          proxmox: { vmId: '9001' },
        },
      },
    },
  },
  'windows-2022': {
    operatingSystem: 'windows',
    generations: {
      '20261101': {
        certified: '2026-11-01',
        // End of extended support: https://learn.microsoft.com/lifecycle/products/windows-server-2022
        sunset: '2031-10-14',
        attestedControls: 'baseline',
        sources: { vsphere: { existingName: 'windows-2022-20261101' } },
      },
    },
  },
});

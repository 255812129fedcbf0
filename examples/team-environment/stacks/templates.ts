import { defineCatalog, Size } from 'vm-lifecycle';

/** The templates that this team may use. Whoever builds them adds a generation here, by pull request. */
export const catalog = defineCatalog({
  'debian-12': {
    generations: {
      '20261101': {
        certified: '2026-11-01',
        sunset: '2028-06-30',
        systemDiskSize: Size.gibibytes(4),
        // The image was built with the guest controls of this pack, and was tested for them.
        attestedControls: 'baseline',
        sources: { proxmox: { vmId: '9000' } },
      },
    },
  },
});

import { sysctlControl } from '../sysctl-control';

export const kernelProtectedLinks = sysctlControl({
  id: 'guest.kernel.protected-links',
  title: 'links, FIFOs and files of others in sticky folders are not followed or opened',
  sources: [
    'dev-sec os-hardening fs.protected_hardlinks',
    'KSPP fs.protected_fifos',
    'KSPP fs.protected_regular',
  ],
  level: 'baseline',
  parameters: {
    'fs.protected_hardlinks': 1,
    'fs.protected_symlinks': 1,
    'fs.protected_fifos': 2,
    'fs.protected_regular': 2,
  },
});

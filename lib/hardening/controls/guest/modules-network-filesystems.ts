import { moduleControl } from '../module-control';

/** A client of NFS, SMB or Ceph needs a waiver. Not nfsd: modprobe ignores a denial of modules with soft dependencies. */
export const modulesNetworkFilesystems = moduleControl({
  id: 'guest.modules.network-filesystems',
  title: 'kernel modules of network file systems do not load',
  sources: ['CIS Debian 12 1.1.1.10'],
  level: 'strict',
  modules: ['cifs', 'nfs', 'ceph', 'afs', 'gfs2'],
});

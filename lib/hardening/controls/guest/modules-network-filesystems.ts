import { moduleControl } from '../module-control';

/** A client or server of NFS, SMB or Ceph needs a waiver. */
export const modulesNetworkFilesystems = moduleControl({
  id: 'guest.modules.network-filesystems',
  title: 'kernel modules of network file systems do not load',
  sources: ['CIS Debian 12 1.1.1.10'],
  level: 'strict',
  modules: ['cifs', 'nfs', 'nfsd', 'ceph', 'afs', 'gfs2'],
});

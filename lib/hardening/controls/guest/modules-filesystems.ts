import { moduleControl } from '../module-control';

/** Not vfat (EFI), squashfs (snap) and overlay (containers), which servers do need. */
export const modulesFilesystems = moduleControl({
  id: 'guest.modules.filesystems',
  title: 'kernel modules of file systems that no server needs do not load',
  sources: [
    'CIS Debian 12 1.1.1.1 to 1.1.1.5, 1.1.1.8',
    'dev-sec os-hardening os_unused_filesystems',
  ],
  level: 'baseline',
  modules: ['cramfs', 'freevxfs', 'hfs', 'hfsplus', 'jffs2', 'udf'],
});

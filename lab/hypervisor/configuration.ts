import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabInstance } from './instance';

/**
 * The whole qemu.conf; everything else is libvirt's default. The host's own file is not read: it
 * may be changed, and the lab is to be the same everywhere.
 */
const qemuConf = `# Written at every start of the lab's hypervisor.
# No cgroups: those of the host are not ours to change.
cgroup_controllers = [ ]
# AppArmor's helper would write profiles into the host's /etc/apparmor.d. The owner of disks, UEFI
# variables and sockets still changes to the QEMU user: that driver is always on.
security_driver = "none"
# No files in the host's /dev/hugepages.
hugetlbfs_mount = [ ]
# QEMU writes its log itself: one program less to run.
stdio_handler = "file"
`;

const libvirtdConf = `# Written at every start of the lab's hypervisor.
# Only root reaches it, by its socket.
unix_sock_group = "root"
unix_sock_ro_perms = "0700"
unix_sock_rw_perms = "0700"
unix_sock_admin_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
`;

/** Network filters as the package ships them, such as clean-traffic. */
const shippedFilters = '/usr/share/libvirt/nwfilter';

/**
 * Writes the instance's /etc/libvirt: its settings, and the network filters of the package. What
 * libvirt keeps there itself (definitions of domains, networks, pools) stays.
 */
export async function writeConfiguration(instance: LabInstance): Promise<void> {
  const filters = join(instance.configFolder, 'nwfilter');
  await mkdir(filters, { recursive: true, mode: 0o755 });
  await writeFile(join(instance.configFolder, 'qemu.conf'), qemuConf, { mode: 0o600 });
  await writeFile(join(instance.configFolder, 'libvirtd.conf'), libvirtdConf, { mode: 0o600 });
  for (const file of await readdir(shippedFilters)) {
    // libvirt adds a UUID to its copy: another one every time would only confuse.
    if (file.endsWith('.xml') && !existsSync(join(filters, file))) {
      await copyFile(join(shippedFilters, file), join(filters, file));
    }
  }
}

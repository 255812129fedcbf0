/** What libvirt says of the VM. */
export const machinePart = String.raw`class Machine:
    def __init__(self, job):
        self.name = job['vm']['name']
        self.uuid = job['vm']['uuid']
        self.uri = job['uri']
        found = self.virsh('domuuid', self.name).strip()
        if found != self.uuid:
            raise Failed('the VM %s has the UUID %s, and the job is for %s: another VM of that name'
                         % (self.name, found, self.uuid))
        self.tree = ElementTree.fromstring(self.virsh('dumpxml', '--inactive', self.name))

    def virsh(self, *command):
        return run('virsh', '--quiet', '--connect', self.uri, *command).stdout

    def state(self):
        return self.virsh('domstate', self.name).strip()

    def disks(self):
        """Paths of the disks by their names in the VM; CDs hold no data."""
        found = {}
        for disk in self.tree.findall('devices/disk'):
            if disk.get('device', 'disk') != 'disk':
                continue
            name = disk.find('target').get('dev')
            source = disk.find('source')
            if disk.get('type') == 'volume':
                found[name] = self.virsh('vol-path', '--pool', source.get('pool'), source.get('volume')).strip()
            else:
                found[name] = source.get('file')
        return found

    def nvram(self):
        return self.tree.findtext('os/nvram')

    def vtpm(self):
        """The folder with the state of the virtual TPM, if the VM has one."""
        folder = os.path.join(VTPM_FOLDER, self.uuid)
        return folder if self.tree.find('devices/tpm') is not None and os.path.isdir(folder) else None`;

/** The test of a restore, and the restore itself. */
export const restorePart = String.raw`def chosen_point(root, asked):
    """The chain to restore, and how many of its points."""
    complete = [chain for chain in chains_in(root) if chain.points]
    if asked is None:
        if not complete:
            raise Failed('there is no backup in %s' % root)
        return complete[-1], len(complete[-1].points)
    match = re.match(r'^(\d{8}T\d{6}Z)/(\d+)$', asked)
    for chain in complete:
        if match and chain.id == match.group(1) and int(match.group(2)) < len(chain.points):
            return chain, int(match.group(2)) + 1
    raise Failed('there is no point %s in %s: "list" shows them' % (asked, root))


def rebuild_disk(job, chain, count, disk, folder):
    """Puts a disk together; in order, and unlike without --sequence, any damage ends it with an error."""
    sequence = [point['data'][disk] for point in chain.points[:count]]
    run('virtnbdrestore', '--uri', job['uri'], '--input', chain.folder, '--output', folder, '--noprogress',
        '--sequence', ','.join(sequence), '--socketfile', socket_path(),
        '--logfile', os.path.join(folder, 'restore.log'))
    path = os.path.join(folder, disk)
    # The writing process ends a moment after virtnbdrestore; until then the image is locked.
    deadline = time.monotonic() + 600
    while True:
        try:
            run('qemu-img', 'check', path)
            return path
        except Failed as error:
            if 'lock' not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test(job, root):
    """Rebuilds every disk beside the backups, and throws them away."""
    clock = time.monotonic()
    chain, count = chosen_point(root, None)
    chain.check(count)
    disks = sorted(chain.points[count - 1]['data'])
    for disk in disks:
        with tempfile.TemporaryDirectory(prefix='.temporary-', dir=root) as folder:
            rebuild_disk(job, chain, count, disk, folder)
    seconds = round(time.monotonic() - clock, 3)
    if seconds > job['recoveryTimeSeconds']:
        raise Failed('rebuilding the disks took %s s, and the recovery time objective is %s s'
                     % (seconds, job['recoveryTimeSeconds']))
    return {'chain': chain.id, 'point': count - 1, 'disks': disks, 'seconds': seconds}


def restore(job, root, asked, first):
    """Puts the disks, the UEFI variables and the virtual TPM of a VM back that is there and switched off."""
    clock = time.monotonic()
    chain, count = chosen_point(root, asked)
    chain.check(count)
    machine = Machine(job)
    state = machine.state()
    if state != 'shut off':
        raise Failed('the VM %s is %s: switch it off first (virsh destroy)' % (machine.name, state))
    point = chain.points[count - 1]
    disks = machine.disks()
    if sorted(disks) != sorted(point['data']):
        raise Failed('the VM %s has the disks %s, and the backup has %s'
                     % (machine.name, ', '.join(sorted(disks)), ', '.join(sorted(point['data']))))
    folders = []
    try:
        rebuilt = {}
        for disk, path in disks.items():
            # Beside the disk, so that it can be put in place at once.
            folders.append(tempfile.mkdtemp(prefix='.restore-', dir=os.path.dirname(path)))
            rebuilt[disk] = rebuild_disk(job, chain, count, disk, folders[-1])
        for disk, path in disks.items():
            put(rebuilt[disk], path)
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    if point['nvram'] is not None and machine.nvram() is not None:
        shutil.copyfile(chain.path(point['nvram']), machine.nvram() + '.new')
        put(machine.nvram() + '.new', machine.nvram())
    if point['vtpm'] is not None and machine.vtpm() is not None:
        restore_vtpm(chain.path(point['vtpm']), machine.vtpm())
    # The bitmaps of the old disks are gone: nothing can be added to any chain of theirs.
    for old in chains_in(first):
        if old.closed is None and old.points:
            old.closed = 'the VM was restored'
            old.save()
    return {'chain': chain.id, 'point': count - 1, 'disks': sorted(disks), 'seconds': round(time.monotonic() - clock, 3)}


def put(new, path):
    """Replaces a file, and keeps its owner and mode."""
    if os.path.exists(path):
        old = os.stat(path)
        os.chown(new, old.st_uid, old.st_gid)
        os.chmod(new, old.st_mode & 0o7777)
    os.replace(new, path)


def restore_vtpm(source, target):
    for where, _, names in os.walk(source):
        for name in names:
            path = os.path.join(target, os.path.relpath(os.path.join(where, name), source))
            if os.path.isdir(os.path.dirname(path)):
                shutil.copyfile(os.path.join(where, name), path + '.new')
                if not os.path.exists(path):
                    owner = os.stat(os.path.dirname(path))
                    os.chown(path + '.new', owner.st_uid, owner.st_gid)
                    os.chmod(path + '.new', 0o600)
                put(path + '.new', path)`;

/** Full and incremental backups. */
export const backUpPart = String.raw`def back_up(job, root, level):
    machine = Machine(job)
    chains = chains_in(root)
    newest = chains[-1] if chains else None
    if level == 'incremental':
        reason = why_not_on_top_of(newest)
        if reason is None:
            newest.remove_unlisted()
            try:
                return add_point(job, machine, newest, 'incremental')
            except Failed as error:
                reason = str(error)
                newest.remove_unlisted()
                newest.closed = 'an incremental backup failed'
                newest.save()
        say('a full backup in place of the incremental one: ' + reason)
    begun = now()
    while newest is not None and begun.strftime('%Y%m%dT%H%M%SZ') <= newest.id:
        time.sleep(0.2)
        begun = now()
    folder = os.path.join(root, begun.strftime('%Y%m%dT%H%M%SZ'))
    os.makedirs(folder, mode=0o700)
    try:
        return add_point(job, machine, Chain(folder), 'full')
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def why_not_on_top_of(chain):
    if chain is None or not chain.points:
        return 'there is no full backup'
    if chain.closed is not None:
        return 'the chain %s is closed: %s' % (chain.id, chain.closed)
    checkpoints = checkpoint_list(chain)
    if checkpoints is None:
        return 'the VM was off at its full backup, which has no checkpoint'
    # An interrupted backup has made a checkpoint, and saved nothing: what changed before it would be missing.
    if checkpoints != chain.points[-1]['checkpoints']:
        return 'the latest backup of the chain %s was interrupted' % chain.id
    return None


def checkpoint_list(chain):
    """Checksum of virtnbdbackup's list of checkpoints, which the next backup goes by, and no restore does."""
    lists = glob.glob(chain.path('*' + CHECKPOINT_LIST))
    return digest_of(lists[0]) if len(lists) == 1 else None


def add_point(job, machine, chain, level):
    began = now()
    clock = time.monotonic()
    present = {name: os.stat(name).st_mtime_ns for name in files_below(chain.folder)}
    running = machine.state() == 'running'
    ended = run('virtnbdbackup', '--uri', machine.uri, '--domain', machine.name,
                '--level', 'full' if level == 'full' else 'inc', '--output', chain.folder, '--compress',
                '--noprogress', '--socketfile', socket_path())
    frozen = re.search(r'Freezed \[(\d+)\] filesystems', ended.stderr)
    vtpm = machine.vtpm()
    if vtpm is not None:
        # The emulator replaces this file as a whole, so that a copy of it is never half of two states.
        shutil.copytree(vtpm, chain.path('vtpm.%d' % len(chain.points)), ignore=shutil.ignore_patterns('.lock'))
    written = [name for name in files_below(chain.folder)
               if present.get(name) != os.stat(name).st_mtime_ns and os.path.basename(name) != MANIFEST
               and not name.endswith(CHECKPOINT_LIST)]
    point = {
        'time': text_of(began),
        'level': level,
        'frozenFileSystems': int(frozen.group(1)) if frozen else 0,
        'seconds': round(time.monotonic() - clock, 3),
        'bytes': sum(os.path.getsize(name) for name in written),
        'data': data_files(chain.folder, written, machine),
        'vtpm': None if vtpm is None else 'vtpm.%d' % len(chain.points),
        'checkpoints': checkpoint_list(chain),
        'nvram': nvram_file(chain.folder, written, machine),
        'files': {os.path.relpath(name, chain.folder): digest_of(name) for name in sorted(written)},
    }
    for name in written:
        with open(name, 'rb') as file:
            os.fsync(file.fileno())
    chain.points.append(point)
    chain.save()
    result = chain.described_point(len(chain.points) - 1)
    if running and point['frozenFileSystems'] == 0:
        result['problem'] = ('the guest agent froze no file system: this backup is kept, and is only as consistent as '
                             'after a power failure; see that qemu-guest-agent runs in %s' % machine.name)
    return result


def files_below(folder):
    return [os.path.join(where, name) for where, _, names in os.walk(folder) for name in names]


def data_files(folder, written, machine):
    """The file of each disk."""
    found = {}
    for disk in machine.disks():
        names = [os.path.basename(name) for name in written
                 if re.match(re.escape(disk) + r'\.(full|copy|inc)\.(.*\.)?data$', os.path.basename(name))]
        if len(names) != 1:
            raise Failed('%s: %d backups of the disk %s instead of one' % (folder, len(names), disk))
        found[disk] = names[0]
    return found


def nvram_file(folder, written, machine):
    nvram = machine.nvram()
    if nvram is None:
        return None
    names = [os.path.basename(name) for name in written
             if os.path.basename(name).startswith(os.path.basename(nvram))]
    if len(names) != 1:
        raise Failed('%s: the UEFI variables %s were not saved' % (folder, nvram))
    return names[0]`;

/** The second copy, and the removal of old chains. */
export const copyPrunePart = String.raw`def copy(job, root, other):
    """Brings the second copy to the state of the first; what was copied is read back and compared."""
    os.makedirs(other, mode=0o700, exist_ok=True)
    copied = []
    for chain in chains_in(root):
        if not chain.points:
            continue
        try:
            theirs = Chain(os.path.join(other, chain.id)).files()
        except Failed:
            theirs = {}  # its list is damaged: everything is copied anew
        for name, digest in sorted(chain.files().items()):
            target = os.path.join(other, chain.id, name)
            if theirs.get(name) == digest and os.path.exists(target):
                continue
            os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
            shutil.copy2(chain.path(name), target + '.new')
            with open(target + '.new', 'rb') as file:
                os.fsync(file.fileno())
            if digest_of(target + '.new') != digest:
                raise Failed('%s: checksum does not match after copying: is the original damaged?' % target)
            os.replace(target + '.new', target)
            copied.append(os.path.join(chain.id, name))
        os.makedirs(os.path.join(other, chain.id), mode=0o700, exist_ok=True)
        with open(chain.path(MANIFEST)) as file:
            write_whole(os.path.join(other, chain.id, MANIFEST), file.read())
    return {'copied': copied}


PERIODS = [
    ('last', lambda moment: moment.timestamp()),
    ('daily', lambda moment: moment.strftime('%Y-%m-%d')),
    ('weekly', lambda moment: moment.strftime('%G-W%V')),
    ('monthly', lambda moment: moment.strftime('%Y-%m')),
    ('yearly', lambda moment: moment.strftime('%Y')),
]


def kept_moments(moments, retention):
    """Each rule counts only periods that no rule before it covers."""
    kept = set()
    passed = set()
    for rule, period_of in PERIODS:
        covered = {period_of(moment) for moment in kept}
        chosen = set()
        for moment in sorted(moments, reverse=True):
            period = period_of(moment)
            if moment in kept or moment in passed or period in covered:
                continue
            if period in chosen:
                passed.add(moment)
                continue
            if len(chosen) >= retention.get(rule, 0):
                break
            chosen.add(period)
            kept.add(moment)
    return kept


def removable(chains, retention):
    """Chains of which nothing is kept. The newest complete one stays, and so does whatever is newer."""
    moments = {chain.id: [moment_of(point['time']) for point in chain.points] for chain in chains}
    kept = kept_moments([moment for some in moments.values() for moment in some], retention)
    complete = [chain.id for chain in chains if chain.points]
    if not complete:
        return []
    return [chain for chain in chains if chain.id < complete[-1] and not kept.intersection(moments[chain.id])]


def prune(job, roots):
    removed = {}
    for root in roots:
        for left in glob.glob(os.path.join(root, '.removing-*')):
            shutil.rmtree(left)
        removed[root] = []
        for chain in removable(chains_in(root), job['retention']):
            doomed = os.path.join(root, '.removing-' + chain.id)
            os.rename(chain.folder, doomed)
            shutil.rmtree(doomed)
            removed[root].append(chain.id)
    return {'removed': removed}`;

/** The command line. */
export const commandsPart = String.raw`def perform(arguments, job, first, second):
    roots = [each for each in (first, second) if each is not None]
    root = second if arguments.from_copy else first
    if arguments.command in ('full', 'incremental'):
        return back_up(job, first, arguments.command)
    if arguments.command == 'copy':
        return copy(job, first, second)
    if arguments.command == 'prune':
        return prune(job, roots)
    if arguments.command == 'test':
        return test(job, root)
    if arguments.command == 'restore':
        return restore(job, root, arguments.point, first)
    return {'chains': [chain.described() for chain in chains_in(root)]}


def main():
    parser = argparse.ArgumentParser(prog='vm-backup')
    parser.add_argument('command', choices=['full', 'incremental', 'copy', 'prune', 'test', 'list', 'restore'])
    parser.add_argument('job')
    parser.add_argument('--from-copy', action='store_true', help='use the second copy')
    parser.add_argument('--point', help='CHAIN/NUMBER, as "list" shows them; the latest unless given')
    arguments = parser.parse_args()
    with open(arguments.job) as file:
        job = json.load(file)
    first = os.path.join(job['target'], job['folder'])
    second = os.path.join(job['copyTarget'], job['folder']) if job.get('copyTarget') else None
    if arguments.from_copy and second is None:
        raise Failed('this policy has no second copy')
    root = second if arguments.from_copy else first
    both = arguments.command in ('copy', 'prune') and second is not None
    for storage in [job['target'], job['copyTarget']] if both else [job['copyTarget' if root == second else 'target']]:
        if not os.path.isdir(storage):
            raise Failed('%s is not there: is it mounted?' % storage)
    os.umask(0o077)
    os.makedirs(root, mode=0o700, exist_ok=True)
    with open(os.path.join(root, '.lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time for each VM
        for left in glob.glob(os.path.join(root, '.temporary-*')):
            shutil.rmtree(left, ignore_errors=True)
        # virtnbdbackup leaves a log for each program that it runs.
        with tempfile.TemporaryDirectory(prefix='.temporary-', dir=root) as folder:
            os.environ['TMPDIR'] = folder
            result = perform(arguments, job, first, second)
    print(json.dumps(result))
    if 'problem' in result:
        raise Failed(result['problem'])


if __name__ == '__main__':
    try:
        main()
    except (Failed, OSError) as failure:
        say('vm-backup: %s' % failure)
        sys.exit(1)`;

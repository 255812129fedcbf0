/** The command line. */
export const commandsPart = String.raw`def main():
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
    os.umask(0o077)
    os.makedirs(root, mode=0o700, exist_ok=True)
    with open(os.path.join(root, '.lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time for each VM
        if arguments.command in ('full', 'incremental'):
            result = back_up(job, first, arguments.command)
        elif arguments.command == 'copy':
            result = copy(job, first, second)
        elif arguments.command == 'prune':
            result = prune(job, [each for each in (first, second) if each is not None])
        elif arguments.command == 'test':
            result = test(job, root)
        elif arguments.command == 'restore':
            result = restore(job, root, arguments.point, first)
        else:
            result = {'chains': [chain.described() for chain in chains_in(root)]}
    print(json.dumps(result))


if __name__ == '__main__':
    try:
        main()
    except (Failed, OSError) as failure:
        say('vm-backup: %s' % failure)
        sys.exit(1)`;

/** Chains of backups, and the list of their files. */
export const chainsPart = String.raw`class Chain:
    """A folder with a full backup and the incremental ones on top of it. Its name is the time at which it began."""

    def __init__(self, folder):
        self.folder = folder
        self.id = os.path.basename(folder)
        self.points = []
        self.closed = None
        try:
            with open(os.path.join(folder, MANIFEST)) as file:
                manifest = json.load(file)
            self.points = manifest['points']
            self.closed = manifest.get('closed')
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError) as error:
            raise Failed('%s is damaged (%s): restore from the other copy' % (os.path.join(folder, MANIFEST), error))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def save(self):
        write_whole(self.path(MANIFEST), json.dumps({'points': self.points, 'closed': self.closed}, indent=2) + '\n')

    def files(self, count=None):
        """Names and checksums of the first points; a later point may have written a file anew."""
        return {name: digest for point in self.points[:count] for name, digest in point['files'].items()}

    def check(self, count=None):
        """Every file of the first points is there, and is what was written."""
        wrong = []
        for name, digest in sorted(self.files(count).items()):
            try:
                if digest_of(self.path(name)) != digest:
                    wrong.append(name)
            except OSError:
                wrong.append(name)
        if wrong:
            raise Failed('%s: checksum does not match: %s' % (self.folder, ', '.join(wrong)))

    def remove_unlisted(self):
        """What an interrupted backup left would be taken for a part of the chain."""
        listed = self.files()
        for folder, _, names in os.walk(self.folder):
            for name in names:
                relative = os.path.relpath(os.path.join(folder, name), self.folder)
                if relative not in listed and relative != MANIFEST and not name.endswith(CHECKPOINT_LIST):
                    os.remove(os.path.join(folder, name))

    def described_point(self, number):
        hidden = ('files', 'checkpoints')
        listed = sorted('%s\0%s' % pair for pair in self.points[number]['files'].items())
        return {'chain': self.id, 'point': number,
                'checksum': 'sha256:' + hashlib.sha256('\n'.join(listed).encode()).hexdigest(),
                **{key: value for key, value in self.points[number].items() if key not in hidden}}

    def described(self):
        points = [self.described_point(number) for number in range(len(self.points))]
        return {'chain': self.id, 'closed': self.closed, 'points': points}


CHAIN_NAME = re.compile(r'^\d{8}T\d{6}Z$')


def chains_in(root):
    """The chains below a folder, oldest first."""
    names = sorted(name for name in (os.listdir(root) if os.path.isdir(root) else []) if CHAIN_NAME.match(name))
    return [Chain(os.path.join(root, name)) for name in names]`;

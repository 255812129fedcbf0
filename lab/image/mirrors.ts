import { run } from '../../lib/operations/process';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The suites that the image is made from, and where Debian serves them. */
const SUITES = {
  bookworm: 'http://deb.debian.org/debian',
  'bookworm-updates': 'http://deb.debian.org/debian',
  'bookworm-security': 'http://deb.debian.org/debian-security',
};

/**
 * Lines of sources.list for building: the mirrors that this machine's apt uses, Debian's own for suites that it does
 * not have (on Ubuntu: all). The image itself gets Debian's own, whatever it was built from.
 */
export async function mirrorLines(): Promise<string[]> {
  const format = '$(ORIGIN)\t$(CODENAME)\t$(COMPONENT)\t$(REPO_URI)';
  const targets = await run('apt-get', [
    'indextargets',
    '--format',
    format,
    'Created-By: Packages',
  ]).catch(() => ({ stdout: '' }));
  return sourcesFrom(targets.stdout);
}

/** As `mirrorLines`, from the output of `apt-get indextargets`. */
export function sourcesFrom(targets: string): string[] {
  const mirrors = new Map(
    targets
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([origin, , component]) => origin === 'Debian' && component === 'main')
      .map(([, codename = '', , uri = '']) => [codename, uri]),
  );
  return Object.entries(SUITES).map(
    ([suite, official]) =>
      `deb [signed-by=${KEYRING}] ${mirrors.get(suite) ?? official} ${suite} main`,
  );
}

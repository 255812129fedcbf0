import { expect, test } from '@jest/globals';
import { sourcesFrom } from '../../../lab/image/mirrors';

const signed = 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';

test('uses the mirrors of this machine, and Debian for suites that it lacks', () => {
  const targets = [
    'Debian\tbookworm\tmain\thttp://mirror.example/debian/',
    'Debian\tbookworm\tcontrib\thttp://mirror.example/contrib/',
    'Example\tbookworm-updates\tmain\thttp://third-party.example/',
  ].join('\n');
  expect(sourcesFrom(targets)).toEqual([
    `${signed} http://mirror.example/debian/ bookworm main`,
    `${signed} http://deb.debian.org/debian bookworm-updates main`,
    `${signed} http://deb.debian.org/debian-security bookworm-security main`,
  ]);
});

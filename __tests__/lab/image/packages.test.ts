import { describe, expect, test } from '@jest/globals';
import {
  installCommand,
  LAB_PACKAGES,
  packagesOf,
  whyNotInstallable,
  type Host,
} from '../../../lab/packages';

const debian: Host = { platform: 'linux', arch: 'x64', osRelease: 'ID=debian\n', root: false };
const command =
  'sudo apt-get update && sudo apt-get install --yes --no-install-recommends ovmf swtpm';

describe('lab packages', () => {
  test('are listed once each, over all groups', () => {
    const all = packagesOf();
    expect(all).toEqual([...new Set(Object.values(LAB_PACKAGES).flat())].sort());
    expect(packagesOf(['network'])).toEqual([...LAB_PACKAGES.network]);
  });

  test('the command is the exact one', () => {
    expect(installCommand(['ovmf', 'swtpm'])).toBe(command);
  });

  test('fails on Debian without root, naming the command', () => {
    expect(whyNotInstallable(debian, ['ovmf', 'swtpm'])).toBe(
      `the lab needs ovmf, swtpm; install them by: ${command}`,
    );
  });

  test.each(['ID=debian', 'ID=ubuntu\nID_LIKE=debian', 'ID="linuxmint"\nID_LIKE="ubuntu debian"'])(
    'installs as root where os-release says %j',
    (osRelease) => {
      expect(whyNotInstallable({ ...debian, osRelease, root: true }, ['ovmf'])).toBeUndefined();
    },
  );

  test.each<[string, Partial<Host>]>([
    ['another distribution', { osRelease: 'ID=fedora\n' }],
    ['macOS', { platform: 'darwin', osRelease: '' }],
    ['another architecture', { arch: 'arm64' }],
  ])('fails on %s, saying what is missing and what works all the same', (_what, host) => {
    const reason = whyNotInstallable({ ...debian, root: true, ...host }, ['ovmf', 'swtpm']);
    expect(reason).toContain('the lab needs ovmf, swtpm');
    expect(reason).toContain('Synth, unit tests and plan review work here all the same');
    expect(reason).not.toContain('apt-get');
  });
});

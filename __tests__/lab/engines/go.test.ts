import { engines } from '../../../lab/engines/catalog';
import { buildArguments, goToolchain, isAtLeast } from '../../../lab/engines/go';

describe('isAtLeast', () => {
  it.each([
    ['go1.26.8', '1.26', true],
    ['go1.26.8', '1.26.6', true],
    ['go1.26', '1.26.6', false],
    ['go1.19.8', '1.24', false],
    ['go2.0', '1.26.6', true],
    ['', '1.24', false],
  ])('%s for %s: %s', (compiler, required, expected) => {
    expect(isAtLeast(compiler, required)).toBe(expected);
  });
});

describe('buildArguments', () => {
  it('stamps the version where the program does not know it', () => {
    expect(buildArguments(engines.proxmox, 'out')).toContain(
      '-ldflags=-s -w -X main.version=0.112.0',
    );
    expect(buildArguments(engines.libvirt, 'out')).toContain('-ldflags=-s -w');
  });
});

describe('goToolchain', () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  it('says what to install where there is no Go', async () => {
    process.env.PATH = '/nonexistent';
    await expect(goToolchain.platform(engines.libvirt)).rejects.toThrow(
      'the libvirt provider 0.8.3 is built from source, and there is no "go" on PATH: it needs Go 1.24 or newer; install a current Go (https://go.dev/doc/install) and put its bin folder on PATH',
    );
  });
});

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureEngine } from '../../../lab/engines/build';
import { FakeToolchain, useTemporaryCache } from './fake-toolchain';

describe('ensureEngine', () => {
  const cache = useTemporaryCache();

  it('builds once, and reuses what it built', async () => {
    const toolchain = new FakeToolchain();
    const first = await ensureEngine('libvirt', { toolchain });
    const second = await ensureEngine('libvirt', { toolchain });

    expect(toolchain.built).toEqual(['libvirt']);
    expect(second).toEqual(first);
    expect(await readFile(first.path, 'utf8')).toBe('program libvirt');
    expect(first.path).toMatch(
      /libvirt-0\.8\.3-[0-9a-f]{16}\/terraform-provider-libvirt_v0\.8\.3$/,
    );
  });

  it('says what it builds, how long that usually takes, and how long it took', async () => {
    const messages: string[] = [];
    const onProgress = (message: string): void => void messages.push(message);
    await ensureEngine('libvirt', { toolchain: new FakeToolchain(), onProgress });

    expect(messages).toEqual([
      'building libvirt provider 0.8.3, usually 20 s after the download ... 0 s',
      expect.stringMatching(/^built libvirt provider 0\.8\.3 in \d+ s$/),
    ]);
  });

  it('finds a program that was changed, says so, and builds it again', async () => {
    const toolchain = new FakeToolchain();
    const messages: string[] = [];
    const built = await ensureEngine('proxmox', { toolchain });
    await writeFile(built.path, 'something else');
    const again = await ensureEngine('proxmox', { toolchain, onProgress: (m) => messages.push(m) });

    expect(messages[0]).toMatch(
      /^Proxmox provider 0\.112\.0 in the cache is damaged \(its SHA-256 is [0-9a-f]{64} instead of [0-9a-f]{64}\), building it again$/,
    );
    expect(again).toEqual(built);
    expect(await readFile(built.path, 'utf8')).toBe('program proxmox');
  });

  it('builds again where the manifest is gone', async () => {
    const toolchain = new FakeToolchain();
    const built = await ensureEngine('libvirt', { toolchain });
    await rm(join(dirname(built.path), 'manifest.json'));
    await ensureEngine('libvirt', { toolchain });

    expect(toolchain.built).toEqual(['libvirt', 'libvirt']);
  });

  it('leaves nothing behind when a build fails, and can build afterwards', async () => {
    const toolchain = new FakeToolchain();
    const broken = new FakeToolchain();
    broken.build = () => Promise.reject(new Error('no network'));

    await expect(ensureEngine('libvirt', { toolchain: broken })).rejects.toThrow('no network');
    expect(await readdir(join(cache.path, 'engines'))).toEqual([]);
    await ensureEngine('libvirt', { toolchain });
    expect(toolchain.built).toEqual(['libvirt']);
  });

  it('builds one at a time, and an engine asked for twice only once', async () => {
    const toolchain = new FakeToolchain();
    await Promise.all([
      ensureEngine('libvirt', { toolchain }),
      ensureEngine('proxmox', { toolchain }),
      ensureEngine('libvirt', { toolchain }),
    ]);

    expect(toolchain.built).toEqual(['libvirt', 'proxmox']);
    expect(toolchain.mostAtOnce).toBe(1);
  });

  it('keeps the work of another process that finished first', async () => {
    const toolchain = new FakeToolchain();
    const other = new FakeToolchain();
    let path = '';
    other.build = async (engine, platform, output) => {
      await jest.isolateModulesAsync(async () => {
        // A second copy of the module has a queue of its own, as another process has.
        const elsewhere = await import('../../../lab/engines/build');
        ({ path } = await elsewhere.ensureEngine('libvirt', { toolchain }));
      });
      await FakeToolchain.prototype.build.call(other, engine, platform, output);
    };

    expect((await ensureEngine('libvirt', { toolchain: other })).path).toBe(path);
    expect(await readdir(join(cache.path, 'engines'))).toHaveLength(1);
  });
});

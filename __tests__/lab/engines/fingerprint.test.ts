import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines, type Engine } from '../../../lab/engines/catalog';
import { fingerprint } from '../../../lab/engines/fingerprint';
import type { Platform } from '../../../lab/engines/go';

describe('fingerprint', () => {
  const platform: Platform = { os: 'linux', arch: 'amd64', compiler: 'go1.26.8' };
  let engine: Engine;

  beforeEach(async () => {
    const module = await mkdtemp(join(tmpdir(), 'vm-lifecycle-test-'));
    await writeFile(join(module, 'go.mod'), 'module one\n');
    await writeFile(join(module, 'go.sum'), 'sums\n');
    await writeFile(join(module, 'main.go'), 'package main\n');
    engine = { ...engines.vcenter, module };
  });
  afterEach(() => rm(engine.module, { recursive: true, force: true }));

  it('is the same for the same inputs, whatever else lies in the folder', async () => {
    const before = await fingerprint(engine, platform);
    await writeFile(join(engine.module, 'notes.txt'), 'nothing that Go reads');
    expect(await fingerprint(engine, platform)).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each(['go.mod', 'go.sum', 'main.go', 'new.go'])('changes with %s', async (file) => {
    const before = await fingerprint(engine, platform);
    await writeFile(join(engine.module, file), 'changed\n');
    expect(await fingerprint(engine, platform)).not.toBe(before);
  });

  it.each<Partial<Platform>>([{ os: 'darwin' }, { arch: 'arm64' }, { compiler: 'go1.27' }])(
    'changes with the platform (%j)',
    async (change) => {
      const other = await fingerprint(engine, { ...platform, ...change });
      expect(other).not.toBe(await fingerprint(engine, platform));
    },
  );

  it('changes with the build flags', async () => {
    const stamped = { ...engine, variables: { 'main.version': '1' } };
    expect(await fingerprint(stamped, platform)).not.toBe(await fingerprint(engine, platform));
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../lab/engines/catalog';
import type { Platform, Toolchain } from '../../../lab/engines/go';

/** A toolchain that writes a text in place of a program, and remembers what it built. */
export class FakeToolchain implements Toolchain {
  readonly built: string[] = [];
  running = 0;
  mostAtOnce = 0;

  constructor(readonly machine: Platform = { os: 'linux', arch: 'amd64', compiler: 'go1.99' }) {}

  platform(): Promise<Platform> {
    return Promise.resolve(this.machine);
  }

  async build(engine: Engine, _platform: Platform, output: string): Promise<void> {
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await writeFile(output, `program ${engine.name}`);
    this.built.push(engine.name);
    this.running -= 1;
  }
}

/** Gives each test of a file an empty cache of its own. */
export function useTemporaryCache(): { readonly path: string } {
  const cache = { path: '' };
  const before = process.env.VM_LIFECYCLE_CACHE;
  beforeEach(() => {
    cache.path = mkdtempSync(join(tmpdir(), 'vm-lifecycle-test-'));
    process.env.VM_LIFECYCLE_CACHE = cache.path;
  });
  afterEach(() => {
    rmSync(cache.path, { recursive: true, force: true });
    if (before === undefined) delete process.env.VM_LIFECYCLE_CACHE;
    else process.env.VM_LIFECYCLE_CACHE = before;
  });
  return cache;
}

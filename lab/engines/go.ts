import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, which } from '../../lib/operations/process';
import type { Engine } from './catalog';

/** The machine and compiler that an engine is built with. */
export interface Platform {
  /** `linux`, `darwin`, ... in Go's words, which are also Terraform's. */
  readonly os: string;
  /** `amd64`, `arm64`, ... */
  readonly arch: string;
  /** `go1.26.8` */
  readonly compiler: string;
}

/** What turns an engine's module into a program; tests pass their own. */
export interface Toolchain {
  platform(engine: Engine): Promise<Platform>;
  build(engine: Engine, platform: Platform, output: string): Promise<void>;
}

/** The flags of every build: no path, commit or debug information of the building machine. */
export function buildArguments(engine: Engine, output: string): string[] {
  const variables = Object.entries(engine.variables).map(([name, value]) => `-X ${name}=${value}`);
  return [
    'build',
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    `-ldflags=${['-s', '-w', ...variables].join(' ')}`,
    '-o',
    output,
    engine.package,
  ];
}

const installHint =
  'install a current Go (https://go.dev/doc/install) and put its bin folder on PATH';

/** The Go compiler on PATH. */
export const goToolchain: Toolchain = {
  async platform(engine) {
    const go = await requireGo(engine);
    const { stdout, stderr } = await run(go, ['env', 'GOHOSTOS', 'GOHOSTARCH', 'GOVERSION'], {
      cwd: engine.module,
      env: goEnvironment(),
      allow: [1, 2], // an old Go can't read a newer module; that is told apart below
    });
    const [os = '', arch = '', compiler = ''] = stdout.trim().split('\n');
    if (!isAtLeast(compiler, requiredGo(engine))) {
      throw new Error(
        `the ${engine.title} ${engine.version} needs Go ${requiredGo(engine)} or newer, and ${go} is ` +
          `${compiler || 'not able to read its module'}: ${installHint}\n${stderr}`.trimEnd(),
      );
    }
    return { os, arch, compiler };
  },

  async build(engine, platform, output) {
    await run(await requireGo(engine), buildArguments(engine, output), {
      cwd: engine.module,
      env: { ...goEnvironment(), GOOS: platform.os, GOARCH: platform.arch },
    });
  },
};

/** A user's own Go settings for proxies and caches stay; those that would change the program go. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', CGO_ENABLED: '0' };
}

async function requireGo(engine: Engine): Promise<string> {
  const go = await which('go');
  if (go === undefined) {
    throw new Error(
      `the ${engine.title} ${engine.version} is built from source, and there is no "go" on PATH: ` +
        `it needs Go ${requiredGo(engine)} or newer; ${installHint}`,
    );
  }
  return go;
}

/** Whether `go1.26.8` is at least `1.26` or `1.26.6`. */
export function isAtLeast(compiler: string, required: string): boolean {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [found, wanted] = [numbers(compiler), numbers(required)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (found[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The oldest Go that the engine's module accepts. */
function requiredGo(engine: Engine): string {
  const module = readFileSync(join(engine.module, 'go.mod'), 'utf8');
  return /^go (\S+)$/m.exec(module)?.[1] ?? '1.26';
}

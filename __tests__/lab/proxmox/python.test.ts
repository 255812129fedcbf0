import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  ensureSimulatorPython,
  type Interpreter,
  type PythonTools,
} from '../../../lab/proxmox/python';
import * as packages from '../../../lab/packages';

const interpreter: Interpreter = {
  executable: '/usr/bin/python3',
  version: [3, 11, 2],
  platform: 'linux-x86_64',
};

/** Makes a folder with one file, and counts. */
class FakeTools implements PythonTools {
  made = 0;
  found: Interpreter | undefined = interpreter;
  readonly find = (): Promise<Interpreter | undefined> => Promise.resolve(this.found);
  install: PythonTools['install'] = (_interpreter, folder, _requirements, onLine) => {
    this.made += 1;
    onLine('Collecting fakepve==0.5.0 (from -r somewhere)');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'python'), 'the interpreter');
    return Promise.resolve();
  };
}

describe("the simulator's Python environment", () => {
  let cache: string;
  let tools: FakeTools;
  const before = process.env.VM_LIFECYCLE_CACHE;

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'vm-lifecycle-python-'));
    process.env.VM_LIFECYCLE_CACHE = cache;
    tools = new FakeTools();
  });

  afterEach(() => {
    if (before === undefined) delete process.env.VM_LIFECYCLE_CACHE;
    else process.env.VM_LIFECYCLE_CACHE = before;
    rmSync(cache, { recursive: true, force: true });
    jest.restoreAllMocks();
  });

  const environments = (): string[] =>
    readdirSync(join(cache, 'python')).filter((name) => name !== '.lock');

  it('is made once, below the cache, and used again', async () => {
    const python = await ensureSimulatorPython({ tools });
    expect(dirname(dirname(dirname(python)))).toBe(join(cache, 'python'));
    expect(existsSync(python)).toBe(true);
    expect(await ensureSimulatorPython({ tools })).toBe(python);
    expect(tools.made).toBe(1);
  });

  it('is another one for another interpreter', async () => {
    const python = await ensureSimulatorPython({ tools });
    tools.found = { ...interpreter, version: [3, 12, 1] };
    expect(await ensureSimulatorPython({ tools })).not.toBe(python);
    expect(environments()).toHaveLength(2);
  });

  it('is made once where it is asked for twice at the same time', async () => {
    const both = await Promise.all([
      ensureSimulatorPython({ tools }),
      ensureSimulatorPython({ tools }),
    ]);
    expect(both[0]).toBe(both[1]);
    expect(tools.made).toBe(1);
  });

  it('is made again where a file of it has changed, and says so', async () => {
    const python = await ensureSimulatorPython({ tools });
    writeFileSync(python, 'something else');
    const messages: string[] = [];
    await ensureSimulatorPython({ tools, onProgress: (message) => messages.push(message) });
    expect(messages[0]).toMatch(
      /^Proxmox simulator: its Python environment has the SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}, making it again$/,
    );
    expect(tools.made).toBe(2);
  });

  it('ignores what Python compiles by itself', async () => {
    const python = await ensureSimulatorPython({ tools });
    mkdirSync(join(dirname(python), '__pycache__'));
    writeFileSync(join(dirname(python), '__pycache__', 'a.pyc'), 'compiled');
    await ensureSimulatorPython({ tools });
    expect(tools.made).toBe(1);
  });

  it('leaves nothing behind when it fails, and removes what an interrupted build left', async () => {
    mkdirSync(join(cache, 'python', '.building-old', 'next'), { recursive: true });
    const { install } = tools;
    tools.install = () => Promise.reject(new Error('no package index'));
    await expect(ensureSimulatorPython({ tools })).rejects.toThrow('no package index');
    expect(environments()).toEqual([]);
    tools.install = install;
    await ensureSimulatorPython({ tools });
    expect(environments()).toHaveLength(1);
  });

  it('fails where no Python fits and none can be installed, naming the command', async () => {
    tools.found = undefined;
    const refused = new packages.PackagesMissing('install them by: sudo apt-get ...', ['python3']);
    const install = jest.spyOn(packages, 'ensurePackages').mockRejectedValue(refused);
    await expect(ensureSimulatorPython({ tools })).rejects.toThrow(/install them by: sudo apt-get/);
    expect(install).toHaveBeenCalledWith(expect.objectContaining({ groups: ['proxmox'] }));
  });

  it('fails where even the installed Python is too old', async () => {
    tools.found = undefined;
    jest.spyOn(packages, 'ensurePackages').mockResolvedValue();
    await expect(ensureSimulatorPython({ tools })).rejects.toThrow(
      'the Proxmox simulator needs Python 3.11 or later with venv',
    );
  });
});

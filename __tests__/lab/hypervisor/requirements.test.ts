import {
  checkRequirements,
  runningCommand,
  type Machine,
} from '../../../lab/hypervisor/requirements';

const complete: Machine = {
  platform: 'linux',
  isRoot: true,
  hasProgram: () => Promise.resolve(true),
  hasFile: () => true,
  command: 'npm run lab:deploy',
};

describe('checkRequirements', () => {
  it('is content with a machine that has everything', async () => {
    await expect(checkRequirements(complete)).resolves.toBeUndefined();
  });

  it('fails on macOS with what to do instead', async () => {
    await expect(checkRequirements({ ...complete, platform: 'darwin' })).rejects.toThrow(
      /needs Linux .* this is darwin: run it in a Linux virtual machine/,
    );
  });

  it('fails with the command to install everything that is missing', async () => {
    const machine: Machine = {
      ...complete,
      hasProgram: (name) => Promise.resolve(name !== 'swtpm_setup' && name !== 'virsh'),
      hasFile: (path) => !path.startsWith('/usr/share/OVMF'),
    };
    await expect(checkRequirements(machine)).rejects.toThrow(
      'sudo apt-get install --no-install-recommends libvirt-clients ovmf swtpm-tools',
    );
  });

  it('fails without root, with the exact command', async () => {
    await expect(checkRequirements({ ...complete, isRoot: false })).rejects.toThrow(
      'sudo env "PATH=$PATH" npm run lab:deploy',
    );
  });
});

describe('runningCommand', () => {
  it.each([
    ['lab:deploy', ['node', 'x'], 'npm run lab:deploy'],
    [undefined, ['node', "it's", 'a b', '--x=1'], `node 'it'\\''s' 'a b' --x=1`],
    ['npx', ['node', 'x'], 'node x'],
  ])('%s', (script, line, expected) => {
    expect(runningCommand(script, line)).toBe(expected);
  });
});

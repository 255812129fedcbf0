import { App } from 'cdktf';
import {
  EnvironmentStack,
  HardenedVm,
  Network,
  Size,
  Template,
  VmLifecycleError,
} from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';

function textsOf(size: Size): readonly string[] {
  const stack = new EnvironmentStack(new App({ outdir: '/nonexistent' }), 'lab', { owner: 'ops' });
  new LibvirtHypervisor(stack, 'Libvirt');
  const template = new Template(stack, 'T', {
    templateName: 'debian',
    generation: '1',
    image: '/i.qcow2',
  });
  const network = Network.fromName(stack, 'N', { networkName: 'net' });
  try {
    new HardenedVm(stack, 'Vm', {
      name: 'vm-1',
      purpose: 'test',
      template,
      cpuCount: 1,
      memory: Size.gibibytes(1),
      dataDisks: [{ name: 'data', size }],
      recordedDisks: { data: Size.gibibytes(40) },
      networks: [{ network }],
      guest: {
        sshAuthorizedKeys: [
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb a',
        ],
        logCollector: { address: '10.0.0.5' },
      },
    });
    return [];
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    return error.message.split('\n');
  }
}

describe('disks that were recorded at the last apply', () => {
  test('pass with their size', () => {
    expect(textsOf(Size.gibibytes(40))).toEqual([]);
  });

  test('do not shrink', () => {
    expect(textsOf(Size.gibibytes(20))).toEqual([
      expect.stringMatching(/^\[VML027\] lab\/Vm\.dataDisks\[0\]\.size: got 20 GiB; /),
    ]);
  });

  test('do not grow under libvirt, which would erase them', () => {
    expect(textsOf(Size.gibibytes(60))).toEqual([
      '[VML028] lab/Vm.dataDisks.data.size: got 60 GiB; the disk has 40 GiB, and the provider replaces a volume whose size changes, which would erase it; keep 40 GiB, and add a data disk for more room',
    ]);
  });
});

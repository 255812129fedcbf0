import { terraformEnvironment } from '../../lab/engines/terraform';
import { labStack } from '../../lab/stack';
import { which } from '../../lib/operations/process';
import { vmsOf } from '../../lib';
import { TestLab } from './support';

jest.setTimeout(600_000);

const flags = ['--auto-approve', '--skip-provider-lock'];

describe('the same commit on OpenTofu', () => {
  let lab: TestLab;
  let tofu: NodeJS.ProcessEnv;

  beforeAll(async () => {
    lab = await TestLab.start('tofu');
    const { TERRAFORM_BINARY_NAME, TF_CLI_CONFIG_FILE } = await terraformEnvironment(
      ['libvirt', 'proxmox', 'vsphere'],
      {
        use: 'opentofu',
      },
    );
    tofu = { TERRAFORM_BINARY_NAME, TF_CLI_CONFIG_FILE };
  });

  test('cdktf deploys, and its diff is empty', async () => {
    expect((await lab.cdktf(['deploy', 'lab', ...flags], tofu)).stdout).toContain('Apply complete');
    expect(await lab.virsh('list', '--name')).toContain('web-01');
    expect((await lab.cdktf(['diff', 'lab', '--skip-provider-lock'], tofu)).stdout).toContain(
      'No changes',
    );
  });

  test('the state is readable by Terraform where that is installed, without changes', async () => {
    const binary = (await which('terraform')) ?? tofu.TERRAFORM_BINARY_NAME;
    await lab.terraform(['init', '-reconfigure', '-input=false', '-no-color'], binary);
    const plan = await lab.terraform(
      ['plan', '-detailed-exitcode', '-input=false', '-no-color'],
      binary,
    );
    expect({ code: plan.code, stderr: plan.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('cdktf destroys, and nothing is left', async () => {
    expect((await lab.cdktf(['destroy', 'lab', ...flags], tofu)).stdout).toContain(
      'Destroy complete',
    );
    const stack = labStack({ instance: lab.instance.name });
    expect(await lab.stop(vmsOf(stack.node.root))).toEqual({ left: [], processes: 0 });
  });
});

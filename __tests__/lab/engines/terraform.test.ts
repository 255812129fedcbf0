import { chmod, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { terraformBinary, terraformEnvironment } from '../../../lab/engines/terraform';
import { FakeToolchain, useTemporaryCache } from './fake-toolchain';

describe('terraformBinary', () => {
  const cache = useTemporaryCache();
  const { PATH, TERRAFORM_BINARY_NAME } = process.env;
  const toolchain = new FakeToolchain();

  beforeEach(() => {
    process.env.PATH = cache.path;
    delete process.env.TERRAFORM_BINARY_NAME;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (TERRAFORM_BINARY_NAME !== undefined) {
      process.env.TERRAFORM_BINARY_NAME = TERRAFORM_BINARY_NAME;
    } else delete process.env.TERRAFORM_BINARY_NAME;
  });

  const install = async (name: string): Promise<string> => {
    const path = join(cache.path, name);
    await writeFile(path, '#!/bin/sh\n');
    await chmod(path, 0o755);
    return path;
  };

  it('takes TERRAFORM_BINARY_NAME first', async () => {
    await install('terraform');
    process.env.TERRAFORM_BINARY_NAME = await install('other');
    expect(await terraformBinary({ toolchain })).toBe(join(cache.path, 'other'));
  });

  it('refuses a TERRAFORM_BINARY_NAME that does not exist', async () => {
    process.env.TERRAFORM_BINARY_NAME = 'absent';
    await expect(terraformBinary({ toolchain })).rejects.toThrow(
      'TERRAFORM_BINARY_NAME is absent, and there is no such program',
    );
  });

  it('takes terraform, then tofu, then builds OpenTofu', async () => {
    expect(basename(await terraformBinary({ toolchain }))).toBe('tofu');
    expect(toolchain.built).toEqual(['opentofu']);
    const tofu = await install('tofu');
    expect(await terraformBinary({ toolchain })).toBe(tofu);
    const terraform = await install('terraform');
    expect(await terraformBinary({ toolchain })).toBe(terraform);
  });

  it('gives the pinned OpenTofu to who asks for it', async () => {
    await install('terraform');
    const path = await terraformBinary({ use: 'opentofu', toolchain });
    expect(path).toContain('opentofu-1.12.6-');
  });

  it('tells child processes where everything is, and to be quiet', async () => {
    const terraform = await install('terraform');
    const environment = await terraformEnvironment(['libvirt'], { toolchain });
    expect(environment).toMatchObject({
      PATH: cache.path,
      TERRAFORM_BINARY_NAME: terraform,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    });
    expect(environment.TF_CLI_CONFIG_FILE).toMatch(/terraform\.rc$/);
  });
});

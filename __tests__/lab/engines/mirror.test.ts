import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ensureEngine } from '../../../lab/engines/build';
import { providerMirror } from '../../../lab/engines/mirror';
import { FakeToolchain, useTemporaryCache } from './fake-toolchain';

describe('providerMirror', () => {
  const cache = useTemporaryCache();
  const inMirror = (configuration: string, path: string): string =>
    join(dirname(configuration), 'providers', path);
  const libvirt =
    'registry.opentofu.org/dmacvicar/libvirt/0.8.3/linux_amd64/terraform-provider-libvirt_v0.8.3';

  it('lays providers out for Terraform and for OpenTofu, in real folders', async () => {
    const configuration = await providerMirror(['vsphere', 'libvirt'], {
      toolchain: new FakeToolchain(),
    });
    const root = inMirror(configuration, '');
    const files = (await readdir(root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort();

    expect(files).toEqual([
      libvirt,
      'registry.opentofu.org/vmware/vsphere/2.1.1/linux_amd64/terraform-provider-vsphere_v2.1.1',
      'registry.terraform.io/dmacvicar/libvirt/0.8.3/linux_amd64/terraform-provider-libvirt_v0.8.3',
      'registry.terraform.io/vmware/vsphere/2.1.1/linux_amd64/terraform-provider-vsphere_v2.1.1',
    ]);
    expect(await readFile(inMirror(configuration, libvirt), 'utf8')).toBe('program libvirt');
  });

  it('takes these providers from the mirror, and all others as usual', async () => {
    const configuration = await providerMirror(['libvirt'], { toolchain: new FakeToolchain() });
    const mine =
      '["registry.terraform.io/dmacvicar/libvirt", "registry.opentofu.org/dmacvicar/libvirt"]';

    expect(await readFile(configuration, 'utf8')).toBe(
      `provider_installation {
  filesystem_mirror {
    path    = "${inMirror(configuration, '').replace(/\/$/, '')}"
    include = ${mine}
  }
  direct {
    exclude = ${mine}
  }
}
`,
    );
  });

  it('is the same mirror for the same providers in any order', async () => {
    const toolchain = new FakeToolchain();
    const one = await providerMirror(['libvirt', 'proxmox'], { toolchain });
    expect(await providerMirror(['proxmox', 'libvirt', 'proxmox'], { toolchain })).toBe(one);
    expect(await providerMirror(['proxmox'], { toolchain })).not.toBe(one);
    expect(await readdir(join(cache.path, 'mirrors'))).toHaveLength(2);
  });

  it('replaces a provider that was changed', async () => {
    const toolchain = new FakeToolchain();
    const configuration = await providerMirror(['libvirt'], { toolchain });
    const placed = inMirror(configuration, libvirt);
    await rm(placed);
    await writeFile(placed, 'something else');
    await providerMirror(['libvirt'], { toolchain });

    expect(await readFile(placed, 'utf8')).toBe('program libvirt');
    const { path } = await ensureEngine('libvirt', { toolchain });
    expect((await stat(placed)).ino).toBe((await stat(path)).ino);
  });
});

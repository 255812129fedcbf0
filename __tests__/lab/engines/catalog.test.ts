import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engines, type Engine } from '../../../lab/engines/catalog';
import { providerVersions } from '../../../lab/engines/provider-versions';

describe('catalog', () => {
  const all = Object.values(engines);
  const read = (engine: Engine, file: string): string =>
    readFileSync(join(engine.module, file), 'utf8');

  it.each(all)('$name: the Go module pins the version of the catalog', (engine) => {
    // A v2 tag without /v2 in its path is no Go version: the module pins the tag's commit instead.
    const pinned = engine.name === 'vsphere' ? '-f78c6d6f1da6' : ` v${engine.version}`;
    expect(read(engine, 'go.mod')).toContain(`${pinned}\n`);
    expect(read(engine, 'go.sum')).toContain(`${pinned.trim()} h1:`);
  });

  it.each(all.filter((engine) => engine.package !== '.'))(
    '$name: the Go module lists the program as a tool',
    (engine) => {
      expect(read(engine, 'go.mod')).toMatch(new RegExp(`^tool ${engine.package}$`, 'm'));
    },
  );

  it('runs what the bindings are made for, except for vSphere', () => {
    const versions = providerVersions();
    expect(engines.libvirt.version).toBe(versions.libvirt.version);
    expect(engines.proxmox.version).toBe(versions.proxmox.version);
    expect(engines.vsphere.version).toBe(versions.vsphere.labVersion);
    expect(engines.vsphere.version).not.toBe(versions.vsphere.version);
  });
});

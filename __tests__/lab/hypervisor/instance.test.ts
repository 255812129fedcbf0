import { labInstance, labNetwork } from '../../../lab/hypervisor/instance';

describe('labInstance', () => {
  it('is plain data below one fixed folder', () => {
    expect(labInstance('lab', {})).toEqual({
      name: 'lab',
      root: '/var/lib/vm-lifecycle-lab/lab',
      socket: '/var/lib/vm-lifecycle-lab/lab/run/libvirt-sock',
      uri: 'qemu:///system?socket=/var/lib/vm-lifecycle-lab/lab/run/libvirt-sock',
      stateFolder: '/var/lib/vm-lifecycle-lab/lab/state',
      logFolder: '/var/lib/vm-lifecycle-lab/lab/log',
      collectorLog: '/var/lib/vm-lifecycle-lab/lab/log/collector.log',
      imagesFolder: '/var/lib/vm-lifecycle-lab/lab/images',
      runFolder: '/var/lib/vm-lifecycle-lab/lab/run',
      configFolder: '/var/lib/vm-lifecycle-lab/lab/etc',
      nvramFolder: '/var/lib/vm-lifecycle-lab/lab/lib/qemu/nvram',
      vtpmFolder: '/var/lib/vm-lifecycle-lab/lab/lib/swtpm',
    });
  });

  it('keeps two instances apart, and follows VM_LIFECYCLE_LAB_ROOT', () => {
    expect(labInstance('e2e', { VM_LIFECYCLE_LAB_ROOT: '/srv/labs' }).root).toBe('/srv/labs/e2e');
    expect(labInstance('e2e', { VM_LIFECYCLE_LAB_ROOT: '' }).root).toBe(
      '/var/lib/vm-lifecycle-lab/e2e',
    );
  });

  it.each(['', '../etc', 'Lab', '-x', 'a'.repeat(32)])('fails for the name %j', (name) => {
    expect(() => labInstance(name, {})).toThrow(/^a lab instance cannot be called/);
  });

  it.each([
    ['/srv/two words', /quoting/],
    [`/${'x'.repeat(90)}`, /longer than 107 bytes/],
    ['/run/labs', /mounted there/],
    ['/var/lib/libvirt/labs', /mounted there/],
  ])('fails for the folder %j', (folder, message) => {
    expect(() => labInstance('lab', { VM_LIFECYCLE_LAB_ROOT: folder })).toThrow(message);
  });
});

describe('labNetwork', () => {
  it('has only addresses that are kept for documentation', () => {
    const addresses = [
      labNetwork.collector.address,
      ...labNetwork.listeners.map(({ address }) => address),
    ];
    expect(addresses.every((address) => address.startsWith('192.0.2.'))).toBe(true);
    expect(labNetwork.guests).toBe('198.51.100.0/24');
  });
});

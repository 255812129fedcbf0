import { domainArguments, type DomainParts } from '../../../../lib/drivers/libvirt/map-domain';
import { domainXslt } from '../../../../lib/drivers/libvirt/map-domain-xslt';
import { Size } from '../../../../lib/model/size';
import type { VirtualMachine } from '../../../../lib/model/virtual-machine';
import { nic, options, poolOf, request } from './fixture';

const parts: DomainParts = { systemVolumeId: 'system-id', dataVolumeIds: [], seedId: 'seed-id' };

function domain(
  changes: Partial<VirtualMachine> = {},
  given: Partial<DomainParts> = {},
): ReturnType<typeof domainArguments> {
  return domainArguments(request(changes), options, { ...parts, ...given });
}

describe('the arguments of a domain', () => {
  test('are these, and no others, for a VM with defaults', () => {
    const { vm, plan } = request();
    expect(domain()).toEqual({
      name: 'web-1',
      type: 'kvm',
      machine: 'q35',
      vcpu: 2,
      memory: 1024,
      cpu: { mode: 'host-model' },
      firmware: '/ovmf/code.ms.fd',
      nvram: {
        file: '/nvram/5a1d6b9e-0000-4000-8000-000000000001.fd',
        template: '/ovmf/vars.ms.fd',
      },
      tpm: { backendType: 'emulator', backendVersion: '2.0', backendPersistentState: true },
      qemuAgent: false,
      autostart: true,
      running: true,
      cloudinit: 'seed-id',
      disk: [{ volumeId: 'system-id' }],
      networkInterface: [
        { networkId: 'id-of-office', mac: '52:54:00:00:00:01', waitForLease: false },
      ],
      console: [{ type: 'pty', targetPort: '0', targetType: 'serial' }],
      xml: { xslt: domainXslt(vm, plan) },
    });
  });

  test('without Secure Boot start the plain firmware with empty variables', () => {
    expect(domain({ secureBoot: false })).toMatchObject({
      firmware: '/ovmf/code.fd',
      nvram: { template: '/ovmf/vars.fd' },
    });
  });

  test('of a BIOS VM have neither firmware nor variables', () => {
    const fields = Object.keys(domain({ firmware: 'bios', secureBoot: false, vtpm: false }));
    expect(fields).not.toContain('firmware');
    expect(fields).not.toContain('nvram');
    expect(fields).not.toContain('tpm');
  });

  test('attach the system disk first, then the data disks in their order', () => {
    expect(domain({}, { dataVolumeIds: ['data-id', 'log-id'] }).disk).toEqual([
      { volumeId: 'system-id' },
      { volumeId: 'data-id' },
      { volumeId: 'log-id' },
    ]);
  });

  test.each([
    [{ id: 'an-id' }, { networkId: 'an-id' }],
    [{ name: 'default' }, { networkName: 'default' }],
    [{ bridge: 'br0' }, { bridge: 'br0' }],
    // Names go into templates of Terraform; ids are tokens of ours.
    [{ name: '${x}' }, { networkName: '$${x}' }],
    [{ bridge: '%{x}' }, { bridge: '%%{x}' }],
  ])('attach an interface to %j', (attachment, expected) => {
    const network = { networkName: 'office', attachment };
    expect(domain({ networks: [nic({ network })] }).networkInterface).toEqual([
      { ...expected, mac: '52:54:00:00:00:01', waitForLease: false },
    ]);
  });

  test.each([
    [Size.mebibytes(768), 768],
    [Size.gibibytes(3), 3072],
  ])('count %s of memory in MiB', (memory, expected) => {
    expect(domain({ memory }).memory).toBe(expected);
  });

  test.each([
    [2, 200],
    [1, 100],
    [0.5, 50],
    [1 / 3, 33],
  ])('of a member of a pool of weight %d have %d CPU shares', (weight, shares) => {
    const { vm, plan } = request();
    const { xml } = domainArguments({ ...request(), pool: poolOf(weight) }, options, parts);
    expect(xml).toEqual({ xslt: domainXslt(vm, plan, shares) });
  });

  test('of a member of a pool that is not made here have none', () => {
    const { vm, plan } = request();
    const { xml } = domainArguments({ ...request(), pool: poolOf(undefined) }, options, parts);
    expect(xml).toEqual({ xslt: domainXslt(vm, plan) });
  });

  test('carry no text that replaces the domain when it changes', () => {
    const one = domain({ purpose: 'one', owner: 'a', tags: { a: 'b' }, expires: '2027-01-01' });
    expect(one).toEqual(domain({ purpose: 'two', owner: 'c' }));
  });
});

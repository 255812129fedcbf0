import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { labInstance, type LabInstance } from '../../../lab/hypervisor/instance';
import { guestProcesses, leftovers, removeVtpmState } from '../../../lab/hypervisor/leftovers';

const kept = 'b769c579-b397-49c5-bb5c-dc077c711428';
const gone = 'c2459ff6-4025-4df2-9ce3-8d48efb76a09';

describe('leftovers', () => {
  let instance: LabInstance;
  const write = (path: string, text = ''): void => {
    const file = join(instance.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  beforeEach(() => {
    const parent = mkdtempSync(join(tmpdir(), 'vml-'));
    instance = labInstance('lab', { VM_LIFECYCLE_LAB_ROOT: parent });
  });
  afterEach(() => {
    rmSync(dirname(instance.root), { recursive: true });
  });

  it('finds nothing where nothing was ever made', () => {
    expect(leftovers(instance)).toEqual([]);
  });

  it('finds what libvirt and its provider leave, each once', () => {
    write('etc/qemu/web.xml', `<domain><uuid>${kept}</uuid></domain>`);
    write('run/qemu/web.xml', `<domstatus><domain><uuid>${kept}</uuid></domain></domstatus>`);
    write('run/qemu/web.pid');
    write('etc/qemu/networks/guests.xml');
    write('etc/storage/guests.xml', `<pool><path>${instance.imagesFolder}/guests</path></pool>`);
    write('run/nwfilter-binding/vnet0.xml');
    write('images/guests/web.qcow2');
    write('lib/qemu/nvram/web_VARS.fd');
    write(`lib/swtpm/${gone}/tpm2/state`);

    expect(leftovers(instance)).toEqual([
      { kind: 'domain', name: 'web' },
      { kind: 'volume', name: join(instance.imagesFolder, 'guests/web.qcow2') },
      { kind: 'pool', name: 'guests' },
      { kind: 'network', name: 'guests' },
      { kind: 'nwfilter-binding', name: 'vnet0' },
      { kind: 'nvram', name: join(instance.nvramFolder, 'web_VARS.fd') },
      { kind: 'vtpm', name: gone },
    ]);
  });

  it('removes the vTPM state of guests that are gone', () => {
    write(`lib/swtpm/${gone}/tpm2/state`);
    expect(removeVtpmState(instance, [gone.toUpperCase(), kept])).toEqual([gone]);
    expect(existsSync(join(instance.vtpmFolder, gone))).toBe(false);
  });

  it('fails to remove the vTPM state of a guest that still exists', () => {
    write(`lib/swtpm/${kept}/tpm2/state`);
    write('etc/qemu/web.xml', `<domain><uuid>${kept}</uuid></domain>`);
    expect(() => removeVtpmState(instance, [kept])).toThrow(`web (${kept}); destroy the guest`);
    expect(existsSync(join(instance.vtpmFolder, kept))).toBe(true);
  });

  it.each(['..', '', `${gone}/..`])('fails to remove %j', (id) => {
    expect(() => removeVtpmState(instance, [id])).toThrow(/^not a UUID of a guest/);
  });
});

describe('guestProcesses', () => {
  it('leaves out the hypervisor itself', () => {
    const commands = [
      'unshare --mount --net /bin/bash /x/private-libvirtd.sh inside /r /usr/bin/node',
      '/bin/bash /x/private-libvirtd.sh inside /r /usr/bin/node /x/services.js',
      '/usr/bin/node /x/services.js /r/log/collector.log',
      'libvirtd --pid-file /run/libvirtd.pid',
      '/usr/bin/swtpm socket --ctrl type=unixio',
      '/usr/bin/qemu-system-x86_64 -name guest=web',
      '/usr/sbin/dnsmasq --conf-file=/var/lib/libvirt/dnsmasq/guests.conf',
    ];
    const processes = commands.map((command, index) => ({ pid: index + 10, command }));
    expect(guestProcesses(processes)).toEqual([
      '14 /usr/bin/swtpm',
      '15 /usr/bin/qemu-system-x86_64',
      '16 /usr/sbin/dnsmasq',
    ]);
  });
});

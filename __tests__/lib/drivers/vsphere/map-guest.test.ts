import { guestDocuments } from '../../../../lib/drivers/vsphere/map-guest';
import { Size } from '../../../../lib/model/size';
import { request } from './fixture';

interface Documents {
  readonly userData: { readonly bootcmd?: readonly string[]; readonly hostname: string };
  readonly metaData: { readonly network: { readonly version: number; readonly ethernets: object } };
}

const documents = (...given: Parameters<typeof request>): Documents =>
  guestDocuments(request(...given)) as unknown as Documents;

describe('the documents of a guest', () => {
  test('hold its names and its network configuration', () => {
    const { userData, metaData } = documents();
    expect(userData.hostname).toBe('web-1');
    expect(metaData).toMatchObject({
      'local-hostname': 'web-1',
      network: {
        version: 2,
        ethernets: { nic0: { match: { macaddress: '52:0a:0b:0c:0d:01' }, dhcp4: true } },
      },
    });
  });

  test('say nothing of disks where there are none', () => {
    expect(documents().userData.bootcmd).toBeUndefined();
  });

  test('give each data disk its usual path, by its place on the controller', () => {
    const dataDisks = ['log', 'data'].map((name) => ({ name, size: Size.gibibytes(1) }));
    const [command = ''] = documents({ dataDisks }).userData.bootcmd ?? [];
    const rule = (place: number, name: string): string =>
      `SUBSYSTEM=="block", ENV{DEVTYPE}=="disk", ENV{ID_PATH}=="*-scsi-0:0:${String(place)}:0", ` +
      `SYMLINK+="disk/by-id/virtio-${name}"\n`;
    expect(command).toContain(
      `printf %s '${rule(13, 'data')}${rule(1, 'log')}' > /etc/udev/rules.d/`,
    );
    expect(command).toMatch(/udevadm trigger .* && udevadm settle$/);
  });
});

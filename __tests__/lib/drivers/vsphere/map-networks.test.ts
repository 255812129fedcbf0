import { isReservedMac, networkArguments } from '../../../../lib/drivers/vsphere/map-networks';
import { nic } from './fixture';

describe('the interfaces of a machine', () => {
  test('are paravirtual, with the MAC address of the model, in the order of the list', () => {
    const second = nic({ name: 'nic1', macAddress: '52:0a:0b:0c:0d:02' });
    const ids = new Map([
      ['nic0', 'network-1'],
      ['nic1', 'network-2'],
    ]);
    expect(networkArguments([nic(), second], ({ name }) => ids.get(name) ?? '')).toEqual([
      {
        networkId: 'network-1',
        adapterType: 'vmxnet3',
        useStaticMac: true,
        macAddress: '52:0a:0b:0c:0d:01',
      },
      {
        networkId: 'network-2',
        adapterType: 'vmxnet3',
        useStaticMac: true,
        macAddress: '52:0a:0b:0c:0d:02',
      },
    ]);
  });

  test('send at most what is declared', () => {
    const limited = nic({ bandwidth: { outboundMegabitsPerSecond: 100 } });
    expect(networkArguments([limited], () => 'network-1')[0]?.bandwidthLimit).toBe(100);
  });
});

test.each([
  ['00:50:56:3f:ff:ff', false],
  ['00:50:56:00:00:00', false],
  ['00:50:56:40:00:00', true],
  ['00:50:56:BF:00:01', true],
  ['00:0C:29:00:00:01', true],
  ['52:00:00:00:00:01', false],
  ['02:00:00:00:00:01', false],
])('vSphere keeps %s for itself: %s', (mac, reserved) => {
  expect(isReservedMac(mac)).toBe(reserved);
});

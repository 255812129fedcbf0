import type { MachineControl } from '../../control';

export const machineDevicesConnectable: MachineControl = {
  id: 'machine.devices.connectable',
  title: 'the guest does not connect, disconnect or change devices',
  sources: ['VMware SCG 8 vm-8.isolation-device-connectable-deactivate', 'VMCH-80-000197'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: { 'isolation.device.connectable.disable': 'TRUE' },
  },
};

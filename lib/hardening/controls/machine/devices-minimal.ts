import type { MachineControl } from '../../control';

/**
 * A read-only CD with the seed of the first boot and a serial console on a socket are needed. libvirt adds the keyboard
 * and mouse ports of the chipset to every machine; they lead nowhere without a console.
 */
export const machineDevicesMinimal: MachineControl = {
  id: 'machine.devices.minimal',
  title: 'the machine has no device that it does not need',
  sources: [
    'VMware SCG 8 vm-8.remove-unnecessary-devices',
    'VMCH-80-000209',
    'VMCH-80-000210',
    'VMCH-80-000211',
    'VMCH-80-000212',
    'VMCH-80-000213',
    'Proxmox VE qm.conf(5) tablet',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'minimal',
  settings: {
    vsphere: {
      'config.hardware.device.VirtualFloppy': 'absent',
      'config.hardware.device.VirtualParallelPort': 'absent',
      'config.hardware.device.VirtualUSBController': 'absent',
      'config.hardware.device.VirtualSoundCard': 'absent',
    },
    libvirt: {
      'devices/sound': 'absent',
      'devices/redirdev': 'absent',
      'features/vmport/@state': 'off',
    },
    proxmox: { tablet: 0, audio0: 'absent', args: 'absent' },
  },
};

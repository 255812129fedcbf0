import type { MachineControl } from '../../control';

export const machineFaultToleranceEncrypted: MachineControl = {
  id: 'machine.fault-tolerance.encrypted',
  title: 'the VM is mirrored over encrypted connections only',
  sources: ['VMware SCG 8 vm-8.ft-encrypted', 'VMCH-80-000204'],
  level: 'strict',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'required',
  settings: {
    vsphere: { 'config.ftEncryptionMode': 'ftEncryptionRequired' },
  },
};

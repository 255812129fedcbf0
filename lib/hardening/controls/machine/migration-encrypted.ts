import type { MachineControl } from '../../control';

export const machineMigrationEncrypted: MachineControl = {
  id: 'machine.migration.encrypted',
  title: 'the VM moves between hosts over encrypted connections only',
  sources: ['VMware SCG 8 vm-8.vmotion-encrypted', 'VMCH-80-000203'],
  level: 'strict',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'required',
  settings: {
    vsphere: { 'config.migrateEncryption': 'required' },
  },
};

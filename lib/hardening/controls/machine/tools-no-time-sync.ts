import type { MachineControl } from '../../control';

/** chrony in the guest is the one time source. */
export const machineToolsNoTimeSync: MachineControl = {
  id: 'machine.tools.no-time-sync',
  title: 'the host does not set the clock of the guest',
  sources: ['VMware KB 1189: time synchronization', 'CIS Debian 12 2.3.1.1'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: { 'config.tools.syncTimeWithHost': false },
  },
};

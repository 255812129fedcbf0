import type { MachineControl } from '../../control';

/** Kept by the absence of `ethernet*.filter*.name`; network products that use the interface need a waiver. */
export const machineNetworkNoDvfilter: MachineControl = {
  id: 'machine.network.no-dvfilter',
  title: 'no other VM filters the traffic of this one',
  sources: ['VMware SCG 8 vm-8.dvfilter', 'VMCH-80-000200'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: {},
  },
};

import type { MachineControl } from '../../control';

export const machineToolsInfoSize: MachineControl = {
  id: 'machine.tools.info-size',
  title: 'the guest writes a bounded amount into its configuration file',
  sources: ['VMware SCG 8 vm-8.limit-setinfo-size', 'VMCH-80-000196'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: '1048576',
  settings: {
    vsphere: { 'tools.setInfo.sizeLimit': '1048576' },
  },
};

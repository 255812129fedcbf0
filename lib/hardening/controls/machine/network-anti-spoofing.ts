import type { MachineControl } from '../../control';

export const machineNetworkAntiSpoofing: MachineControl = {
  id: 'machine.network.anti-spoofing',
  title: 'the VM sends from its own MAC and IP addresses only',
  sources: ['libvirt nwfilter clean-traffic', 'Proxmox VE firewall: macfilter, ipfilter'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt', 'proxmox'],
  value: 'on',
  concerns: (vm) => vm.networks.length > 0,
  settings: {
    libvirt: { 'devices/interface/filterref/@filter': 'clean-traffic' },
    proxmox: {
      'net[n].firewall': 1,
      'firewall.options.macfilter': 1,
      'firewall.options.ipfilter': 1,
    },
  },
};

import type { MachineControl } from '../../control';

/** Has an effect only where the firewall of the datacentre is on. */
export const machineNetworkFirewall: MachineControl = {
  id: 'machine.network.firewall',
  title: 'the hypervisor filters what reaches the VM',
  sources: ['Proxmox VE firewall: enable, policy_in, log_level_in'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['proxmox'],
  value: 'on',
  settings: {
    proxmox: {
      'net[n].firewall': 1,
      'firewall.options.enable': 1,
      'firewall.options.policy_in': 'DROP',
      'firewall.options.log_level_in': 'info',
    },
  },
};

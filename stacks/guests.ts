import type { EnvironmentModel } from '../lib';

// The public half of a key pair whose private half was never kept: put your own here.
export const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb lab';

/** What the guests of all environments have in common. Addresses are from ranges that RFC 5737 keeps for documentation. */
export const guestDefaults: NonNullable<EnvironmentModel['guestDefaults']> = {
  sshAuthorizedKeys: [publicKey],
  adminCidrs: ['198.51.100.0/24'],
  domain: 'lab.example',
  dnsServers: ['198.51.100.1'],
  ntpServers: ['198.51.100.1'],
  logCollector: { address: '192.0.2.10', port: 6514 },
};

/** What both programs are about: VMs of one environment, which differ in name and address. */

export const environment = {
  name: 'staging',
  owner: 'team-shop',
  uri: 'qemu:///system',
  guest: {
    sshAuthorizedKeys: [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops',
    ],
    adminCidrs: ['10.20.0.0/16'],
    dnsServers: ['10.20.0.2'],
    ntpServers: ['10.20.0.3'],
    logCollector: { address: '10.20.0.5' },
  },
  network: { networkName: 'br20', cidr: '10.20.0.0/16', gateway: '10.20.0.1' },
  template: {
    templateName: 'debian-12',
    generation: '20261101',
    image: '/srv/images/debian-12.qcow2',
  },
};

export const ingress = [
  { description: 'web', protocol: 'tcp' as const, ports: [443], cidrs: ['10.0.0.0/8'] },
];

/** A static address for each of up to 60,000 VMs. */
export function addressOf(index: number): string {
  return `10.20.${String(1 + Math.floor(index / 250))}.${String(1 + (index % 250))}`;
}

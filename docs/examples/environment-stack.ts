import { EnvironmentStack, StateBackend } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ app }: Site): void {
  new EnvironmentStack(app, 'production', {
    owner: 'platform',
    naming: { pattern: 'prd-{application}-{number:2}' },
    hardeningPack: 'strict',
    guestDefaults: {
      sshCertificateAuthority:
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ca',
      adminCidrs: ['10.20.0.0/24'],
      dnsServers: ['10.20.0.2'],
      ntpServers: ['10.20.0.3'],
      logCollector: { address: '10.20.0.5' },
    },
    backend: StateBackend.postgresql(),
  });
}

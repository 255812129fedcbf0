import { proxmoxEnvironment } from '../../../lab/proxmox/connection';

const connection = {
  endpoint: 'https://127.0.0.1:8006/',
  apiToken: 'root@pam!lab=secret',
  username: 'root@pam',
  password: 'password',
};

describe('the environment of the provider', () => {
  it('is the token, never the password', () => {
    expect(proxmoxEnvironment(connection)).toEqual({
      PROXMOX_VE_ENDPOINT: 'https://127.0.0.1:8006/',
      PROXMOX_VE_API_TOKEN: 'root@pam!lab=secret',
      PROXMOX_VE_INSECURE: 'false',
    });
  });

  it('takes a certificate of its own unseen: the provider has no argument for it', () => {
    expect(proxmoxEnvironment({ ...connection, certificate: 'PEM' }).PROXMOX_VE_INSECURE).toBe(
      'true',
    );
  });
});

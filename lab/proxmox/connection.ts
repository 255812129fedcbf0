/** How to reach a Proxmox VE API: the simulated one of the lab, or any other. */
export interface ProxmoxConnection {
  /** The URL of the API without `/api2/json`, such as `https://127.0.0.1:8006/`. */
  readonly endpoint: string;
  /** `<user>@<realm>!<token>=<secret>`. */
  readonly apiToken: string;
  /** The login, for what is refused to tokens. */
  readonly username?: string;
  readonly password?: string;
  /** The certificate of the API or of its issuer, in PEM. @default - what Node trusts */
  readonly certificate?: string;
}

/**
 * The variables with which the Terraform provider reaches it by API token. Providers take no
 * certificate to trust, so that a self-signed one can only be accepted unseen.
 */
export function proxmoxEnvironment(connection: ProxmoxConnection): Readonly<{
  PROXMOX_VE_ENDPOINT: string;
  PROXMOX_VE_API_TOKEN: string;
  PROXMOX_VE_INSECURE: 'true' | 'false';
}> {
  return {
    PROXMOX_VE_ENDPOINT: connection.endpoint,
    PROXMOX_VE_API_TOKEN: connection.apiToken,
    PROXMOX_VE_INSECURE: connection.certificate === undefined ? 'false' : 'true',
  };
}

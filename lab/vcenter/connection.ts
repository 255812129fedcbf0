/** Where the lab's vCenter is, and who logs in. */
export interface VcenterConnection {
  /** Host and port, such as `127.0.0.1:41235`. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
}

/** The address of the vSphere API. */
export function vcenterUrl({ server }: VcenterConnection): string {
  return `https://${server}/sdk`;
}

/**
 * What Terraform's vSphere provider 2.1.1 reads from the environment. The simulator makes its
 * certificate itself, so that nobody vouches for it; it is on this machine only.
 */
export function vcenterEnvironment(connection: VcenterConnection): Record<string, string> {
  return {
    VSPHERE_SERVER: connection.server,
    VSPHERE_USER: connection.user,
    VSPHERE_PASSWORD: connection.password,
    VSPHERE_ALLOW_UNVERIFIED_SSL: 'true',
  };
}

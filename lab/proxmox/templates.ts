import { ProxmoxClient } from './client';
import type { ProxmoxConnection } from './connection';

/** A template that was made again. */
export interface RebuiltTemplate {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  /** Holds the new UUID. */
  readonly smbios1: string;
}

/**
 * Makes a template of the *simulated* cluster again, under the same name and VMID, with another
 * UUID, other images and another MAC address: what a pipeline does that keeps its VMID. Base images
 * that linked clones stand on stay.
 */
export async function rebuildTemplate(
  connection: ProxmoxConnection,
  vmid: number,
): Promise<RebuiltTemplate> {
  const client = new ProxmoxClient(connection);
  try {
    return (await client.send('POST', `lab/rebuild/${String(vmid)}`)) as RebuiltTemplate;
  } finally {
    client.close();
  }
}

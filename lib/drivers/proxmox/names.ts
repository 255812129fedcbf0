/** Names as the API of Proxmox VE takes them: dns-name, pve-configid and pve-poolid of its schema. */

export function isDnsName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);
}

export function isConfigId(text: string): boolean {
  return /^[a-z][a-z0-9_-]+$/i.test(text);
}

/** One part of a path of pools. */
export function isPoolName(text: string): boolean {
  return /^[a-z0-9._-]+$/i.test(text);
}

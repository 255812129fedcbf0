import { hash } from 'node:crypto';

/** Namespace of our UUIDs. Never change it: every derived UUID, vTPM and licence depends on it. */
const NAMESPACE = Buffer.from('8f0d6a3e5b7c4f2a9d1e6c4b3a297f58', 'hex');

/** First byte of derived MAC addresses: locally administered, unicast (IEEE 802), and that of KVM's own. */
const MAC_PREFIX = '52';

/** Name of the system disk, in serial numbers and in records; no data disk has it. */
export const SYSTEM_DISK = 'system';

/** A UUID of the RFC 9562 form, whatever its version. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * UUID of a VM: version 5 (RFC 9562, SHA-1 of a namespace and a name) of its environment and name, so that a VM keeps
 * it through every replacement and every machine that synthesizes derives the same.
 */
export function uuidFor(environmentName: string, vmName: string): string {
  // The separator stands in no name, so ("a", "b-c") and ("a-b", "c") differ.
  const name = Buffer.from(`${environmentName}\0${vmName}`);
  const hex = hash('sha1', Buffer.concat([NAMESPACE, name]));
  // Version 5 in the first digit of the third group, variant 10 in the first two bits of the fourth.
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * MAC address of an interface: 52 and five bytes of a hash of the VM's UUID and the interface's name. With the three
 * bytes that KVM leaves after 52:54:00, some of ten thousand interfaces would clash.
 */
export function macAddressFor(uuid: string, interfaceName: string): string {
  const hex = hash('sha1', `${uuid}\0${interfaceName}`);
  return [MAC_PREFIX, ...(hex.slice(0, 10).match(/../g) ?? [])].join(':');
}

/**
 * Serial number of a disk, by which a Linux guest finds it whatever the order of the disks:
 * `/dev/disk/by-id/virtio-<serial>`. A virtio disk carries 20 characters (virtio 1.2, section 5.2.6), which is why
 * the names of data disks end there.
 */
export function diskSerial(diskName: string): string {
  return diskName.slice(0, 20);
}

import { Lazy, type TerraformResource } from 'cdktf';

/** The address of a resource in its stack, such as `libvirt_volume.Web_SystemDisk_1A2B3C4D`. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** {@link addressOf}, read at synthesis: for `replace_triggered_by`, which takes no expression of a resource. */
export function lazyAddressOf(resource: TerraformResource): string {
  return Lazy.stringValue({ produce: () => addressOf(resource) });
}

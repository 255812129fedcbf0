/** Name of the Terraform output that lists the VMs of a stack. */
export const inventoryOutput = 'vm_inventory';

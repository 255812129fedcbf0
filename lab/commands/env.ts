import type { LabInstance } from '../hypervisor';
import { connectedEnvironment } from '../prepare';

/** What Terraform, cdktf and the providers read; nothing of the caller's own environment. */
const exported =
  /^(TERRAFORM_BINARY_NAME|TF_CLI_CONFIG_FILE|CHECKPOINT_DISABLE|VM_LIFECYCLE_LAB_\w+|LIBVIRT_DEFAULT_URI|VSPHERE_\w+|PROXMOX_VE_\w+)$/;

/** Prints what a shell needs so that plain cdktf and Terraform reach the lab: `eval "$(npm run -s lab:env)"`. */
export async function env(instance: LabInstance): Promise<number> {
  const environment = await connectedEnvironment(instance, (message) => {
    process.stderr.write(`${message}\n`);
  });
  for (const [name, value] of Object.entries(environment)) {
    if (!exported.test(name) || value === undefined) continue;
    process.stdout.write(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  }
  return 0;
}

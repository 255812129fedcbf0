import type { LabInstance } from '../hypervisor';
import { labEnvironment } from '../prepare';

const exported = [
  'TERRAFORM_BINARY_NAME',
  'TF_CLI_CONFIG_FILE',
  'CHECKPOINT_DISABLE',
  'VM_LIFECYCLE_LAB_INSTANCE',
  'VM_LIFECYCLE_LAB_DOMAIN_TYPE',
] as const;

/** Prints what a shell needs so that plain cdktf and Terraform reach the lab: `eval "$(npm run -s lab:env)"`. */
export async function env(instance: LabInstance): Promise<number> {
  const environment = await labEnvironment(instance, (message) => {
    process.stderr.write(`${message}\n`);
  });
  for (const name of exported) {
    process.stdout.write(`export ${name}='${String(environment[name])}'\n`);
  }
  process.stdout.write(`export LIBVIRT_DEFAULT_URI='${instance.uri}'\n`);
  return 0;
}

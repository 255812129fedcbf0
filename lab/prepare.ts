/** Brings up what the lab runs on. Input: an instance. Output: its running hypervisor, and Terraform's environment. */

import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { providerVersions } from './engines/provider-versions';
import { terraformEnvironment } from './engines/terraform';
import { probeAcceleration, type LabInstance } from './hypervisor';
import { ensureImage, imageName } from './image';
import { imageGeneration } from './image/recipe';
import { ensurePackages } from './packages';
import { repositoryRoot } from './support/paths';
import { run } from '../lib/operations/process';
import { labStackId } from './stack';
import { targets } from './targets';
import { libvirtTarget } from './targets/libvirt';
import { Terraform } from './terraform';

// QEMU's own user reads what the lab makes, also where an administrator's umask is a strict one.
process.umask(0o022);

export type Progress = (message: string) => void;

export type LabEnvironment = NodeJS.ProcessEnv & {
  readonly TERRAFORM_BINARY_NAME: string;
  readonly TF_CLI_CONFIG_FILE: string;
  readonly VM_LIFECYCLE_LAB_INSTANCE: string;
  readonly VM_LIFECYCLE_LAB_DOMAIN_TYPE: string;
  /** The golden image, and the folder of storage pools, as paths on the private libvirt. */
  readonly VM_LIFECYCLE_LAB_IMAGE: string;
  readonly VM_LIFECYCLE_LAB_POOLS: string;
  /** The version of the vSphere provider that the simulator takes. */
  readonly VM_LIFECYCLE_LAB_VSPHERE_PROVIDER: string;
};

/** An app of the lab, and the stack of it that is deployed. */
export interface LabApp {
  /** @default 'main.ts' */
  readonly program?: string;
  /** @default labStackId */
  readonly stack?: string;
  /** @default - cdktf.out of this repository */
  readonly outFolder?: string;
}

/** The variables with which Terraform and cdktf reach the lab; builds the engines where they are missing. */
export async function labEnvironment(
  instance: LabInstance,
  onProgress: Progress,
): Promise<LabEnvironment> {
  const { domainType } = await probeAcceleration();
  const { vsphere } = providerVersions();
  return {
    ...(await terraformEnvironment(['libvirt', 'proxmox', 'vsphere'], { onProgress })),
    VM_LIFECYCLE_LAB_INSTANCE: instance.name,
    VM_LIFECYCLE_LAB_DOMAIN_TYPE: domainType,
    VM_LIFECYCLE_LAB_IMAGE: imageFile(instance, imageGeneration()),
    VM_LIFECYCLE_LAB_POOLS: instance.imagesFolder,
    VM_LIFECYCLE_LAB_VSPHERE_PROVIDER: vsphere.labVersion ?? vsphere.version,
  };
}

/** {@link labEnvironment}, with what reaches the hypervisors that run. */
export async function connectedEnvironment(
  instance: LabInstance,
  onProgress: Progress,
): Promise<LabEnvironment> {
  const environment = await labEnvironment(instance, onProgress);
  for (const target of targets) {
    if (!(await target.isRunning(instance))) continue;
    Object.assign(environment, await target.environment(instance));
  }
  return environment;
}

export function imageFile(instance: LabInstance, generation: string): string {
  return join(instance.stateFolder, `${imageName(generation)}.qcow2`);
}

/** The steps before a deployment, each safe to repeat. stacks/lab.ts names the same image file. */
export const preparation = {
  packages: (onProgress: Progress): Promise<unknown> => ensurePackages({ onProgress }),
  image: async (instance: LabInstance, onProgress: Progress): Promise<void> => {
    const image = await ensureImage({ onProgress });
    const target = imageFile(instance, image.generation);
    if (existsSync(target)) return;
    mkdirSync(instance.stateFolder, { recursive: true });
    copyFileSync(image.path, `${target}.part`);
    renameSync(`${target}.part`, target);
  },
  /** The private libvirt alone, for those who deploy to nothing else. */
  hypervisor: (instance: LabInstance, onProgress: Progress): Promise<void> =>
    libvirtTarget.start(instance, onProgress),
  hypervisors: async (instance: LabInstance, onProgress: Progress): Promise<void> => {
    for (const target of targets) await target.start(instance, onProgress);
  },
};

/** Synthesizes an app, as `cdktf synth` does, and returns one of its stacks. */
export async function synthesizeLab(
  environment: LabEnvironment,
  {
    program = 'main.ts',
    stack = labStackId,
    outFolder = join(repositoryRoot, 'cdktf.out'),
  }: LabApp = {},
): Promise<Terraform> {
  await run(process.execPath, ['--require', 'tsx/cjs', program], {
    cwd: repositoryRoot,
    env: { ...environment, CDKTF_OUTDIR: outFolder },
  });
  return new Terraform(join(outFolder, 'stacks', stack), environment);
}

/** From nothing to a synthesized stack for the private libvirt alone. */
export async function prepareLibvirtStack(
  instance: LabInstance,
  app: LabApp,
  onProgress: Progress,
): Promise<Terraform> {
  await preparation.packages(onProgress);
  const environment = await labEnvironment(instance, onProgress);
  await preparation.image(instance, onProgress);
  await preparation.hypervisor(instance, onProgress);
  return synthesizeLab(environment, app);
}

/** Makes the disk that cloud-init reads on first boot. Input: a VM. Output: a resource, and its id for the domain. */

import { Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { CloudinitDisk } from '../../../.gen/providers/libvirt/cloudinit-disk';
import { Volume } from '../../../.gen/providers/libvirt/volume';
import type { HardeningPlan } from '../../hardening/plan';
import type { VirtualMachine } from '../../model/virtual-machine';
import { cloudInit } from '../common/cloud-init';
import { GeneratedFiles } from '../common/generated-files';
import { jsonDocument, literal, shortDigest } from '../common/literal';
import { TerraformData } from '../common/terraform-data';
import type { VmRequest } from '../contract';
import type { LibvirtContext } from './resources';
import { seedImage } from './seed-image';

export interface Seed {
  readonly resource: TerraformResource;
  /** What the domain's `cloudinit` takes: the key of a volume, and something after a semicolon. */
  readonly id: string;
}

/**
 * A volume from an image that is written at synthesis. Where a document holds a token, Terraform has to write it: then a
 * `libvirt_cloudinit_disk`, which the provider downloads again with every plan, and may hang over
 * (docs/adr/0004-cloud-init-seed-as-volume.md).
 */
export function createSeed(
  scope: Construct,
  { provider, options }: LibvirtContext,
  { vm, plan }: VmRequest,
): Seed {
  const documents = cloudInit(vm, plan);
  const text = JSON.stringify(documents);
  // A new instance id makes cloud-init apply a changed document on the next boot, which the replaced domain is.
  const digest = shortDigest(text);
  const metaData = {
    'instance-id': `${vm.uuid}-${digest}`,
    'local-hostname': vm.guest.hostname,
  };
  const name = literal(`${vm.name}.seed.iso`);
  if (Token.isUnresolved(text)) {
    const disk = new CloudinitDisk(scope, 'Seed', {
      provider,
      name,
      pool: options.pool,
      userData: `#cloud-config\n${jsonDocument(documents.userData)}\n`,
      networkConfig: jsonDocument(documents.networkConfig),
      metaData: jsonDocument(metaData),
    });
    return { resource: disk, id: disk.id };
  }
  // The documents are made again where they are written: thousands of them are too much to hold.
  const { paths } = new GeneratedFiles(scope, 'SeedImage', {
    digest,
    extensions: ['iso', 'json'],
    contents: () => {
      const written = seedDocuments(vm, plan);
      const iso = seedImage({
        'user-data': written.user_data,
        'network-config': written.network_config,
        'meta-data': JSON.stringify(metaData, undefined, 2),
      });
      return { iso, json: JSON.stringify(written) };
    },
  });
  // What people review: the image itself stands in a plan as a path only. In a file, for Terraform takes as long for a long
  // text in its configuration as for the rest of the machine.
  new TerraformData(scope, 'GuestConfiguration', {
    input: `\${jsondecode(file("${paths.json}"))}`,
  });
  const volume = new Volume(scope, 'Seed', {
    provider,
    name,
    pool: options.pool,
    source: paths.iso,
    format: 'raw',
    // libvirt looks into the file and calls the format "iso".
    lifecycle: { ignoreChanges: ['format'] },
  });
  return { resource: volume, id: `${volume.id};seed` };
}

/** The documents that the guest reads, without tokens. */
function seedDocuments(
  vm: VirtualMachine,
  plan: HardeningPlan,
): Readonly<Record<'user_data' | 'network_config', string>> {
  const { userData, networkConfig } = cloudInit(vm, plan);
  return {
    user_data: `#cloud-config\n${JSON.stringify(userData, undefined, 2)}\n`,
    network_config: JSON.stringify(networkConfig, undefined, 2),
  };
}

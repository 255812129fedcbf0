/** Templates: looked up, or made from an image. Input: names and ids. Output: resources, and tokens of what was found. */

import { TerraformLocal, Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { DataProxmoxFiles } from '../../../.gen/providers/proxmox/data-proxmox-files';
import { DataProxmoxVirtualEnvironmentVms } from '../../../.gen/providers/proxmox/data-proxmox-virtual-environment-vms';
import { DownloadFile } from '../../../.gen/providers/proxmox/download-file';
import { VirtualEnvironmentFile } from '../../../.gen/providers/proxmox/virtual-environment-file';
import { VirtualEnvironmentVm } from '../../../.gen/providers/proxmox/virtual-environment-vm';
import { literal } from '../common/literal';
import { lockValue } from '../common/value-lock';
import type { ITemplate, TemplateProps, TemplateReference } from '../contract';
import { quoted } from './expressions';
import type { ProxmoxContext } from './resources';

/** The provider refuses an id out of its range, also of a template that is gone; Proxmox VE gives none as high as this. */
const NO_VM = '2147483647';

/**
 * Looks up a template by its name or VM id, on whatever node it is: its id, its node, how many VMs fit, and the size of its
 * largest disk on the storage of the hypervisor (0 where it has none there).
 */
export function referenceTemplate(
  scope: Construct,
  { provider, options }: ProxmoxContext,
  { name, vmId }: TemplateReference,
): Pick<ITemplate, 'templateId' | 'reportedDiskBytes' | 'reported'> {
  const found = new DataProxmoxVirtualEnvironmentVms(scope, 'Template', {
    provider,
    filter: [
      { name: 'template', values: ['true'] },
      ...(name === undefined ? [] : [{ name: 'name', values: [literal(name)] }]),
    ],
  });
  const all = `${found.fqn}.vms`;
  const fitting =
    vmId === undefined ? all : `[for vm in ${all} : vm if tostring(vm.vm_id) == ${quoted(vmId)}]`;
  // Without a template the precondition of its clones says so; nothing here may fail before it.
  const one = (attribute: string, otherwise: string): string =>
    `try(one(${fitting}).${attribute}, ${otherwise})`;
  // An expression has to be a value of its own before other expressions can be made of it.
  const local = (id: string, expression: string): TerraformLocal =>
    new TerraformLocal(scope, id, `\${${expression}}`);
  const nodeName = local('Node', one('node_name', quoted(options.node))).asString;
  const templateId = local('VmId', one('vm_id', NO_VM));
  const images = new DataProxmoxFiles(scope, 'Images', {
    provider,
    nodeName,
    datastoreId: options.datastore,
    contentType: 'images',
  });
  const sizes = `[for file in ${images.fqn}.files : file.file_size if file.vmid == ${templateId.fqn}]`;
  return {
    templateId: templateId.asString,
    reportedDiskBytes: local('DiskBytes', `try(max(${sizes}...), 0)`).asNumber,
    reported: {
      nodeName,
      matches: local('Matches', `length(${fitting})`).asNumber,
      ...(vmId === undefined || Token.isUnresolved(vmId) ? {} : { givenVmId: Number(vmId) }),
    },
  };
}

/**
 * A template from an image: the provider uploads the image, makes a machine of it and converts that, so that linked clones
 * work. It has no TPM: clones would share what is in it.
 */
export function createTemplate(
  scope: Construct,
  { provider, options }: ProxmoxContext,
  props: TemplateProps,
): ITemplate {
  const { templateName, generation } = props;
  const name = literal(`${templateName}-${generation}`);
  const image = createImage(scope, { provider, options }, props, `${name}.qcow2`);
  const { datastore: datastoreId, node: nodeName } = options;
  const template = new VirtualEnvironmentVm(scope, 'Resource', {
    provider,
    name,
    nodeName,
    template: true,
    started: false,
    onBoot: false,
    machine: 'q35',
    bios: 'ovmf',
    efiDisk: { datastoreId, type: '4m', preEnrolledKeys: true },
    cpu: { type: literal(options.cpuType), cores: 1 },
    scsiHardware: 'virtio-scsi-single',
    disk: [
      {
        interface: options.systemDiskInterface,
        datastoreId,
        importFromAttribute: image.id,
        iothread: true,
        discard: 'on',
        ...(props.systemDiskSize === undefined ? {} : { size: props.systemDiskSize.toGibibytes() }),
      },
    ],
    bootOrder: [options.systemDiskInterface],
    operatingSystem: { type: 'l26' },
    serialDevice: [{ device: 'socket' }],
    tabletDevice: false,
    agent: { enabled: options.guestAgent, waitForIp: { disabled: true } },
    purgeOnDestroy: true,
    deleteUnreferencedDisksOnDestroy: false,
  });
  lockValue(scope, 'Generation', {
    value: literal(generation),
    protects: template,
    message: literal(
      `[VML034] ${scope.node.path}.generation: got ${generation}; a template is not changed under its clones; ` +
        'declare a further Template with the new generation, and keep this one while it has clones',
    ),
  });
  return {
    templateName,
    generation,
    templateId: Token.asString(template.vmId),
    image: props.image,
    reported: { nodeName: template.nodeName },
    ...(props.systemDiskSize === undefined ? {} : { systemDiskSize: props.systemDiskSize }),
    ...(props.attestedControls === undefined ? {} : { attestedControls: props.attestedControls }),
  };
}

/** A URL is fetched by the node itself; a file is uploaded through the API. */
function createImage(
  scope: Construct,
  { provider, options }: Pick<ProxmoxContext, 'provider' | 'options'>,
  { image }: TemplateProps,
  fileName: string,
): TerraformResource & { readonly id: string } {
  const place = {
    provider,
    contentType: 'import',
    datastoreId: options.imageDatastore,
    nodeName: options.node,
  };
  return /^https?:\/\//i.test(image)
    ? // What a server offers under the same URL later is another image.
      new DownloadFile(scope, 'Image', {
        ...place,
        url: literal(image),
        fileName,
        overwrite: false,
      })
    : new VirtualEnvironmentFile(scope, 'Image', {
        ...place,
        sourceFile: { path: literal(image), fileName },
      });
}

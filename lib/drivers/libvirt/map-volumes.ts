import type { VolumeConfig } from '../../../.gen/providers/libvirt/volume';
import type { DataDisk, VirtualMachine } from '../../model/virtual-machine';
import { optionalLiteral } from '../common/literal';
import type { TemplateProps, VmRequest } from '../contract';
import { volumeXslt } from './map-domain-xslt';

/** Arguments of `libvirt_volume`: https://registry.terraform.io/providers/dmacvicar/libvirt/0.8.3/docs/resources/volume */
const qcow2 = { format: 'qcow2', xml: { xslt: volumeXslt } } as const;

/** The volume that VMs are cloned from. */
export function templateVolume(props: TemplateProps, pool: string): VolumeConfig {
  return {
    name: `${props.templateName}-${props.generation}.qcow2`,
    pool,
    source: props.image,
    format: 'qcow2',
  };
}

/** The system disk: a layer over the template, or a copy of its image. */
export function systemVolume({ vm, template }: VmRequest, defaultPool: string): VolumeConfig {
  const pool = optionalLiteral(vm.location.datastore) ?? defaultPool;
  const name = `${vm.name}.system.qcow2`;
  if (vm.cloneType === 'full') {
    return { name, pool, source: optionalLiteral(template.image), format: 'qcow2' };
  }
  return {
    ...qcow2,
    name,
    pool,
    baseVolumeId: template.templateId,
    ...(vm.systemDiskSize === undefined ? {} : { size: vm.systemDiskSize.bytes }),
  };
}

/** The name of a disk has no dot, so that no two VMs can mean the same file; the provider would share it in silence. */
export function dataVolume(vm: VirtualMachine, disk: DataDisk, defaultPool: string): VolumeConfig {
  const pool = optionalLiteral(disk.datastore ?? vm.location.datastore) ?? defaultPool;
  return { ...qcow2, name: `${vm.name}.${disk.name}.qcow2`, pool, size: disk.size.bytes };
}

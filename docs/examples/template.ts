import { Size, Template } from 'vm-lifecycle';
import type { Site } from './site';

export function fromImage({ stack }: Site): void {
  new Template(stack, 'Debian13', {
    templateName: 'debian-13',
    generation: '20261101',
    image: '/srv/images/debian-13-20261101.qcow2',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
}

export function fromName({ stack }: Site): void {
  Template.fromName(stack, 'Debian13', {
    existingName: 'debian-13-20261101',
    templateName: 'debian-13',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  });
}

export function fromVmId({ stack }: Site): void {
  Template.fromVmId(stack, 'Debian13', {
    vmId: 9013,
    templateName: 'debian-13',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  });
}

export function fromContentLibrary({ stack }: Site): void {
  Template.fromContentLibraryItem(stack, 'Debian13', {
    library: 'golden-images',
    item: 'debian-13-20261101',
    templateName: 'debian-13',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  });
}

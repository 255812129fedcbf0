import { volumeXslt } from '../../../../lib/drivers/libvirt/map-domain-xslt';
import {
  dataVolume,
  systemVolume,
  templateVolume,
} from '../../../../lib/drivers/libvirt/map-volumes';
import { Size } from '../../../../lib/model/size';
import { libvirtVm, request } from './fixture';

const xml = { xslt: volumeXslt };

test('a template is a volume whose name has its generation', () => {
  const props = { templateName: 'debian-12', generation: '20261101', image: '/srv/image.qcow2' };
  expect(templateVolume(props, 'default')).toEqual({
    name: 'debian-12-20261101.qcow2',
    pool: 'default',
    source: '/srv/image.qcow2',
    format: 'qcow2',
  });
});

describe('a system disk', () => {
  const linked = {
    name: 'web-1.system.qcow2',
    pool: 'default',
    format: 'qcow2',
    xml,
    baseVolumeId: '/srv/debian-12.qcow2',
  };

  test('is a layer over the template, of its size', () => {
    expect(systemVolume(request(), 'default')).toEqual(linked);
  });

  test('is larger than the template where that is asked for', () => {
    const systemDiskSize = Size.gibibytes(4);
    expect(systemVolume(request({ systemDiskSize }), 'default')).toEqual({
      ...linked,
      size: 4_294_967_296,
    });
  });

  test('that is a full copy comes from the image, without a base and a size', () => {
    const systemDiskSize = Size.gibibytes(4);
    const full = request({ cloneType: 'full', systemDiskSize });
    expect(systemVolume(full, 'default')).toEqual({
      name: 'web-1.system.qcow2',
      pool: 'default',
      source: '/srv/images/debian-12.qcow2',
      format: 'qcow2',
    });
  });

  test('that is a full copy does not let the path of the image be evaluated', () => {
    const full = request({ cloneType: 'full' }, { image: '${file("/etc/hostname")}' });
    expect(systemVolume(full, 'default').source).toBe('$${file("/etc/hostname")}');
  });
});

test('a data disk is named after its VM, and as large as declared', () => {
  const disk = { name: 'data', size: Size.gibibytes(1) };
  expect(dataVolume(libvirtVm(), disk, 'default')).toEqual({
    name: 'web-1.data.qcow2',
    pool: 'default',
    format: 'qcow2',
    xml,
    size: 1_073_741_824,
  });
});

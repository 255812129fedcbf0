/** One VM of the same resources by the bare bindings: volume, seed and domain. */

const { App, LocalBackend, TerraformStack } = require('cdktf');
const bindings = '../../dist/.gen/providers/libvirt';
const { LibvirtProvider } = require(`${bindings}/provider`);
const { Volume } = require(`${bindings}/volume`);
const { CloudinitDisk } = require(`${bindings}/cloudinit-disk`);
const { Domain } = require(`${bindings}/domain`);

const app = new App();
const stack = new TerraformStack(app, 'fleet');
new LocalBackend(stack, { path: 'terraform.tfstate' });
new LibvirtProvider(stack, 'Provider', { uri: 'test:///default' });
const system = new Volume(stack, 'SystemDisk', {
  name: 'shop-1.system.qcow2',
  pool: 'default',
  baseVolumeId: '/srv/images/debian-12.qcow2',
});
const seed = new CloudinitDisk(stack, 'Seed', {
  name: 'shop-1.seed.iso',
  pool: 'default',
  userData: '#cloud-config\nhostname: shop-1\n',
});
new Domain(stack, 'Resource', {
  name: 'shop-1',
  machine: 'q35',
  vcpu: 2,
  memory: 4096,
  firmware: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
  cloudinit: seed.id,
  disk: [{ volumeId: system.id }],
  networkInterface: [{ networkName: 'backend' }],
});
app.synth();

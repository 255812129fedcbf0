import { DataVsphereComputeCluster } from '@cdktf/provider-vsphere/lib/data-vsphere-compute-cluster';
import { DataVsphereDatacenter } from '@cdktf/provider-vsphere/lib/data-vsphere-datacenter';
import { DataVsphereDatastore } from '@cdktf/provider-vsphere/lib/data-vsphere-datastore';
import { DataVsphereNetwork } from '@cdktf/provider-vsphere/lib/data-vsphere-network';
import { DataVsphereVirtualMachine } from '@cdktf/provider-vsphere/lib/data-vsphere-virtual-machine';
import { Folder } from '@cdktf/provider-vsphere/lib/folder';
import { VsphereProvider } from '@cdktf/provider-vsphere/lib/provider';
import { VirtualMachine } from '@cdktf/provider-vsphere/lib/virtual-machine';
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { HardenedVm, Network, PlacementRule, Size, Template } from 'vm-lifecycle';
import { VsphereHypervisor } from 'vm-lifecycle/vsphere';

/** The lab's simulator takes an old version of the provider only, and says so here. */
const { VM_LIFECYCLE_LAB_VSPHERE_PROVIDER: providerVersion = '2.16.1' } = process.env;

/** What was here before: a plain stack, with a provider, a folder and a machine of its own. */
class Shop extends TerraformStack {
  readonly provider: VsphereProvider;
  readonly folder: Folder;
  readonly legacy: VirtualMachine;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    const variable = (name: string): string =>
      new TerraformVariable(this, name, { type: 'string', sensitive: true }).stringValue;
    this.provider = new VsphereProvider(this, 'Berlin', {
      alias: 'berlin',
      user: variable('vsphere_user'),
      password: variable('vsphere_password'),
    });
    this.addOverride('terraform.required_providers.vsphere.version', providerVersion);
    const provider = this.provider;
    const datacenterId = new DataVsphereDatacenter(this, 'Datacenter', { provider, name: 'DC0' })
      .id;
    const at = { provider, datacenterId };
    this.folder = new Folder(this, 'Folder', { ...at, path: 'shop', type: 'vm' });
    const cluster = new DataVsphereComputeCluster(this, 'Cluster', { ...at, name: 'DC0_C0' });
    const datastore = new DataVsphereDatastore(this, 'Datastore', { ...at, name: 'LocalDS_0' });
    const network = new DataVsphereNetwork(this, 'Network', { ...at, name: 'production' });
    const template = new DataVsphereVirtualMachine(this, 'Template', {
      ...at,
      name: 'debian-12-20261101',
    });
    this.legacy = new VirtualMachine(this, 'Legacy', {
      provider,
      name: 'shop-legacy',
      folder: this.folder.path,
      resourcePoolId: cluster.resourcePoolId,
      datastoreId: datastore.id,
      guestId: template.guestId,
      firmware: template.firmware,
      scsiType: template.scsiType,
      numCpus: 2,
      memory: 2048,
      networkInterface: [{ networkId: network.id }],
      disk: [{ label: 'disk0', size: 4 }],
      clone: { templateUuid: template.id },
    });
    new TerraformOutput(this, 'legacy', { value: this.legacy.name });
  }
}

const app = new App();
const shop = new Shop(app, 'shop');

// What is added: a hardened machine beside it, of the same provider and in the same folder, but never on the same host.
new VsphereHypervisor(shop, 'Hardened', {
  provider: shop.provider,
  providerVersion,
  datacenter: 'DC0',
  cluster: 'DC0_C0',
  datastore: 'LocalDS_0',
  folder: shop.folder.path,
});
const web = new HardenedVm(shop, 'Web', {
  name: 'shop-web',
  purpose: 'Takes over from shop-legacy',
  owner: 'team-shop',
  environment: { name: 'shop', category: 'staging' },
  template: Template.fromName(shop, 'Debian12', { existingName: 'debian-12-20261101' }),
  cpuCount: 2,
  memory: Size.gibibytes(2),
  networks: [{ network: Network.fromName(shop, 'Lan', { networkName: 'production' }) }],
  guest: {
    sshAuthorizedKeys: [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb shop',
    ],
    adminCidrs: ['198.51.100.0/28'],
    logCollector: { address: '198.51.100.4' },
  },
  waivers: [
    {
      control: 'machine.tpm',
      reason: 'this vCenter has no key provider yet, INF-214',
      expires: '2028-06-30',
    },
  ],
});
const legacy = HardenedVm.fromExisting(shop, 'LegacyVm', {
  vmName: shop.legacy.name,
  vmId: shop.legacy.id,
  uuid: shop.legacy.uuid,
});
new PlacementRule(shop, 'Apart', {
  name: 'shop-apart',
  kind: 'spread',
  members: [web, legacy],
});
new TerraformOutput(shop, 'web', { value: web.vmId });

app.synth();

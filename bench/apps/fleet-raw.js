/**
 * The peer: the same JSON from raw bindings, as somebody would write it by hand who knows every value. What is the same
 * for all VMs is a text, what differs is put into it. Usage: fleet-raw.js COUNT OUTDIR VALUES
 */

const { readFileSync } = require('node:fs');
const {
  App,
  DataResource,
  Fn,
  LocalBackend,
  Op,
  TerraformOutput,
  TerraformStack,
  Token,
} = require('cdktf');
const { Construct } = require('constructs');
const bindings = '../../dist/.gen/providers/libvirt';
const { Domain } = require(`${bindings}/domain`);
const { LibvirtProvider } = require(`${bindings}/provider`);
const { Volume } = require(`${bindings}/volume`);
const { addressOf, environment } = require('./fleet');

const [count = '1', outdir = 'cdktf.out', file = ''] = process.argv.slice(2);
const values = JSON.parse(readFileSync(file, 'utf8'));
const { common } = values;

// Without validations: each `terraform_data` would run `terraform version`, for minutes.
const app = new App({ outdir, skipValidation: true });
const stack = new TerraformStack(app, environment.name);
new LocalBackend(stack, { path: `../../../terraform.${environment.name}.tfstate` });
const provider = new LibvirtProvider(new Construct(stack, 'Kvm'), 'Provider', {
  uri: environment.uri,
});

const template = new Construct(stack, 'Debian12');
const generation = new DataResource(template, 'Generation', {
  input: { value: environment.template.generation },
  lifecycle: { ignoreChanges: ['input'] },
});
const base = new Volume(template, 'Resource', {
  provider,
  name: 'debian-12-20261101.qcow2',
  pool: 'default',
  source: environment.template.image,
  format: 'qcow2',
  lifecycle: {
    precondition: [
      {
        condition: Token.asString(
          Op.eq(Fn.lookupNested(generation.output, ['value']), environment.template.generation),
        ),
        errorMessage: common.generationMessage,
      },
    ],
  },
});

function remember(scope, id, value) {
  const memory = new DataResource(scope, id, {
    input: { value },
    lifecycle: { ignoreChanges: ['input'] },
  });
  return { condition: Token.asString(Op.eq(Fn.lookupNested(memory.output, ['value']), value)) };
}

const inventory = {};
for (let index = 0; index < Number(count); index += 1) {
  const own = values.vms[index];
  if (own === undefined) throw new Error(`no values of VM ${index}`);
  const name = `vm-${index}`;
  const address = addressOf(index);
  const put = (text) =>
    text.replace(/@(name|uuid|mac|MAC|address|index)@/g, (_, key) =>
      key === 'name'
        ? name
        : key === 'address'
          ? address
          : key === 'index'
            ? index
            : key === 'MAC'
              ? own.mac.toUpperCase()
              : own[key],
    );
  const scope = new Construct(stack, `Vm${index}`);
  const system = new Volume(scope, 'SystemDisk', {
    provider,
    name: `${name}.system.qcow2`,
    pool: 'default',
    format: 'qcow2',
    baseVolumeId: base.id,
    xml: { xslt: common.volumeXslt },
    lifecycle: { ignoreChanges: ['base_volume_id', 'source', 'xml'] },
  });
  system.lifecycle = {
    ...system.lifecycle,
    precondition: [
      {
        ...remember(system, 'Size', 'as the template'),
        errorMessage: put(common.systemSizeMessage),
      },
      {
        ...remember(system, 'Place', own.systemPlace),
        errorMessage: put(common.systemPlaceMessage),
      },
    ],
  };
  const data = new Volume(scope, 'DataDisk-data', {
    provider,
    name: `${name}.data.qcow2`,
    pool: 'default',
    format: 'qcow2',
    size: 40 * 2 ** 30,
    xml: { xslt: common.volumeXslt },
  });
  data.lifecycle = {
    precondition: [
      { ...remember(data, 'Size', '40 GiB'), errorMessage: put(common.dataSizeMessage) },
      { ...remember(data, 'Place', own.dataPlace), errorMessage: put(common.dataPlaceMessage) },
    ],
  };
  new DataResource(scope, 'GuestConfiguration', {
    input: Fn.jsondecode(Fn.file(own.documents)),
  });
  const seed = new Volume(scope, 'Seed', {
    provider,
    name: `${name}.seed.iso`,
    pool: 'default',
    source: own.seed,
    format: 'raw',
    lifecycle: { ignoreChanges: ['format'] },
  });
  const machine = new Domain(scope, 'Resource', {
    provider,
    name,
    vcpu: 2,
    memory: 4096,
    type: 'kvm',
    machine: 'q35',
    firmware: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
    nvram: {
      file: `/var/lib/libvirt/qemu/nvram/${own.uuid}.fd`,
      template: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
    },
    cpu: { mode: 'host-model' },
    tpm: { backendType: 'emulator', backendVersion: '2.0', backendPersistentState: true },
    autostart: true,
    running: true,
    qemuAgent: false,
    cloudinit: `${seed.id};seed`,
    console: [{ type: 'pty', targetType: 'serial', targetPort: '0' }],
    disk: [{ volumeId: system.id }, { volumeId: data.id }],
    networkInterface: [{ bridge: 'br20', mac: own.mac, waitForLease: false }],
    xml: { xslt: put(common.domainXslt) },
    lifecycle: {
      replaceTriggeredBy: [`libvirt_volume.${seed.friendlyUniqueId}`],
      ignoreChanges: ['description'],
    },
  });
  inventory[name] = {
    hypervisor: 'libvirt',
    address: `libvirt_domain.${machine.friendlyUniqueId}`,
    id: machine.id,
    uuid: own.uuid,
    hostname: name,
    environment: environment.name,
    category: 'staging',
    purpose: 'Web server',
    owner: environment.owner,
    expires: 'never',
    cpu_count: 2,
    memory_mib: 4096,
    data_disks: { data: '40 GiB' },
    interfaces: { nic0: { network: 'br20', mac: own.mac, address } },
    networks: [{ network: 'br20' }],
    open_to_everywhere: [],
    protected: false,
    template: 'debian-12-20261101',
    template_certification: {},
    hardening_pack: 'baseline',
    waivers: [],
    tags: {},
  };
}
new TerraformOutput(stack, 'VmInventory', {
  description: 'Virtual machines of this stack',
  value: inventory,
}).overrideLogicalId('vm_inventory');
app.synth();

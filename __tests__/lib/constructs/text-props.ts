/** Every text that a user hands to a construct, and what becomes of a hostile one. */
import { TerraformStack } from 'cdktf';
import {
  HardenedVm,
  LinkedCloneSet,
  Network,
  Size,
  Snapshot,
  Tags,
  Template,
  TemplateCatalog,
  type CatalogTemplates,
  type EnvironmentModel,
  type SnapshotProps,
} from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import type {
  DataDiskProps,
  FirewallRule,
  GuestProps,
  NetworkInterfaceProps,
  VmProps,
} from '../../../lib/model/vm-props';
import { waiverOf } from '../drivers/libvirt/fixture';
import {
  addVm,
  cloneSetProps,
  lab,
  newApp,
  vmProps,
  writtenWithFiles as written,
  type VmChanges,
} from './support';

/** `refused`: an error with a code. `written`: escaped, into the JSON. `kept`: nowhere in the JSON. */
export type Outcome = 'refused' | 'written' | 'kept';

/** Makes an app of which one text is given, and returns what is synthesized. */
export interface TextProp {
  readonly name: string;
  readonly outcome: Outcome;
  readonly synthesize: (value: string) => string;
}

type Given = readonly [Outcome, (value: string) => VmChanges];
/** Each field of a type is either a text, or `other`; a new field must be entered, or this does not compile. */
type Fields<T> = Readonly<Record<keyof Required<T>, Given | 'other'>>;

const prop = (outcome: Outcome, name: keyof VmProps): Given => [
  outcome,
  (value) => ({ props: { [name]: value } }),
];
const guest = (
  outcome: Outcome,
  name: keyof GuestProps,
  wrap = (v: string): unknown => v,
): Given => [outcome, (value) => ({ guest: { [name]: wrap(value) } })];
const nic = (outcome: Outcome, name: keyof NetworkInterfaceProps, more = {}): Given => [
  outcome,
  (value) => ({ nic: { ...more, [name]: value } }),
];
const disk = (outcome: Outcome, name: keyof DataDiskProps): Given => [
  outcome,
  (value) => ({ disk: { [name]: value } }),
];
const rule =
  (direction: 'ingress' | 'egress') =>
  (outcome: Outcome, name: keyof FirewallRule, wrap = (v: string): unknown => v): Given => [
    outcome,
    (value) => {
      const base = { description: 'a rule', protocol: 'tcp', ports: [443], cidrs: ['10.0.0.0/8'] };
      return { guest: { [direction]: [{ ...base, [name]: wrap(value) }] } };
    },
  ];
const list = (value: string): unknown => [value];
const other = 'other';

export const vmTexts: Fields<VmProps> = {
  name: ['written', (value) => ({ props: { name: value }, guest: { hostname: 'web-1' } })],
  purpose: prop('written', 'purpose'),
  owner: prop('written', 'owner'),
  expires: prop('refused', 'expires'),
  firmware: prop('refused', 'firmware'),
  cloneType: prop('refused', 'cloneType'),
  powerState: prop('refused', 'powerState'),
  hardeningPack: prop('refused', 'hardeningPack'),
  uuid: prop('refused', 'uuid'),
  tags: ['written', (value) => ({ props: { tags: { x: value } } })],
  waivers: [
    'kept',
    (value) => ({ props: { waivers: [{ ...waiverOf('guest.apparmor'), reason: value }] } }),
  ],
  protectionOverride: [
    'kept',
    (value) => ({ props: { protectionOverride: { reason: value, expires: '2027-01-01' } } }),
  ],
  cpuCount: other,
  coresPerSocket: other,
  memory: other,
  minimumMemory: other,
  cpuHotAdd: other,
  memoryHotAdd: other,
  secureBoot: other,
  vtpm: other,
  systemDiskSize: other,
  dataDisks: other,
  networks: other,
  guest: other,
  autostart: other,
  protection: other,
  location: ['written', (datastore) => ({ props: { location: { datastore } } })],
  availability: other,
};

export const guestTexts: Fields<GuestProps> = {
  operatingSystem: guest('refused', 'operatingSystem'),
  hostname: guest('refused', 'hostname'),
  domain: guest('refused', 'domain'),
  timezone: guest('refused', 'timezone'),
  locale: guest('refused', 'locale'),
  managementAccount: guest('refused', 'managementAccount'),
  sshAuthorizedKeys: guest('refused', 'sshAuthorizedKeys', list),
  sshCertificateAuthority: guest('refused', 'sshCertificateAuthority'),
  adminCidrs: guest('refused', 'adminCidrs', list),
  dnsServers: guest('refused', 'dnsServers', list),
  ntpServers: guest('refused', 'ntpServers', list),
  logCollector: guest('refused', 'logCollector', (address) => ({ address })),
  runOnce: guest('written', 'runOnce', list),
  ingress: other,
  egress: other,
  windows: other,
};

export const nicTexts: Fields<NetworkInterfaceProps> = {
  name: nic('refused', 'name'),
  network: nic('refused', 'network'),
  address: nic('refused', 'address'),
  gateway: nic('refused', 'gateway', { address: '10.0.0.9' }),
  macAddress: nic('refused', 'macAddress'),
  slaac: other,
  bandwidth: other,
};

export const diskTexts: Fields<DataDiskProps> = {
  name: disk('refused', 'name'),
  mode: disk('refused', 'mode'),
  mountPoint: disk('refused', 'mountPoint'),
  datastore: disk('written', 'datastore'),
  size: other,
};

const ruleTexts = (direction: 'ingress' | 'egress'): Fields<FirewallRule> => {
  const given = rule(direction);
  return {
    // A comment in the guest's firewall: only its harmless characters.
    description: given('kept', 'description'),
    protocol: given('refused', 'protocol'),
    ports: given('refused', 'ports', list),
    cidrs: given('refused', 'cidrs', list),
  };
};

export const environmentTexts: Readonly<
  Record<keyof Required<EnvironmentModel>, readonly [Outcome, (v: string) => object] | 'other'>
> = {
  name: ['written', (name) => ({ name, category: 'lab' })],
  category: ['refused', (category) => ({ category })],
  owner: ['written', (owner) => ({ owner })],
  naming: ['refused', (pattern) => ({ naming: { pattern } })],
  hardeningPack: ['refused', (hardeningPack) => ({ hardeningPack })],
  // The same rules as for the guest of a VM; one that is written stands for all.
  guestDefaults: ['written', (command) => ({ guestDefaults: { runOnce: [command] } })],
  networks: other,
  secretsInState: [
    'kept',
    (reason) => ({
      secretsInState: { reason, expires: '2027-01-01', stateEncryption: 'backend', vms: ['x'] },
    }),
  ],
  withoutBackup: [
    'kept',
    (reason) => ({ withoutBackup: { reason, expires: '2027-01-01', vms: ['x'] } }),
  ],
};

function ofVm(prefix: string, fields: Readonly<Record<string, Given | 'other'>>): TextProp[] {
  return Object.entries(fields).flatMap(([field, given]) => {
    if (given === 'other') return [];
    const [outcome, changes] = given;
    const synthesize = (value: string): string => {
      const { app, stack, template } = lab();
      addVm(stack, template, changes(value));
      return written(app, stack);
    };
    return [{ name: `${prefix}.${field}`, outcome, synthesize }];
  });
}

function ofEnvironment(): TextProp[] {
  return Object.entries(environmentTexts).flatMap(([field, given]) => {
    if (given === 'other') return [];
    const [outcome, props] = given;
    const synthesize = (value: string): string => {
      const { app, stack, template } = lab(props(value));
      addVm(stack, template);
      return written(app, stack);
    };
    return [{ name: `EnvironmentStack.${field}`, outcome, synthesize }];
  });
}

/** Something in a lab that is made with one text. */
function inLab(
  name: string,
  outcome: Outcome,
  make: (all: ReturnType<typeof lab>, value: string) => void,
): TextProp {
  const synthesize = (value: string): string => {
    const all = lab();
    make(all, value);
    return written(all.app, all.stack);
  };
  return { name, outcome, synthesize };
}

const image = { templateName: 'a', generation: '1', image: '/srv/a.qcow2' };
const template = (outcome: Outcome, field: string): TextProp =>
  inLab(`Template.${field}`, outcome, ({ stack }, value) => {
    new Template(stack, 'Other', { ...image, [field]: value });
  });
const existing = (outcome: Outcome, field: string): TextProp =>
  inLab(`Template.fromName.${field}`, outcome, ({ stack }, value) => {
    const facts = { existingName: '/srv/a.qcow2', [field]: value };
    addVm(stack, Template.fromName(stack, 'Other', facts));
  });
const certified = (field: string): TextProp =>
  inLab(`Template.certification.${field}`, 'refused', ({ stack }, value) => {
    const certification = { sunset: '2027-01-01', [field]: value };
    new Template(stack, 'Other', { ...image, certification });
  });
const catalog = (
  name: string,
  outcome: Outcome,
  templates: (value: string) => object,
  ask: (all: TemplateCatalog, value: string) => unknown = (all) => all.template('a'),
): TextProp =>
  inLab(`TemplateCatalog.${name}`, outcome, ({ stack }, value) => {
    const given = templates(value) as CatalogTemplates;
    ask(new TemplateCatalog(stack, 'Catalog', { templates: given }), value);
  });
const build = { certified: '2026-01-01', sunset: '2027-01-01' };
const fromSource = (source: object, changes: object = {}): object => ({
  a: { generations: { '1': { ...build, sources: { libvirt: source }, ...changes } } },
});
const known = fromSource({ image: '/srv/a.qcow2' });
const cloneSet = (
  name: string,
  outcome: Outcome,
  props: (value: string, all: ReturnType<typeof lab>) => object,
): TextProp =>
  inLab(`LinkedCloneSet.${name}`, outcome, (all, value) => {
    const given = { members: ['blue'], ...props(value, all) };
    new LinkedCloneSet(all.stack, 'Shop', cloneSetProps(all.template, given));
  });
const next = ({ stack }: ReturnType<typeof lab>): Template =>
  new Template(stack, 'Next', { ...image, generation: '2' });
const network = (outcome: Outcome, field: string): TextProp =>
  inLab(`Network.${field}`, outcome, ({ stack }, value) => {
    new Network(stack, 'Net', { networkName: 'net', cidr: '10.1.0.0/24', [field]: value });
  });
const attached = (from: 'fromName' | 'fromBridge', outcome: Outcome, field: string): TextProp =>
  inLab(`Network.${from}.${field}`, outcome, (all, value) => {
    const made = Network[from](all.stack, 'Net', { networkName: 'net', [field]: value });
    addVm(all.stack, all.template, { nic: { network: made } });
  });
const hypervisor = (field: string, props: (value: string) => object): TextProp => ({
  name: `LibvirtHypervisor.${field}`,
  outcome: 'written',
  synthesize: (value) => {
    const app = newApp();
    const stack = new TerraformStack(app, 'lab');
    new LibvirtHypervisor(stack, 'Libvirt', props(value));
    const secure = { owner: 'x', environment: { name: 'lab', category: 'lab' }, networks: [] };
    const base = new Template(stack, 'Template', image);
    addVm(stack, base, { props: secure });
    const plain = {
      secureBoot: false,
      name: 'web-2',
      waivers: [waiverOf('machine.firmware.secure-boot')],
    };
    new HardenedVm(stack, 'Web2', vmProps(base, { props: { ...secure, ...plain } }));
    return written(app, stack);
  },
});

export const textProps: readonly TextProp[] = [
  ...ofVm('HardenedVm', vmTexts),
  ...ofVm('HardenedVm.guest', guestTexts),
  ...ofVm('HardenedVm.networks[0]', nicTexts),
  ...ofVm('HardenedVm.dataDisks[0]', diskTexts),
  ...ofVm('HardenedVm.guest.ingress[0]', ruleTexts('ingress')),
  ...ofVm('HardenedVm.guest.egress[0]', ruleTexts('egress')),
  ...ofEnvironment(),
  inLab('HardenedVm.tags name', 'written', ({ stack, template: base }, value) => {
    addVm(stack, base, { props: { tags: { [value]: 'x' } } });
  }),
  inLab('EnvironmentStack.addNetwork', 'kept', (all, value) => {
    all.stack.addNetwork(value, Network.fromName(all.stack, 'Net', { networkName: 'net' }));
    addVm(all.stack, all.template, { nic: { network: value } });
  }),
  inLab('Tags name', 'written', ({ stack, template: base }, value) => {
    Tags.of(stack).add(value, 'x');
    addVm(stack, base);
  }),
  inLab('Tags value', 'written', ({ stack, template: base }, value) => {
    Tags.of(stack).add('x', value);
    addVm(stack, base);
  }),
  template('refused', 'templateName'),
  template('refused', 'generation'),
  template('written', 'image'),
  inLab('Template.image of a full copy', 'written', ({ stack }, value) => {
    const made = new Template(stack, 'Other', { ...image, image: value });
    addVm(stack, made, { props: { cloneType: 'full' } });
  }),
  existing('written', 'existingName'),
  existing('written', 'templateName'),
  existing('written', 'generation'),
  template('refused', 'attestedControls'),
  inLab('Template.attestedControls[0]', 'refused', ({ stack }, id) => {
    new Template(stack, 'Other', { ...image, attestedControls: [id] });
  }),
  certified('certified'),
  certified('sunset'),
  certified('operatingSystem'),
  existing('refused', 'attestedControls'),
  inLab('Template.fromVmId.vmId', 'refused', ({ stack }, vmId) => {
    Template.fromVmId(stack, 'Other', { vmId });
  }),
  inLab('Template.fromContentLibraryItem.library', 'refused', ({ stack }, library) => {
    Template.fromContentLibraryItem(stack, 'Other', { library, item: 'a' });
  }),
  inLab('Template.fromContentLibraryItem.item', 'refused', ({ stack }, item) => {
    Template.fromContentLibraryItem(stack, 'Other', { library: 'a', item });
  }),
  inLab('HardenedVm.templateOverride.reason', 'kept', ({ stack, template: base }, reason) => {
    addVm(stack, base, { props: { templateOverride: { reason, expires: '2027-01-01' } } });
  }),
  inLab('HardenedVm.templateOverride.expires', 'refused', ({ stack, template: base }, expires) => {
    addVm(stack, base, { props: { templateOverride: { reason: 'a test', expires } } });
  }),
  inLab('HardenedVm.generation.approvedAddresses', 'kept', ({ stack, template: base }, value) => {
    addVm(stack, base, { props: { generation: { approvedAddresses: [value] } } });
  }),
  catalog('templates name', 'refused', (name) => ({ [name]: { generations: {} } })),
  catalog('generations name', 'refused', (name) => ({ a: { generations: { [name]: build } } })),
  catalog('operatingSystem', 'refused', (operatingSystem) => ({
    a: { ...(known as CatalogTemplates).a, operatingSystem },
  })),
  catalog('sources name', 'refused', (name) => fromSource({}, { sources: { [name]: image } })),
  catalog('sources.image', 'written', (name) => fromSource({ image: name })),
  catalog('sources.existingName', 'kept', (existingName) => fromSource({ existingName })),
  catalog('sources.vmId', 'refused', (vmId) => fromSource({ vmId })),
  catalog('sources.contentLibraryItem', 'refused', (item) =>
    fromSource({ contentLibraryItem: { library: 'a', item } }),
  ),
  catalog('certified', 'refused', (day) => fromSource({ image: 'a' }, { certified: day })),
  catalog('sunset', 'refused', (sunset) => fromSource({ image: 'a' }, { sunset })),
  catalog('attestedControls', 'refused', (value) =>
    fromSource({ image: 'a' }, { attestedControls: value }),
  ),
  catalog(
    'template',
    'refused',
    () => known,
    (all, name) => all.template(name),
  ),
  catalog(
    'template.generation',
    'refused',
    () => known,
    (all, generation) => all.template('a', { generation }),
  ),
  cloneSet('members', 'refused', (name) => ({ members: [name] })),
  cloneSet('members by name', 'refused', (name) => ({ members: { [name]: {} } })),
  cloneSet('members purpose', 'written', (purpose) => ({ members: { blue: { purpose } } })),
  cloneSet('naming', 'refused', (naming) => ({ naming })),
  cloneSet('template.generation', 'written', (generation, { stack }) => ({
    template: Template.fromName(stack, 'Other', { existingName: '/srv/a.qcow2', generation }),
  })),
  cloneSet('rollout.members', 'refused', (name, all) => ({
    rollout: { template: next(all), members: [name] },
  })),
  cloneSet('rollout.done', 'refused', (name, all) => ({
    rollout: { template: next(all), members: ['blue'], done: [name] },
  })),
  cloneSet('rollout.approvedAddresses', 'refused', (address, all) => ({
    rollout: { template: next(all), members: [], approvedAddresses: [address] },
  })),
  cloneSet('promote.members', 'refused', (name) => ({ promote: { members: [name] } })),
  ...(['name', 'description', 'expires'] as const).map((field) =>
    inLab(`Snapshot.${field}`, 'refused', ({ stack, template: base }, value) => {
      const vm = addVm(stack, base);
      const props = { vm, name: 'a', expires: '2026-11-22', [field]: value } as SnapshotProps;
      new Snapshot(stack, 'Snap', props);
    }),
  ),
  network('written', 'networkName'),
  network('written', 'domain'),
  network('refused', 'cidr'),
  network('refused', 'mode'),
  network('refused', 'category'),
  attached('fromName', 'written', 'networkName'),
  attached('fromName', 'refused', 'cidr'),
  attached('fromName', 'refused', 'gateway'),
  attached('fromBridge', 'written', 'networkName'),
  hypervisor('uri', (uri) => ({ uri })),
  hypervisor('storagePool', (storagePool) => ({ storagePool })),
  hypervisor('storagePool.name', (name) => ({ storagePool: { name, path: '/srv' } })),
  hypervisor('storagePool.path', (path) => ({ storagePool: { name: 'guests', path } })),
  hypervisor('secureBootLoader', (secureBootLoader) => ({ secureBootLoader })),
  hypervisor('secureBootVariables', (secureBootVariables) => ({ secureBootVariables })),
  hypervisor('loader', (loader) => ({ loader })),
  hypervisor('variables', (variables) => ({ variables })),
  hypervisor('nvramDirectory', (nvramDirectory) => ({ nvramDirectory })),
  inLab('the id of a construct', 'kept', ({ stack, template: base }, value) => {
    addVm(stack, base, { props: { systemDiskSize: Size.gibibytes(4) } }, value.replaceAll('/', ''));
  }),
];

/** Destructive changes of the deployed stack, with what has to be approved of each. */

import type { TerraformResource } from 'cdktf';
import type { Impact } from '../../../lib/drivers/impact';
import type { HypervisorName } from '../../../lib/hardening/control';
import type { HardenedVm } from '../../../lib';
import type { Allowance } from '../../../lib/model/approvals';
import type { Variant } from './deployment';
import { deployed } from './shape';

/** A finding, and the approval that answers it. */
export interface Need {
  readonly rule: string;
  /** Name in the address book, or an address. */
  readonly subject: string;
  readonly allows: Allowance;
}

export interface DestructiveCase extends Variant {
  readonly title: string;
  readonly needs: readonly Need[];
  /** What no approval can answer. @default - nothing */
  readonly blocked?: readonly string[];
  /** Machines of the review, with the worst that happens to each. */
  readonly vms: Readonly<Record<string, Impact>>;
}

export const guarded = (subject: string, allows: Allowance = 'destroy'): Need => ({
  rule: 'protected-without-approval',
  subject,
  allows,
});
export const open = (subject: string, allows: 'destroy' | 'data-loss' = 'destroy'): Need => ({
  rule: `${allows}-without-approval`,
  subject,
  allows,
});

const { database, web } = deployed;
const disks = ['system disk', 'data disk data', 'data disk log'];

/** Where the drivers differ: which resources a machine has, and what its loss costs. */
const machines: Readonly<
  Record<
    HypervisorName,
    {
      readonly type: string;
      /** Parts of a VM with data disks, and of a member, that are not destroyed unasked. */
      readonly whole: readonly string[];
      readonly member: readonly string[];
      readonly memberImpact: Impact;
      /** What a data disk is that is taken away. */
      readonly disk: readonly [part: string, allows: 'destroy' | 'data-loss'];
      /** What holds data and belongs to no machine: protected, and not. */
      readonly shared: readonly [locked: readonly string[], others: readonly string[]];
    }
  >
> = {
  vsphere: {
    type: 'vsphere_virtual_machine',
    whole: ['machine'],
    member: ['machine'],
    memberImpact: 'rebuild',
    disk: ['machine', 'data-loss'],
    shared: [[], []],
  },
  proxmox: {
    type: 'proxmox_virtual_environment_vm',
    whole: ['machine'],
    member: ['machine'],
    memberImpact: 'data-loss',
    disk: ['machine', 'data-loss'],
    shared: [[], []],
  },
  libvirt: {
    type: 'libvirt_domain',
    whole: ['machine', ...disks],
    member: ['machine', 'system disk'],
    memberImpact: 'data-loss',
    disk: ['data disk log', 'destroy'],
    shared: [['Debian-20261101/Resource'], ['Debian-20261115/Resource', 'Libvirt/StoragePool']],
  },
};

/** What of a VM with data disks has to be approved before it goes. */
const all = (hypervisor: HypervisorName, vm: string): readonly string[] =>
  machines[hypervisor].whole.map((part) => `${vm} ${part}`);
const member = (hypervisor: HypervisorName, name: string): readonly string[] =>
  machines[hypervisor].member.map((part) => `${name} ${part}`);
/** Of which Terraform itself refuses to destroy: of a libvirt domain the volumes alone. */
const locked = (names: readonly string[], hypervisor: HypervisorName): readonly string[] =>
  names.filter((name) => hypervisor !== 'libvirt' || !name.endsWith('machine'));

const tainted =
  (name: string): NonNullable<Variant['state']> =>
  (resource) => {
    for (const instance of resource(name).instances) instance.status = 'tainted';
  };
/** As an interrupted create-before-destroy leaves it. */
const deposed =
  (name: string): NonNullable<Variant['state']> =>
  (resource) => {
    const { instances } = resource(name);
    instances.push({ ...instances[0]!, deposed: 'abcd1234' });
  };

/** Changes that each hypervisor has. */
export function commonCases(hypervisor: HypervisorName): readonly DestructiveCase[] {
  const { type, disk, memberImpact, shared } = machines[hypervisor];
  const elsewhere = `${type}.elsewhere`;
  const database1 = { 'db-1': 'data-loss' } as const;
  const [part, allows] = disk;
  return [
    {
      title: 'the code of a protected VM is deleted',
      shape: { database: undefined },
      needs: all(hypervisor, 'db').map((name) => guarded(name)),
      vms: database1,
    },
    {
      title: 'the code of an unprotected VM is deleted',
      shape: { web: undefined },
      needs: all(hypervisor, 'web').map((name) => open(name)),
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'a member leaves its clone set',
      shape: { members: ['blue'] },
      needs: member(hypervisor, 'green').map((name) => guarded(name)),
      vms: { 'shop-green': memberImpact },
    },
    {
      title: 'a protected VM loses a data disk',
      shape: { database: { ...database, dataDisks: { data: 2 } } },
      needs: [guarded(`db ${part}`, allows)],
      vms: database1,
    },
    {
      title: 'the construct of a protected VM gets another id',
      shape: { database: { ...database, id: 'Other' } },
      needs: all(hypervisor, 'db').map((name) => guarded(name)),
      vms: database1,
    },
    {
      title: 'a protected VM is moved, and deleted with the same plan',
      shape: { database: undefined },
      override: ({ stack }, at) => {
        stack.addOverride('moved', [{ from: at('db machine'), to: elsewhere }]);
      },
      needs: [...all(hypervisor, 'db').map((name) => guarded(name)), open(elsewhere)],
      vms: database1,
    },
    {
      title: 'a protected VM was moved in the state, and is deleted',
      shape: { database: undefined },
      state: (resource) => {
        resource('db machine').name = 'elsewhere';
      },
      needs: [
        ...all(hypervisor, 'db')
          .filter((name) => name !== 'db machine')
          .map((name) => guarded(name)),
        open(elsewhere),
      ],
      vms: database1,
    },
    {
      title: 'a protected VM is forgotten by removed blocks',
      shape: { database: undefined },
      override: ({ stack }, at) => {
        const removed = all(hypervisor, 'db').map((name) => ({
          from: at(name),
          lifecycle: { destroy: false },
        }));
        stack.addOverride('removed', removed);
      },
      needs: all(hypervisor, 'db').map((name) => guarded(name)),
      vms: database1,
    },
    {
      title: 'a protected VM has a deposed object',
      state: deposed('db machine'),
      needs: [guarded('db machine')],
      vms: database1,
    },
    {
      title: 'all is destroyed, the locks lifted',
      options: () => ['-destroy'],
      lifted: [
        ...shared[0],
        ...locked(all(hypervisor, 'db'), hypervisor),
        ...['blue', 'green'].flatMap((name) => locked(member(hypervisor, name), hypervisor)),
      ],
      needs: [
        ...shared[0].map((name) => guarded(name)),
        ...shared[1].map((name) => open(name)),
        ...all(hypervisor, 'db').map((name) => guarded(name)),
        ...['blue', 'green'].flatMap((name) => member(hypervisor, name).map((one) => guarded(one))),
        ...all(hypervisor, 'web').map((name) => open(name)),
      ],
      vms: {
        'db-1': 'data-loss',
        'web-1': 'data-loss',
        'shop-blue': memberImpact,
        'shop-green': memberImpact,
      },
    },
    {
      title: 'one VM is destroyed past the rest of its stack',
      options: (at) => ['-destroy', `-target=${at('web machine')}`],
      needs: [open('web machine')],
      blocked: ['plan-incomplete'],
      vms: { 'web-1': 'data-loss' },
    },
  ];
}

const clustered: readonly DestructiveCase[] = [
  {
    title: 'a protected VM is tainted, its lock lifted',
    state: tainted('db machine'),
    lifted: ['db machine'],
    needs: [guarded('db machine')],
    vms: { 'db-1': 'data-loss' },
  },
  {
    title: 'the replacement of a protected VM is asked for, under its lock',
    options: (at) => [`-replace=${at('db machine')}`],
    needs: [guarded('db machine')],
    blocked: ['plan-errored', 'plan-incomplete'],
    vms: { 'db-1': 'data-loss' },
  },
  {
    title: 'the replacement of an unprotected VM is asked for',
    options: (at) => [`-replace=${at('web machine')}`],
    needs: [open('web machine')],
    vms: { 'web-1': 'data-loss' },
  },
];

/** The typed resource, past the construct. */
function escape(vm: HardenedVm | undefined, part = 'machine'): TerraformResource {
  const resource = vm?.resources.all[part];
  if (resource === undefined) throw new Error(`there is no ${part}`);
  return resource;
}

export const ownCases: Readonly<Record<HypervisorName, readonly DestructiveCase[]>> = {
  vsphere: [
    ...clustered,
    {
      title: 'the provider refuses a disk that shrinks',
      shape: { web: { ...web, dataDisks: { data: 1, log: 1 } } },
      needs: [],
      blocked: ['plan-errored', 'plan-incomplete'],
      vms: {},
    },
    {
      title: 'a disk gets another label, past the construct',
      override: (built) => {
        escape(built.web).addOverride('disk.1.label', 'other');
      },
      needs: [open('web machine', 'data-loss')],
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'the provider replaces a clone of another kind',
      override: (built) => {
        const machine = escape(built.web);
        const { clone } = machine as unknown as { clone: { linkedClone: boolean } };
        clone.linkedClone = false;
        machine.lifecycle = {};
      },
      needs: [open('web machine')],
      vms: { 'web-1': 'data-loss' },
    },
  ],
  proxmox: [
    ...clustered,
    {
      title: 'a disk shrinks',
      shape: { web: { ...web, dataDisks: { data: 1, log: 1 } } },
      needs: [open('web machine', 'data-loss')],
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'the provider replaces a VM that gets another node, and may not migrate',
      override: (built) => {
        escape(built.web).addOverride('node_name', 'pve2');
        escape(built.web).addOverride('migrate', false);
      },
      needs: [open('web machine')],
      vms: { 'web-1': 'data-loss' },
    },
  ],
  libvirt: [
    {
      title: 'a volume is tainted, its lock lifted',
      state: tainted('db data disk data'),
      lifted: ['db data disk data'],
      // The machine may get another volume, as far as Terraform knows before it has made it.
      needs: [guarded('db data disk data'), guarded('db machine', 'data-loss')],
      vms: { 'db-1': 'data-loss' },
    },
    {
      title: 'a volume has a deposed object',
      state: deposed('db data disk data'),
      needs: [guarded('db data disk data')],
      vms: { 'db-1': 'data-loss' },
    },
    {
      title: 'the replacement of a system disk is asked for',
      options: (at) => [`-replace=${at('web system disk')}`],
      needs: [open('web system disk'), open('web machine', 'data-loss')],
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'the provider replaces a volume that shrinks, past the construct',
      override: (built) => {
        escape(built.web, 'data disk data').addOverride('size', 1024 ** 3);
      },
      needs: [open('web data disk data'), open('web machine', 'data-loss')],
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'a data disk is forgotten by a removed block',
      shape: { web: { ...web, dataDisks: { data: 2 } } },
      override: ({ stack }, at) => {
        const from = at('web data disk log');
        stack.addOverride('removed', [{ from, lifecycle: { destroy: false } }]);
      },
      needs: [open('web data disk log')],
      vms: { 'web-1': 'data-loss' },
    },
    {
      title: 'a VM gets another name, which would erase its volumes',
      shape: { database: { ...database, name: 'db-2' } },
      needs: [],
      blocked: ['plan-errored', 'plan-incomplete'],
      vms: {},
    },
  ],
};

/**
 * Machines and what belongs to one: firewall, snippets, HA, replication, pool membership. Input: mapped arguments. Output:
 * resources and tokens. Of this driver, only files named `resources` and `resources-*` make Terraform resources.
 */

import { Fn, Lazy, Op, Token, type TerraformProvider, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { declared } from '../../hardening/plan';
import { Haresource } from '../../../.gen/providers/proxmox/haresource';
import { PoolMembership } from '../../../.gen/providers/proxmox/pool-membership';
import { ProxmoxProvider } from '../../../.gen/providers/proxmox/provider';
import { Replication } from '../../../.gen/providers/proxmox/replication';
import { VirtualEnvironmentFile } from '../../../.gen/providers/proxmox/virtual-environment-file';
import { VirtualEnvironmentFirewallIpset } from '../../../.gen/providers/proxmox/virtual-environment-firewall-ipset';
import { VirtualEnvironmentFirewallOptions } from '../../../.gen/providers/proxmox/virtual-environment-firewall-options';
import { VirtualEnvironmentFirewallRules } from '../../../.gen/providers/proxmox/virtual-environment-firewall-rules';
import { VirtualEnvironmentVm } from '../../../.gen/providers/proxmox/virtual-environment-vm';
import { addressOf, lazyAddressOf } from '../common/address';
import { cloudInit } from '../common/cloud-init';
import { withIgnored } from '../common/ignored';
import { jsonDocument, literal } from '../common/literal';
import { TerraformData } from '../common/terraform-data';
import { lockValue } from '../common/value-lock';
import type { IResourcePool, VmRequest, VmResources } from '../contract';
import { allowedSources, firewallOptions, firewallRules } from './map-firewall';
import { haResource, replicationJob } from './map-high-availability';
import type { SnippetIds } from './map-initialization';
import { proxmoxTags } from './map-texts';
import { linkedDiskRemedy, linkedDiskRule } from './validate';
import { nodeOf, systemDiskSize, usesFirewall, vmArguments } from './map-vm';
import { isHighlyAvailable, type ProxmoxOptions } from './options';
import { vmIdOf, type VmIdClaims } from './vm-ids';

/** What every resource of one hypervisor shares. */
export interface ProxmoxContext {
  readonly provider: TerraformProvider;
  readonly options: ProxmoxOptions;
  /** The construct of the hypervisor: what several grants share stands there. */
  readonly scope: Construct;
  /** Machines that were made here, by the path of their construct. */
  readonly machines: Map<string, MadeMachine>;
  readonly vmIds: VmIdClaims;
}

interface MadeMachine {
  readonly machine: VirtualEnvironmentVm;
  /** @default - HA does not manage the machine */
  readonly haResource?: Haresource;
  readonly pool?: IResourcePool;
}

export interface ConnectionProps {
  readonly endpoint?: string;
  readonly insecure?: boolean;
}

/** Credentials come from the provider's own environment: PROXMOX_VE_API_TOKEN, or a user name and a password. */
export function createProvider(scope: Construct, props: ConnectionProps): TerraformProvider {
  return new ProxmoxProvider(scope, 'Provider', {
    ...(props.endpoint === undefined ? {} : { endpoint: literal(props.endpoint) }),
    ...(props.insecure === undefined ? {} : { insecure: props.insecure }),
  });
}

export function createVm(
  scope: Construct,
  context: ProxmoxContext,
  request: VmRequest,
): VmResources {
  const { provider, options } = context;
  const { vm, path, rebuiltWith } = request;
  const snippets = createSnippets(scope, context, request);
  const given = vmArguments(request, options, {
    tags: Token.asList(Lazy.anyValue({ produce: () => proxmoxTags(request.tags()) })),
    ...(snippets === undefined ? {} : { snippets: snippets.ids }),
  });
  const machine = new VirtualEnvironmentVm(scope, 'Resource', {
    ...given,
    provider,
    lifecycle: {
      ...given.lifecycle,
      ...(rebuiltWith && { replaceTriggeredBy: [lazyAddressOf(rebuiltWith)] }),
    },
  });
  const source = requireTemplate(scope, machine, request, options);
  lockVmId(scope, machine, request, options);
  lockOptions(scope, machine, request, options);
  lockLinkedDisk(scope, machine, request);

  const inner = new Attachments(scope, machine, context);
  const firewall = usesFirewall(request.plan) ? inner.firewall(request) : {};
  const pool = request.pool?.poolId === undefined ? {} : inner.membership(request.pool.poolId);
  const managed = isHighlyAvailable(vm, options) ? inner.haResource(request) : undefined;
  context.machines.set(path, {
    machine,
    pool: request.pool,
    ...(managed === undefined ? {} : { haResource: managed }),
  });
  return {
    machine,
    vmId: Token.asString(machine.vmId),
    // The provider learns addresses from the guest agent, and would wait for it in every plan.
    reportedAddresses: {},
    all: {
      machine,
      ...source,
      ...snippets?.files,
      ...firewall,
      ...pool,
      ...(managed === undefined ? {} : { 'high availability': managed }),
      ...inner.replication(request),
    },
  };
}

/**
 * The cloud-init documents as files on a storage. Their ids stay the same when their contents change, so that the machine
 * stays; cloud-init applies a change when the machine is started the next time.
 */
function createSnippets(
  scope: Construct,
  { provider, options }: ProxmoxContext,
  request: VmRequest,
): { ids: SnippetIds; files: Record<string, TerraformResource> } | undefined {
  if (options.snippetDatastore === undefined) return undefined;
  const { vm, plan } = request;
  const documents = cloudInit(vm, plan);
  const file = (id: string, kind: string, data: string): VirtualEnvironmentFile =>
    new VirtualEnvironmentFile(scope, id, {
      provider,
      contentType: 'snippets',
      datastoreId: options.snippetDatastore ?? '',
      nodeName: nodeOf(request, options),
      sourceRaw: { fileName: `${vm.uuid}.${kind}.yaml`, data },
    });
  const user = file(
    'UserData',
    'user-data',
    `#cloud-config\n${jsonDocument(documents.userData)}\n`,
  );
  const network = file('NetworkData', 'network-data', `${jsonDocument(documents.networkConfig)}\n`);
  return {
    ids: { userData: user.id, networkData: network.id },
    files: { 'user data': user, 'network data': network },
  };
}

/** What belongs to a machine, and goes and comes with it: Proxmox VE drops it when the machine is destroyed. */
class Attachments {
  constructor(
    private readonly scope: Construct,
    private readonly machine: VirtualEnvironmentVm,
    private readonly context: ProxmoxContext,
  ) {}

  /** Rules and sets first: a firewall that drops everything would otherwise be on before anything may pass. */
  firewall(request: VmRequest): Record<string, TerraformResource> {
    const { machine } = this;
    const place = {
      // The firewall is the cluster's: any node answers for it.
      ...this.common(isHighlyAvailable(request.vm, this.context.options) ? ['node_name'] : []),
      nodeName: machine.nodeName,
      vmId: machine.vmId,
    };
    const rules = firewallRules(request);
    const ruleList =
      rules.length === 0
        ? undefined
        : new VirtualEnvironmentFirewallRules(this.scope, 'FirewallRules', {
            ...place,
            rule: rules,
          });
    const sets = declared(request.plan, 'machine.network.anti-spoofing')
      ? request.vm.networks.map(
          (nic, index) =>
            // By place, like the name: of two that change places only the addresses change.
            new VirtualEnvironmentFirewallIpset(this.scope, `FirewallSources-net${String(index)}`, {
              ...place,
              name: `ipfilter-net${String(index)}`,
              cidr: allowedSources(nic),
            }),
        )
      : [];
    const parts = [...(ruleList === undefined ? [] : [ruleList]), ...sets];
    const firewall = new VirtualEnvironmentFirewallOptions(this.scope, 'Firewall', {
      ...place,
      ...firewallOptions(request),
      dependsOn: parts,
    });
    return {
      firewall,
      ...(ruleList === undefined ? {} : { 'firewall rules': ruleList }),
      ...Object.fromEntries(
        sets.map((set, index) => [`allowed sources of net${String(index)}`, set]),
      ),
    };
  }

  /** A resource of its own: an argument of the machine could put it into a pool, but never take it out of one. */
  membership(poolId: string): Record<string, TerraformResource> {
    const { machine } = this;
    return {
      'pool membership': new PoolMembership(this.scope, 'PoolMembership', {
        ...this.common(),
        poolId,
        vmId: machine.vmId,
      }),
    };
  }

  haResource({ vm }: VmRequest): Haresource {
    return new Haresource(this.scope, 'HighAvailability', {
      ...haResource(vm, Token.asString(this.machine.vmId)),
      ...this.common(),
    });
  }

  replication({ vm }: VmRequest): Record<string, TerraformResource> {
    const jobs = vm.availability?.replication ?? [];
    return Object.fromEntries(
      jobs.map((job) => [
        `replication to ${job.host}`,
        new Replication(this.scope, `Replication-${job.host}`, {
          ...replicationJob(job, Token.asString(this.machine.vmId)),
          ...this.common(isHighlyAvailable(vm, this.context.options) ? ['target'] : []),
        }),
      ]),
    );
  }

  /** @param ignored arguments that HA changes: it turns a job round when it moves the machine to the copy */
  private common(ignored: readonly string[] = []): {
    provider: TerraformProvider;
    lifecycle: { replaceTriggeredBy: string[]; ignoreChanges?: string[] };
  } {
    // Of the machine, only a replacement counts: its id.
    const id = Lazy.stringValue({ produce: () => `${addressOf(this.machine)}.id` });
    return {
      provider: this.context.provider,
      lifecycle: {
        replaceTriggeredBy: [id],
        ...(ignored.length === 0 ? {} : { ignoreChanges: [...ignored] }),
      },
    };
  }
}

/**
 * What only Proxmox VE knows of the template is checked at plan. What it was when the machine was cloned is remembered, so
 * that a template which is gone, or was built anew, does not stop later plans.
 */
function requireTemplate(
  scope: Construct,
  machine: VirtualEnvironmentVm,
  request: VmRequest,
  { datastore }: ProxmoxOptions,
): Record<string, TerraformResource> {
  const { vm, template, path, rebuiltWith } = request;
  const { reportedDiskBytes, reported } = template;
  const size = systemDiskSize(request);
  if (reported?.matches === undefined && reportedDiskBytes === undefined) return {};
  const memory = new TerraformData(scope, 'CloneSource', {
    input: { matches: reported?.matches, disk_bytes: reportedDiskBytes },
    lifecycle: {
      ignoreChanges: ['input'],
      ...(rebuiltWith && { replaceTriggeredBy: [lazyAddressOf(rebuiltWith)] }),
    },
  });
  // The input is known at plan, the output only after the first apply.
  const input = memory.interpolationForAttribute('input');
  const remembered = (field: string): number => Token.asNumber(Fn.lookupNested(input, [field]));
  const conditions: { condition: string; errorMessage: string }[] = [];
  const refuseUnless = (met: unknown, ...words: readonly string[]): void => {
    const errorMessage = literal(words.join('; '));
    conditions.push({ condition: Token.asString(met), errorMessage });
  };
  if (reported?.matches !== undefined) {
    refuseUnless(
      Op.eq(remembered('matches'), 1),
      `[VML034] ${path}.template: got ${template.templateName}`,
      'a VM is cloned from one template, and the cluster has none of this name or id, or several',
      'give the name or id of one VM that is a template',
    );
  }
  const bytes = reportedDiskBytes === undefined ? undefined : remembered('disk_bytes');
  if (bytes !== undefined && size !== undefined) {
    refuseUnless(
      Op.gte(size.bytes, bytes),
      `[VML029] ${path}.systemDiskSize: got ${size.toText()}`,
      'a system disk is at least as large as its template',
      'give a larger size',
    );
  }
  // A linked clone that is told another storage would be copied there, as a whole and without a word.
  if (bytes !== undefined && vm.cloneType === 'linked' && vm.location.datastore === undefined) {
    refuseUnless(
      Op.gte(bytes, 1),
      `[VML034] ${path}.cloneType: got linked`,
      `a linked clone lies on the storage of its template, and ${datastore} holds no disk of it`,
      "give location.datastore, or use cloneType 'full'",
    );
  }
  machine.lifecycle = {
    ...machine.lifecycle,
    precondition: [...(machine.lifecycle?.precondition ?? []), ...conditions],
  };
  return { 'clone source': memory };
}

/** The provider replaces a machine whose VM id changes, and its data disks with it. */
function lockVmId(
  scope: Construct,
  machine: VirtualEnvironmentVm,
  { vm, path, rebuiltWith }: VmRequest,
  { vmIds }: ProxmoxOptions,
): void {
  const vmId = vmIdOf(vm, vmIds);
  if (vmId === undefined) return;
  const field = vm.location.vmId === undefined ? 'uuid' : 'location.vmId';
  lockValue(scope, 'VmId', {
    value: String(vmId),
    protects: machine,
    renewedWith: rebuiltWith,
    message: literal(
      `[VML036] ${path}.${field}: got VM id ${String(vmId)}; the provider replaces a VM whose id changes, which would erase its disks; ` +
        'keep the id it has: give it as location.vmId',
    ),
  });
}

/** What a machine that exists would lose its system disk over, or its configuration. */
function lockOptions(
  scope: Construct,
  machine: VirtualEnvironmentVm,
  { path, rebuiltWith }: VmRequest,
  { systemDiskInterface, snippetDatastore }: ProxmoxOptions,
): void {
  lockValue(scope, 'SystemDiskInterface', {
    value: systemDiskInterface,
    protects: machine,
    renewedWith: rebuiltWith,
    message: literal(
      `[VML034] ${path}.hypervisor.systemDiskInterface: got ${systemDiskInterface}; the provider would take the system disk out, and start ` +
        'the VM from an empty one; keep the interface that it was cloned with',
    ),
  });
  const channel = snippetDatastore === undefined ? 'without snippets' : 'with snippets';
  lockValue(scope, 'GuestChannel', {
    value: channel,
    protects: machine,
    renewedWith: rebuiltWith,
    message: literal(
      `[VML044] ${path}.hypervisor.snippets: got a VM ${channel}; the way in which a guest is configured is chosen when it is cloned; ` +
        'keep it for the VMs that exist, and give new ones a hypervisor construct of their own',
    ),
  });
}

/**
 * The provider takes the disk of a linked clone for that of another VM, save on LVM-thin, and refuses to grow it after it
 * has made other changes.
 */
function lockLinkedDisk(scope: Construct, machine: VirtualEnvironmentVm, request: VmRequest): void {
  const { vm, path, rebuiltWith } = request;
  const size = systemDiskSize(request)?.toText();
  if (vm.cloneType !== 'linked' || size === undefined) return;
  lockValue(scope, 'SystemDiskSize', {
    value: size,
    protects: machine,
    renewedWith: rebuiltWith,
    message: literal(
      `[VML034] ${path}.systemDiskSize: got ${size}; ${linkedDiskRule}; ${linkedDiskRemedy}`,
    ),
  });
}

/** Proxmox VE refuses to remove a protected VM, and the provider would stop it before it is refused. */
export function retireVm({ machine }: VmResources): void {
  if (!(machine instanceof VirtualEnvironmentVm)) return;
  machine.onBoot = false;
  machine.protection = false;
  machine.lifecycle = withIgnored(machine.lifecycle, 'started');
}

import type { Construct } from 'constructs';
import type { Problem } from '../../errors';
import type {
  BackupPolicyRequest,
  Driver,
  INetwork,
  ITemplate,
  MadeResources,
  NetworkProps,
  TemplateProps,
  TemplateReference,
  VmRequest,
  VmResources,
} from '../contract';
import { literal } from '../common/literal';
import { createBackupJobs, validateBackupJobs } from './backup-jobs';
import { libvirtCapabilities, libvirtTitle } from './capabilities';
import {
  createNetwork,
  createTemplate,
  createVm,
  retireVm,
  type LibvirtContext,
} from './resources';
import { validateVm } from './validate';
import { verifyVm } from './verify';

/** Ids of the machine controls that this driver sets. */
export const libvirtMachineControls: ReadonlySet<string> = new Set([
  'machine.chipset.q35',
  'machine.console.closed',
  'machine.devices.minimal',
  'machine.devices.no-passthrough',
  'machine.disk.persistent',
  'machine.entropy.bounded',
  'machine.firmware.secure-boot',
  'machine.firmware.uefi',
  'machine.hot-add.off',
  'machine.memory.no-balloon',
  'machine.network.anti-spoofing',
  'machine.smm',
  'machine.tpm',
]);

export class LibvirtDriver implements Driver {
  readonly name = 'libvirt';
  readonly title = libvirtTitle;
  readonly guestChannel = 'nocloud';
  readonly capabilities = libvirtCapabilities;
  readonly machineControls = libvirtMachineControls;

  constructor(private readonly context: LibvirtContext) {}

  validateVm(request: VmRequest): readonly Problem[] {
    return validateVm(request);
  }

  createVm(scope: Construct, request: VmRequest): VmResources {
    return createVm(scope, this.context, request);
  }

  retireVm(resources: VmResources): void {
    retireVm(resources);
  }

  verifyVm(resources: VmResources, request: VmRequest): readonly Problem[] {
    return verifyVm(resources, request, this.context.options);
  }

  createTemplate(scope: Construct, props: TemplateProps): ITemplate {
    return createTemplate(scope, this.context, props);
  }

  referenceTemplate(
    _scope: Construct,
    { name = '' }: TemplateReference,
  ): Pick<ITemplate, 'templateId'> {
    // In a pool of type dir the id of a volume is its path; volumes are looked up by it.
    return { templateId: literal(name) };
  }

  createNetwork(scope: Construct, props: NetworkProps, gateway: string): INetwork {
    return createNetwork(scope, this.context, props, gateway);
  }

  createBackupPolicy(scope: Construct, request: BackupPolicyRequest): MadeResources {
    return createBackupJobs(scope, this.context.options, request);
  }

  validateBackupPolicy(request: BackupPolicyRequest): readonly Problem[] {
    return validateBackupJobs(request, this.context.options);
  }
}

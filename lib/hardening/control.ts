/**
 * A control: one security setting of a VM, as data.
 *
 * Input: the virtual machine (lib/model). Output: what to configure and what to observe.
 * May import: lib/model, lib/errors.
 */

import type { VirtualMachine } from '../model/virtual-machine';
import type { HardeningPackName, OperatingSystem } from '../model/vm-props';

/** The hypervisors, as controls, reviews and the inventory name them. */
export type HypervisorName = 'vsphere' | 'libvirt' | 'proxmox';

interface ControlBase {
  /** Stable id: scope, topic and name. Waivers and attestations name it; it never changes its meaning. */
  readonly id: string;
  /** What it ensures, in one line. */
  readonly title: string;
  /** Standards, guides and provider pages that ask for it, such as `CIS Debian 12 5.1.20`. At least one. */
  readonly sources: readonly string[];
  /** Lowest pack that contains it. */
  readonly level: HardeningPackName;
}

/** A control of the virtual hardware, set by the hypervisor's driver. */
export interface MachineControl extends ControlBase {
  readonly scope: 'machine';
  readonly appliesTo: readonly HypervisorName[];
  /** What the setting shall be, in the words in which drivers report what they observe. */
  readonly value: string;
  /** Settings by the hypervisor's own published names (VMX keys, Proxmox options, libvirt XML). */
  readonly settings: Partial<Record<HypervisorName, MachineSettings>>;
  /** False where the machine has nothing that the control is about. @default - it always applies */
  readonly concerns?: (vm: VirtualMachine) => boolean;
  /** What the VM declares against the control; such a VM needs a waiver. @default - nothing can contradict it */
  readonly contradictions?: (vm: VirtualMachine) => readonly Contradiction[];
}

/**
 * Settings by name. vSphere: `config.*` is a property of the VM in the vSphere API, every other name is a VMX key.
 * Proxmox: options of the VM's configuration file, `firewall.*` those of its firewall file.
 * libvirt: XPath below `/domain`; the value `absent` means that there is no such element.
 */
export type MachineSettings = Readonly<Record<string, string | number | boolean>>;

/** A field of the VM whose value is against a control. */
export interface Contradiction {
  /** Field of the VM, such as `firmware`. */
  readonly field: string;
  readonly given: unknown;
  /** The change that meets the control: `set firmware to "uefi"`. */
  readonly remedy: string;
}

/** A control inside the guest, set on first boot and observed by a shell command. */
export interface GuestControl extends ControlBase {
  readonly scope: 'guest';
  readonly appliesTo: readonly OperatingSystem[];
  /** False where the VM has nothing that the control is about. @default - it always applies */
  readonly concerns?: (vm: VirtualMachine) => boolean;
  /** A setting of the VM that the control cannot do without; asks for it or for a waiver. @default - none */
  readonly requires?: { readonly field: string; readonly given: (vm: VirtualMachine) => boolean };
  /** What to write and run on first boot. */
  readonly configure: (vm: VirtualMachine) => GuestConfiguration;
  /**
   * A shell command (run by sh, as root) that prints what is set now, in a form equal to {@link expected} where all is
   * well. It may use the functions of `observation-prelude.ts`.
   */
  readonly observe: (vm: VirtualMachine) => string;
  /** The text that {@link observe} prints where the control is met (compared without surrounding space). */
  readonly expected: (vm: VirtualMachine) => string;
}

/** One hardening control: of the machine, or inside the guest. */
export type Control = MachineControl | GuestControl;

/** A part of a guest's configuration. Parts of all controls are merged in the order of their ids. */
export interface GuestConfiguration {
  /** Whole files. Two controls never write the same file. */
  readonly files?: readonly GuestFile[];
  /** Kernel parameters. `*` in the place of an interface stands for `all`, `default` and each interface. */
  readonly sysctl?: Readonly<Record<string, string | number>>;
  /** sshd options. */
  readonly sshd?: Readonly<Record<string, string | number>>;
  /** Kernel modules that must not load. */
  readonly deniedModules?: readonly string[];
  /** nftables tables, each a whole `table` block. All of them are loaded at once, and nothing else is. */
  readonly firewall?: readonly string[];
  /** auditd rules. `-e 2` comes last, whichever control asks for it. */
  readonly auditRules?: readonly string[];
  /** Shell commands for the first boot, after the files are written. */
  readonly commands?: readonly string[];
  /** systemd units to enable, and to start or make read their configuration again. */
  readonly services?: readonly string[];
}

/** A file that a control writes in the guest. */
export interface GuestFile {
  readonly path: string;
  readonly content: string;
  /** Octal mode. @default '0644' */
  readonly permissions?: string;
}

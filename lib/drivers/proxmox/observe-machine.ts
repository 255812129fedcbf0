import type { ObservableControl } from '../../hardening/expectation';
import { isCurrentCpu } from './cpu-models';

/** What the API of Proxmox VE says of one machine, each as JSON gives it. */
export interface LiveMachine {
  /** `GET /nodes/{node}/qemu/{vmid}/config?current=1`: what the machine runs with, without what is pending. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `GET /nodes/{node}/qemu/{vmid}/firewall/options`. */
  readonly firewallOptions: Readonly<Record<string, unknown>>;
  /** `GET /cluster/firewall/options`: where the firewall of the datacentre is off, no other one has an effect. */
  readonly clusterFirewallOptions: Readonly<Record<string, unknown>>;
}

/**
 * Compares a live machine with what machine controls ask for.
 *
 * @returns per control id the control's own value where all its settings are met, else the settings that are not
 */
export function observeMachine(
  live: LiveMachine,
  controls: readonly ObservableControl[],
): Map<string, string> {
  const observed = new Map<string, string>();
  for (const control of controls) {
    if (control.scope !== 'machine') continue;
    const settings = Object.entries(control.settings.proxmox ?? {});
    const unmet = settings.flatMap(([name, expected]) => {
      const found = valuesOf(live, name);
      return meets(name, found, String(expected))
        ? []
        : [`${name} is ${found.join(', ') || 'absent'}`];
    });
    const ofFirewall = settings.some(([name]) => name.startsWith('firewall.'));
    if (ofFirewall && Number(live.clusterFirewallOptions.enable ?? 0) < 1) {
      unmet.push('the firewall of the datacentre is off');
    }
    observed.set(control.id, unmet.length === 0 ? control.value : unmet.join('; '));
  }
  return observed;
}

/** Every device has to have the value: one interface without its firewall is a finding. */
function meets(name: string, found: readonly string[], expected: string): boolean {
  if (expected === 'absent') return found.every((value) => value === 'absent');
  if (name === 'net[n].firewall' && found.length === 0) return true;
  return found.length > 0 && found.every((value) => equals(name, value, expected));
}

function equals(name: string, value: string, expected: string): boolean {
  // Proxmox VE may pin the version of the chipset: pc-q35-9.0.
  if (name === 'machine') return new RegExp(`^(pc-)?${expected}(-|,|$)`).test(value);
  if (name === 'cpu') return isCurrentCpu(value);
  if (name === 'hotplug') return sorted(value) === sorted(expected);
  return value === expected;
}

function sorted(list: string): string {
  return list.split(/[,;]/).sort().join(',');
}

/** Values at a name such as `bios`, `efidisk0.efitype`, `net[n].firewall`, `disk.snapshot` or `firewall.options.enable`. */
function valuesOf({ config, firewallOptions }: LiveMachine, name: string): string[] {
  const option = /^firewall\.options\.(.+)$/.exec(name)?.[1];
  if (option !== undefined) return present(firewallOptions[option]);
  const [device = '', property] = name.split('.');
  const pattern =
    device === 'disk'
      ? /^(scsi|virtio|sata|ide)\d+$/
      : new RegExp(`^${device.replace('[n]', '\\d+')}$`);
  const keys = Object.keys(config).filter((key) => pattern.test(key));
  if (property === undefined) {
    return keys.flatMap((key) => present(firstWord(name, config[key])));
  }
  return keys.map((key) => propertyOf(String(config[key]), property) ?? 'absent');
}

function present(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? [String(value)]
    : [];
}

/** `x86-64-v2-AES,flags=+aes` and `cputype=x86-64-v2-AES` are the same model. */
function firstWord(name: string, value: unknown): unknown {
  if (name !== 'cpu' || typeof value !== 'string') return value;
  return propertyOf(value, 'cputype') ?? value.split(',')[0];
}

/** A property of a device: `local-lvm:vm-100-disk-1,efitype=4m,pre-enrolled-keys=1`. */
function propertyOf(device: string, property: string): string | undefined {
  const prefix = `${property}=`;
  return device
    .split(',')
    .find((part) => part.startsWith(prefix))
    ?.slice(prefix.length);
}

import type { ObservableControl } from '../../hardening/expectation';
import { forbiddenKeys } from './forbidden-keys';

/** A machine as vCenter reports it, by the names of the vSphere API (VirtualMachine). */
export interface LiveMachine {
  readonly config: {
    /** VMX keys with their values, as a map or as a list of OptionValue. */
    readonly extraConfig: Readonly<Record<string, unknown>> | readonly OptionValue[];
    readonly hardware: { readonly device: readonly Device[] } & Readonly<Record<string, unknown>>;
  } & Readonly<Record<string, unknown>>;
}

interface OptionValue {
  readonly key: string;
  readonly value: unknown;
}

/** A virtual device; its type as `_typeName`, which is what vSphere's JSON API calls it, or as `type`. */
type Device = Readonly<Record<string, unknown>>;

type SettingsOfMachine = Extract<ObservableControl, { scope: 'machine' }>;

/**
 * Compares a live machine with what machine controls ask for.
 *
 * @returns per control id the control's own value where all its settings are met, else the settings that are not
 */
export function observeMachine(
  machine: LiveMachine,
  controls: readonly ObservableControl[],
): Map<string, string> {
  const keys = vmxKeysOf(machine);
  return new Map(
    controls
      .filter((control) => control.scope === 'machine')
      .filter(
        ({ id, settings }) => settings.vsphere !== undefined || Object.hasOwn(forbiddenKeys, id),
      )
      .map((control) => [control.id, judge(control, machine, keys)]),
  );
}

function judge(
  control: SettingsOfMachine,
  machine: LiveMachine,
  keys: Map<string, string>,
): string {
  const unmet = Object.entries(control.settings.vsphere ?? {}).flatMap(([name, expected]) => {
    const found = name.startsWith('config.')
      ? propertyOf(machine, name)
      : [keys.get(name) ?? 'absent'];
    return meets(name, found, String(expected)) ? [] : [`${name} is ${found.join(', ')}`];
  });
  const present = [...keys.keys()].filter((key) => forbiddenKeys[control.id]?.test(key) === true);
  const findings = [...unmet, ...present.map((key) => `${key} is ${String(keys.get(key))}`)];
  return findings.length === 0 ? control.value : findings.join('; ');
}

function vmxKeysOf({ config }: LiveMachine): Map<string, string> {
  const given = config.extraConfig;
  const entries: (readonly [string, unknown])[] = Array.isArray(given)
    ? (given as readonly OptionValue[]).map(({ key, value }) => [key, value] as const)
    : Object.entries(given as Readonly<Record<string, unknown>>);
  // vSphere removes a key that is set to nothing.
  return new Map(
    entries
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [key, String(value)] as const),
  );
}

const DEVICE = 'config.hardware.device.';

/** `config.firmware`: one value. `config.hardware.device.VirtualDisk.backing.diskMode`: one for each such device. */
function propertyOf(machine: LiveMachine, path: string): string[] {
  if (!path.startsWith(DEVICE)) return [textOf(valueAt(machine, path.split('.')))];
  const [type = '', ...below] = path.slice(DEVICE.length).split('.');
  const devices = machine.config.hardware.device.filter((device) => isA(device, type));
  if (below.length === 0) return [devices.length === 0 ? 'absent' : 'present'];
  return devices.map((device) => textOf(valueAt(device, below)));
}

/** A controller of USB 3 has a type of its own (VirtualUSBXHCIController), and sound cards have several. */
function isA(device: Device, type: string): boolean {
  const own = String(device._typeName ?? device.type);
  const kinds: Readonly<Record<string, RegExp>> = {
    VirtualUSBController: /^VirtualUSB(XHCI)?Controller$/,
    VirtualSoundCard: /^Virtual(Sound\w*|HdAudioCard|EnsoniqES1371)$/,
  };
  return kinds[type]?.test(own) ?? own === type;
}

function meets(name: string, found: readonly string[], expected: string): boolean {
  // The control asks for a version or a higher one.
  if (name === 'config.version')
    return found.every((version) => number(version) >= number(expected));
  return found.length > 0 && found.every((value) => value.toLowerCase() === expected.toLowerCase());
}

function number(version: string): number {
  return Number(version.replace(/^vmx-/, ''));
}

function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[step], rest);
}

function textOf(value: unknown): string {
  return value === undefined || value === null
    ? 'absent'
    : JSON.stringify(value).replaceAll('"', '');
}

import type { HypervisorName, MachineSettings } from './control';
import type { HardeningPlan } from './plan';

/** The settings of all declared machine controls, by the hypervisor's own names, sorted. */
export function machineSettings(plan: HardeningPlan, hypervisor: HypervisorName): MachineSettings {
  const merged = new Map<string, string | number | boolean>();
  for (const { control, state } of plan.controls) {
    if (control.scope !== 'machine' || state !== 'declared') continue;
    for (const [name, value] of Object.entries(control.settings[hypervisor] ?? {})) {
      const other = merged.get(name);
      if (other !== undefined && other !== value) {
        throw new Error(
          `internal error: ${control.id} sets ${name} to ${String(value)}, another control to ${String(other)}`,
        );
      }
      merged.set(name, value);
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The part of vSphere's settings that are VMX keys, for the advanced configuration of the VM. */
export function vmxKeys(settings: MachineSettings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !name.startsWith('config.'))
      .map(([name, value]) => [name, String(value)]),
  );
}

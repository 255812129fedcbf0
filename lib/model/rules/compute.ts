import { errorCodes } from '../../errors';
import type { Inspection, Rule } from '../inspection';
import { Notes, shown } from '../notes';
import { Size } from '../size';

/** vSphere changes memory in steps of 4 MiB; kept on every hypervisor, so that a VM can move. */
const MEMORY_STEP = Size.mebibytes(4);

/** Least memory of a VM with EFI firmware (VMware, "VMware ESXi configuration: virtual machine memory"). */
const LEAST_MEMORY_WITH_UEFI = Size.mebibytes(96);

const GIVE_NUMBER = 'give a whole number, such as 2';
const MEMORY_EXAMPLE = 'Size.gibibytes(4)';

/** CPUs, memory, firmware and what depends on it (cases 18 to 22 and 35). */
export const checkCompute: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  checkCpus(notes, vm);
  checkMemory(notes, vm);
  checkFirmware(notes, vm);
  notes.flag(vm.props.cpuHotAdd, vm.at('cpuHotAdd'));
  notes.flag(vm.props.memoryHotAdd, vm.at('memoryHotAdd'));
  return notes.problems;
};

function checkCpus(notes: Notes, vm: Inspection): void {
  const { cpuCount, coresPerSocket } = vm.props;
  // A token can't be divided at synthesis, so it is accepted only where nothing divides it.
  const token = coresPerSocket === undefined;
  const cpus = count(notes, cpuCount, vm.at('cpuCount'), { required: true, token });
  const cores = count(notes, coresPerSocket, vm.at('coresPerSocket'), {});
  if (cpus !== undefined && cores !== undefined && cpus % cores !== 0) {
    const fix = `give a divisor of ${String(cpus)}, or leave it out`;
    notes.add('VML021', vm.at('coresPerSocket'), shown(cores), errorCodes.VML021, fix);
  }
}

function count(
  notes: Notes,
  value: unknown,
  path: string,
  options: { required?: boolean; token?: boolean },
): number | undefined {
  const expected = { is: 'a positive integer', fix: GIVE_NUMBER, ...options };
  const given = notes.read(value, path, expected, (v: unknown): v is unknown => !isWrongToken(v));
  if (given === undefined) return undefined;
  if (typeof given === 'number' && Number.isSafeInteger(given) && given > 0) return given;
  notes.add('VML020', path, shown(given), errorCodes.VML020, GIVE_NUMBER);
  return undefined;

  function isWrongToken(v: unknown): boolean {
    return typeof v !== 'number' && notes.isToken(v);
  }
}

function checkMemory(notes: Notes, vm: Inspection): void {
  const { props, at } = vm;
  const memory = notes.size(props.memory, at('memory'), MEMORY_EXAMPLE, true);
  const minimum = notes.size(props.minimumMemory, at('minimumMemory'), 'Size.gibibytes(2)');
  if (memory !== undefined) checkStep(notes, memory, at('memory'));
  if (minimum !== undefined) checkStep(notes, minimum, at('minimumMemory'));
  const isUefi = (props.firmware ?? 'uefi') === 'uefi';
  if (memory !== undefined && isUefi && memory.isLessThan(LEAST_MEMORY_WITH_UEFI)) {
    const fix = `give at least ${LEAST_MEMORY_WITH_UEFI.toText()}`;
    notes.add('VML019', at('memory'), shown(memory), errorCodes.VML019, fix);
  }
  if (memory !== undefined && minimum !== undefined && memory.isLessThan(minimum)) {
    const fix = `give at most ${memory.toText()}`;
    notes.add('VML022', at('minimumMemory'), shown(minimum), errorCodes.VML022, fix);
  }
}

function checkStep(notes: Notes, memory: Size, path: string): void {
  if (memory.bytes > 0 && memory.isMultipleOf(MEMORY_STEP)) return;
  const step = MEMORY_STEP.toMebibytes();
  const below = Math.floor(memory.bytes / MEMORY_STEP.bytes) * step;
  const choice = below === 0 ? String(step) : `${String(below)} or ${String(below + step)}`;
  notes.add('VML018', path, shown(memory), errorCodes.VML018, `give ${choice} MiB`);
}

function checkFirmware(notes: Notes, vm: Inspection): void {
  const { props, at } = vm;
  notes.word(props.firmware, at('firmware'), ['uefi', 'bios']);
  checkFeature('secureBoot', 'machine.firmware.secure-boot');
  checkFeature('vtpm', 'machine.tpm');

  function checkFeature(field: 'secureBoot' | 'vtpm', control: string): void {
    notes.flag(props[field], at(field));
    if (props.firmware !== 'bios' || isOff(vm, field, control)) return;
    const value = props[field] === true ? 'true' : 'nothing, which is true';
    const fix = `use firmware "uefi", or waive ${control}`;
    notes.add('VML035', at(field), value, errorCodes.VML035, fix);
  }
}

function isOff({ props }: Inspection, field: string, control: string): boolean {
  return props[field] === undefined ? isWaived(props.waivers, control) : props[field] !== true;
}

/** True where a control is waived. Whether the waiver is any good is for hardening to say. */
export function isWaived(waivers: unknown, control: string): boolean {
  return (
    Array.isArray(waivers) &&
    waivers.some((waiver: unknown) => (waiver as { control?: unknown } | null)?.control === control)
  );
}

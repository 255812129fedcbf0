import { got, type Problem } from '../errors';
import { isDate } from '../model/dates';
import { unknownFields } from '../model/committed-file';

/**
 * What an organisation sets for the policy pack: `vm_lifecycle.settings` of `policies/data.json`. The invariants have no
 * settings.
 */
export interface PolicySettings {
  /** Most machines (or data resources of no machine) that one plan destroys: the larger of the two. */
  readonly blast_radius?: {
    /** @default 1 */
    readonly minimum?: number;
    /** Of the machines of the stack, or of its resources where it has no inventory. @default 10 */
    readonly percent?: number;
  };
  /**
   * Providers that a stack may use, in place of the default ones: `namespace/name` of the two public registries, or the
   * whole address of another.
   *
   * @default - dmacvicar/libvirt, bpg/proxmox, vmware/vsphere, hashicorp/vsphere, terraform.io/builtin/terraform
   */
  readonly providers?: readonly string[];
  /** Exact addresses of provisioners and data sources that may run programs. @default - none */
  readonly executes?: readonly string[];
  /** Hardening packs, weakest first. @default - baseline, strict */
  readonly hardening_packs?: readonly string[];
  /** Weaker hardening that is accepted: a pack or one control, of one VM, until a day. @default - none */
  readonly accepted_weakening?: readonly AcceptedWeakening[];
}

/** Weaker hardening of one VM that the organisation accepts until a day: a pack, or one control. */
export interface AcceptedWeakening {
  readonly vm: string;
  /** @default - a control is accepted */
  readonly pack?: string;
  /** @default - a pack is accepted */
  readonly control?: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly expires: string;
}

type Check = (value: unknown, path: string) => readonly Problem[];

/** What is wrong with the settings in the data document of policies (VML066). Other data is the users' own. */
export function settingsProblems(data: unknown, source: string): readonly Problem[] {
  return object({
    vm_lifecycle: object(
      {
        settings: object(
          {
            blast_radius: object(
              {
                minimum: number(0, Number.MAX_SAFE_INTEGER, true),
                percent: number(0, 100, false),
              },
              true,
            ),
            providers: list(text),
            executes: list(text),
            hardening_packs: list(text),
            accepted_weakening: list(weakening),
          },
          true,
        ),
      },
      true,
    ),
  })(data, source);
}

function object(fields: Readonly<Record<string, Check>>, closed = false): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [problem(path, value, 'this is an object')];
    }
    const record = value as Readonly<Record<string, unknown>>;
    return [
      ...(closed ? unknownFields(record, Object.keys(fields), path) : []),
      ...Object.entries(fields).flatMap(([name, check]) =>
        Object.hasOwn(record, name) ? check(record[name], `${path}.${name}`) : [],
      ),
    ];
  };
}

function list(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, index) => check(one, `${path}[${String(index)}]`))
      : [problem(path, value, 'this is a list')];
}

const text: Check = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? [] : [problem(path, value, 'this is a text')];

const day: Check = (value, path) =>
  typeof value === 'string' && isDate(value)
    ? []
    : [problem(path, value, 'this is a day, YYYY-MM-DD')];

const weakening: Check = (value, path) => {
  const problems = object({ vm: text, pack: text, control: text, expires: day }, true)(value, path);
  if (problems.length > 0) return problems;
  const record = value as Readonly<Record<string, unknown>>;
  const complete =
    'vm' in record && 'expires' in record && 'pack' in record !== 'control' in record;
  const rule = 'this is { vm, expires } with either pack or control';
  return complete ? [] : [problem(path, value, rule)];
};

function number(least: number, most: number, whole: boolean): Check {
  const rule = `this is a ${whole ? 'whole ' : ''}number from ${String(least)} to ${String(most)}`;
  return (value, path) =>
    typeof value === 'number' &&
    value >= least &&
    value <= most &&
    (!whole || Number.isInteger(value))
      ? []
      : [problem(path, value, rule)];
}

function problem(path: string, value: unknown, rule: string): Problem {
  return { code: 'VML066', path, got: got(value), rule, fix: 'correct it; see docs/policy.md' };
}

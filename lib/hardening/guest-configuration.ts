/**
 * What is written and run in a guest on its first boot.
 *
 * Input: a virtual machine and its plan. Output: files, services and commands, in an order that depends on the ids of the
 * controls alone. May import: lib/model, lib/errors, the plan.
 */

import type { VirtualMachine } from '../model/virtual-machine';
import type { GuestConfiguration, GuestFile } from './control';
import type { HardeningPlan } from './plan';

/** The configuration of all controls together. Nothing is installed: the image has all packages. */
export interface MergedConfiguration {
  /** Whole files, sorted by path; to be written before the commands run. */
  readonly files: readonly GuestFile[];
  /** Everything to run, in this order, by sh as root. Can be run again without harm. */
  readonly commands: readonly string[];
  /** Units that the commands enable, and start or make read their configuration. */
  readonly services: readonly string[];
}

// Must sort after Debian's 99-protect-links.conf, which would win otherwise.
const SYSCTL_FILE = '/etc/sysctl.d/99-vm-lifecycle.conf';
// sshd takes the first value it finds: before the file that cloud-init writes.
const SSHD_FILE = '/etc/ssh/sshd_config.d/10-vm-lifecycle.conf';
const MODULES_FILE = '/etc/modprobe.d/vm-lifecycle.conf';
const AUDIT_FILE = '/etc/audit/rules.d/60-vm-lifecycle.rules';
const FIREWALL_FILE = '/etc/nftables.conf';

/** Merges what the declared controls ask for. Two controls that disagree are an error of this package, or of the additional controls. */
export function guestConfiguration(vm: VirtualMachine, plan: HardeningPlan): MergedConfiguration {
  const parts = plan.controls.flatMap(({ control, state }) =>
    control.scope === 'guest' && state === 'declared'
      ? [{ id: control.id, part: control.configure(vm) }]
      : [],
  );
  const sysctl = unite(parts, 'kernel parameter', ({ sysctl }) => sysctl);
  const sshd = unite(parts, 'sshd option', ({ sshd }) => sshd);
  const modules = distinct(parts.flatMap(({ part }) => part.deniedModules ?? []));
  const rules = distinct(parts.flatMap(({ part }) => part.auditRules ?? []));
  const tables = parts.flatMap(({ part }) => part.firewall ?? []);
  [...modules, ...rules].forEach(oneLine);

  const files = withoutConflict([
    ...parts.flatMap(({ id, part }) => (part.files ?? []).map((file) => ({ id, file }))),
    ...generated(SYSCTL_FILE, '0644', sysctl.flatMap(sysctlLines)),
    ...generated(
      SSHD_FILE,
      '0600',
      sshd.map(([name, value]) => `${name} ${value}`),
    ),
    ...generated(MODULES_FILE, '0644', modules.flatMap(denial)),
    ...generated(AUDIT_FILE, '0640', immutableLast(rules)),
    ...generated(FIREWALL_FILE, '0640', firewall(tables)),
  ]);
  const services = distinct(parts.flatMap(({ part }) => part.services ?? []));
  return {
    files,
    services,
    commands: [
      ...parts.flatMap(({ part }) => part.commands ?? []),
      ...(sysctl.length > 0 ? ['sysctl --quiet --system'] : []),
      ...serviceCommands(services),
    ],
  };
}

interface Part {
  readonly id: string;
  readonly part: GuestConfiguration;
}
type Settings = Readonly<Record<string, string | number>>;

/** Settings of all parts, in the order of the controls. */
function unite(
  parts: readonly Part[],
  what: string,
  pick: (part: GuestConfiguration) => Settings | undefined,
): [string, string][] {
  const owners = new Map<string, { id: string; value: string }>();
  for (const { id, part } of parts) {
    for (const [name, given] of Object.entries(pick(part) ?? {})) {
      const value = oneLine(String(given));
      const other = owners.get(oneLine(name));
      if (other !== undefined && other.value !== value) {
        throw new Error(
          `internal error: ${other.id} and ${id} set the ${what} ${name} to ${other.value} and ${value}`,
        );
      }
      owners.set(name, other ?? { id, value });
    }
  }
  return [...owners].map(([name, { value }]) => [name, value]);
}

function withoutConflict(
  entries: readonly { readonly id: string; readonly file: GuestFile }[],
): GuestFile[] {
  const owners = new Map<string, string>();
  for (const { id, file } of entries) {
    const other = owners.get(file.path);
    if (other !== undefined) {
      throw new Error(`internal error: ${other} and ${id} both write ${file.path}`);
    }
    owners.set(file.path, id);
  }
  return entries.map(({ file }) => file).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function generated(
  path: string,
  permissions: string,
  lines: readonly string[],
): { id: string; file: GuestFile }[] {
  if (lines.length === 0) return [];
  const content = `# Written by vm-lifecycle.\n${lines.join('\n')}\n`;
  return [{ id: 'the merged configuration', file: { path, content, permissions } }];
}

/** `*` alone does not reach interfaces that appear between boot and this file; `default` does. */
function sysctlLines([name, value]: [string, string]): string[] {
  const names = name.includes('*')
    ? [name.replace('*', 'all'), name.replace('*', 'default'), name]
    : [name];
  return names.map((each) => `${each} = ${value}`);
}

function denial(module: string): string[] {
  return [`install ${module} /bin/false`, `blacklist ${module}`];
}

function immutableLast(rules: readonly string[]): string[] {
  return [...rules.filter((rule) => rule !== '-e 2'), ...rules.filter((rule) => rule === '-e 2')];
}

function firewall(tables: readonly string[]): string[] {
  return tables.length === 0 ? [] : ['flush ruleset', '', ...tables.map((text) => text.trimEnd())];
}

/** A service that runs already has to read what was written; a timer must not run its job now. */
function serviceCommands(services: readonly string[]): string[] {
  if (services.length === 0) return [];
  const waiting = services.filter((unit) => /\.(timer|path)$/.test(unit));
  const running = services.filter((unit) => !waiting.includes(unit));
  return [
    // Without the hooks for init scripts, which take seconds per unit and change nothing for units of systemd.
    `SYSTEMCTL_SKIP_SYSV=1 systemctl --quiet enable ${services.join(' ')}`,
    ...(waiting.length > 0 ? [`systemctl start ${waiting.join(' ')}`] : []),
    ...(running.length > 0 ? [`systemctl reload-or-restart ${running.join(' ')}`] : []),
  ];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function oneLine(text: string): string {
  if (/[\r\n]/.test(text)) {
    throw new Error(`internal error: a line break in ${JSON.stringify(text)}`);
  }
  return text;
}

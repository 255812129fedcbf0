import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instanceProcesses } from './hypervisor';
import type { LabInstance } from './instance';

export type LeftoverKind =
  'domain' | 'volume' | 'pool' | 'network' | 'nwfilter-binding' | 'nvram' | 'vtpm' | 'process';

/** Something that is still there. */
export interface Leftover {
  readonly kind: LeftoverKind;
  /** Its name in libvirt; the path of a volume or file; the UUID of a vTPM; id and command of a process. */
  readonly name: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The hypervisor's own processes; everything else that runs in it serves a guest or a network. */
const ownProcess = /(^unshare |private-libvirtd\.sh inside |^libvirtd |services\.js |^sleep )/;

/**
 * Everything that guests, networks and pools have left in the instance, by kind and name. Reads
 * what libvirt keeps on disk (definitions, and the status of what runs), so that it works also
 * while the hypervisor is stopped or hangs.
 */
export function leftovers(instance: LabInstance): Leftover[] {
  const { configFolder: config, runFolder: run } = instance;
  const named = (kind: LeftoverKind, names: readonly string[]): Leftover[] =>
    [...new Set(names)].sort().map((name) => ({ kind, name }));
  return [
    ...named('domain', [...xmlFiles(join(config, 'qemu')), ...xmlFiles(join(run, 'qemu'))]),
    ...named('volume', volumes(instance)),
    ...named('pool', poolNames(instance)),
    ...named('network', [
      ...xmlFiles(join(config, 'qemu', 'networks')),
      ...xmlFiles(join(run, 'network')),
    ]),
    ...named('nwfilter-binding', xmlFiles(join(run, 'nwfilter-binding'))),
    ...named('nvram', files(instance.nvramFolder)),
    ...named('vtpm', entries(instance.vtpmFolder)),
    ...named('process', guestProcesses(instanceProcesses(instance))),
  ];
}

/**
 * Removes the vTPM state of guests that are gone: the libvirt provider leaves that of persistent
 * vTPMs behind. Refuses for a guest that is still defined, whose keys would be lost.
 *
 * @returns the UUIDs whose state was there.
 */
export function removeVtpmState(instance: LabInstance, uuids: readonly string[]): string[] {
  const asked = uuids.map((id) => id.toLowerCase());
  const wrong = asked.filter((id) => !uuid.test(id));
  if (wrong.length > 0) throw new Error(`not a UUID of a guest: ${wrong.join(', ')}`);
  const defined = definedGuests(instance);
  const inUse = asked.filter((id) => defined.has(id));
  if (inUse.length > 0) {
    throw new Error(
      `the vTPM of a guest that still exists is not removed: ${inUse.map((id) => `${defined.get(id) ?? ''} (${id})`).join(', ')}; destroy the guest first`,
    );
  }
  const there = asked.filter((id) => entries(instance.vtpmFolder).includes(id));
  for (const id of there) rmSync(join(instance.vtpmFolder, id), { recursive: true, force: true });
  return there;
}

/** The processes that are not the hypervisor's own, as `<id> <program>`. */
export function guestProcesses(
  processes: readonly { readonly pid: number; readonly command: string }[],
): string[] {
  return processes
    .filter(({ command }) => !ownProcess.test(command))
    .map(({ pid, command }) => `${String(pid)} ${command.split(' ')[0] ?? ''}`);
}

/** UUID and name of every guest that is defined or runs. */
function definedGuests(instance: LabInstance): Map<string, string> {
  const guests = new Map<string, string>();
  for (const folder of [join(instance.configFolder, 'qemu'), join(instance.runFolder, 'qemu')]) {
    for (const name of xmlFiles(folder)) {
      const id = element(readFileSync(join(folder, `${name}.xml`), 'utf8'), 'uuid');
      if (id !== undefined) guests.set(id.toLowerCase(), name);
    }
  }
  return guests;
}

function poolFiles(instance: LabInstance): string[] {
  return [join(instance.configFolder, 'storage'), join(instance.runFolder, 'storage')].flatMap(
    (folder) => xmlFiles(folder).map((name) => join(folder, `${name}.xml`)),
  );
}

function poolNames(instance: LabInstance): string[] {
  return poolFiles(instance).map((file) => file.slice(file.lastIndexOf('/') + 1, -'.xml'.length));
}

/** Every file in a pool, and below the images folder whether a pool knows it or not. */
function volumes(instance: LabInstance): string[] {
  const targets = poolFiles(instance)
    .map((file) => element(readFileSync(file, 'utf8'), 'path'))
    .filter((path) => path !== undefined);
  const own = filesBelow(instance.imagesFolder);
  return [...targets.flatMap((path) => filesBelow(path)), ...own];
}

/** The text of the first element of that name, in XML that libvirt wrote. */
function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function filesBelow(folder: string): string[] {
  return entries(folder).flatMap((name) => {
    const path = join(folder, name);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder ? filesBelow(path) : [path];
  });
}

function files(folder: string): string[] {
  return entries(folder).map((name) => join(folder, name));
}

function xmlFiles(folder: string): string[] {
  return entries(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => name.slice(0, -'.xml'.length));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

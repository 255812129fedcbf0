import { errorCodes } from '../../errors';
import { UUID } from '../identity';
import type { Inspection, Rule } from '../inspection';
import { checkName } from '../naming';
import { Notes, shown } from '../notes';

/** Most characters of a VM's name on vSphere, the strictest of the hypervisors. */
const LONGEST_NAME = 80;

/** RFC 1035 section 2.3.4: octets of a label, and of a full name as it is written. */
const LONGEST_LABEL = 63;
const LONGEST_FULL_NAME = 253;

/** Characters of a NetBIOS computer name, its type suffix left out (Microsoft, naming conventions in Active Directory). */
const LONGEST_WINDOWS_NAME = 15;

const NAME = { is: 'a text', fix: 'give the VM a name, such as "web-1"', required: true };
const HOSTNAME = { is: 'a text', fix: 'give a host name, such as "web-1"' };
const DOMAIN = { is: 'a text', fix: 'give a domain, such as "example.org"', token: true };
const UUID_TEXT = { is: 'a text', fix: 'leave it out; it is derived from environment and name' };

/** Name, host name, domain and UUID of a VM (cases 1 to 6). */
export const checkNaming: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  const name = notes.text(vm.props.name, vm.at('name'), NAME);
  const isNameUsable = name !== undefined && isVmName(name, vm.at('name'), notes);
  if (isNameUsable && vm.context.environment.naming !== undefined) {
    notes.problems.push(...checkName(vm.context.environment.naming, name, vm.at('name')));
  }
  checkUuid(notes, vm);
  if (vm.guest !== undefined) {
    const given = vm.guest.hostname !== undefined;
    const hostname = given
      ? notes.text(vm.guest.hostname, vm.guestAt('hostname'), HOSTNAME)
      : isNameUsable
        ? name
        : undefined;
    if (hostname !== undefined) checkHostname(notes, vm, hostname, given);
    checkDomain(notes, vm, hostname);
  }
  return notes.problems;
};

/** Notes a name that vSphere would refuse. */
function isVmName(name: string, path: string, notes: Notes): boolean {
  // vSphere stores these three as %2f, %5c and %25, so names would differ from what was declared.
  const fix = /[/\\%]/.test(name)
    ? 'leave out these characters'
    : name.trim() !== name
      ? 'leave out the space at its ends'
      : name.length > LONGEST_NAME
        ? `shorten it by ${String(name.length - LONGEST_NAME)}`
        : undefined;
  if (fix !== undefined) notes.add('VML006', path, shown(name), errorCodes.VML006, fix);
  return fix === undefined;
}

function checkHostname(notes: Notes, vm: Inspection, hostname: string, given: boolean): void {
  const path = vm.guestAt('hostname');
  const source = given ? '' : ' (from the name of the VM)';
  const note = (code: 'VML001' | 'VML002', fix: string): void => {
    notes.add(code, path, shown(hostname) + source, errorCodes[code], fix);
  };
  checkLabel(notes, path, hostname, source, trimmed(hostname, LONGEST_LABEL));
  if (vm.guest?.operatingSystem !== 'windows') return;
  if (hostname.length > LONGEST_WINDOWS_NAME) {
    note('VML001', `give guest.hostname, such as "${trimmed(hostname, LONGEST_WINDOWS_NAME)}"`);
  }
  if (/^\d+$/.test(hostname)) note('VML002', `put a letter into it, such as "vm${hostname}"`);
}

/** One label of a host name or a domain (RFC 1123 section 2.1, RFC 1035 section 2.3.4). */
function checkLabel(
  notes: Notes,
  path: string,
  label: string,
  source: string,
  suggestion: string,
): void {
  const text = shown(label) + source;
  const fix = suggestion === '' ? 'give one, such as "web-1"' : `write "${suggestion}"`;
  if (!/^[a-z0-9-]+$/.test(label)) notes.add('VML003', path, text, errorCodes.VML003, fix);
  if (/^-|-$/.test(label)) notes.add('VML004', path, text, errorCodes.VML004, fix);
  if (label.length > LONGEST_LABEL) {
    notes.add('VML005', path, text, errorCodes.VML005, fix);
  }
}

function checkDomain(notes: Notes, vm: Inspection, hostname: string | undefined): void {
  const path = vm.guestAt('domain');
  const domain = notes.text(vm.guest?.domain, path, DOMAIN);
  if (domain === undefined) return;
  const labels = domain.split('.');
  const suggestion = labels.map((label) => trimmed(label, LONGEST_LABEL)).filter(Boolean);
  for (const label of new Set(labels)) {
    checkLabel(notes, path, label, ' (in the domain)', suggestion.join('.'));
  }
  const fullName = `${hostname ?? ''}.${domain}`;
  if (fullName.length > LONGEST_FULL_NAME) {
    const length = `a full name of ${String(fullName.length)} characters`;
    notes.add('VML005', path, length, errorCodes.VML005, 'shorten the host name or the domain');
  }
}

function checkUuid(notes: Notes, vm: Inspection): void {
  const path = vm.at('uuid');
  const uuid = notes.text(vm.props.uuid, path, UUID_TEXT);
  // The nil and max UUIDs stand for "none" (RFC 9562); libvirt and vSphere would make one of their own.
  if (uuid === undefined || (UUID.test(uuid) && !/^[0-]+$|^[f-]+$/i.test(uuid))) return;
  const rule = 'a UUID is written 8-4-4-4-12 in hexadecimal, and is neither nil nor max (RFC 9562)';
  notes.add('VML055', path, shown(uuid), rule, UUID_TEXT.fix);
}

/** The nearest valid label, or an empty text. */
function trimmed(label: string, length: number): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, length)
    .replace(/-$/, '');
}

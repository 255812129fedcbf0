import { errorCodes } from '../../errors';
import type { Rule } from '../inspection';
import { Notes } from '../notes';
import { publicKeyFault } from '../ssh-key';
import { readCidr } from './network-model';

const KEYS = { is: 'a list of public keys', fix: 'write a list of texts', token: true };
const KEY = {
  is: 'a text',
  fix: 'give the line of a .pub file',
  token: true,
  required: true,
};
const AUTHORITY = { is: 'a text', fix: 'give the line of a .pub file', token: true };
const CIDRS = { is: 'a list of subnets', fix: 'write a list of texts', token: true };
const CIDR = {
  is: 'a text',
  fix: 'give a subnet, such as "10.0.0.0/24"',
  token: true,
  required: true,
};

/** How people and tools reach the guest: public keys, an SSH CA, and from where (case 39). */
export const checkAccess: Rule = ({ context, guest, guestAt }) => {
  const notes = new Notes(context.isToken);
  if (guest === undefined) return notes.problems;
  const { sshAuthorizedKeys: keys, sshCertificateAuthority: authority } = guest;
  const path = guestAt('sshAuthorizedKeys');
  // A key that went astray into the place of the list must not be printed, whichever kind it is.
  if (typeof keys === 'string' && !context.isToken(keys)) {
    noteAstrayKey(notes, keys, path);
  } else {
    notes.list(keys, path, KEYS).forEach((key, index) => {
      checkKey(notes, key, `${path}[${String(index)}]`, KEY);
    });
  }
  checkKey(notes, authority, guestAt('sshCertificateAuthority'), AUTHORITY);
  // Windows guests are reached by their domain or local accounts.
  if (guest.operatingSystem !== 'windows' && isEmpty(keys) && isEmpty(authority)) {
    const fix = 'give guest.sshAuthorizedKeys or guest.sshCertificateAuthority';
    notes.add('VML039', path, 'nothing', errorCodes.VML039, fix);
  }
  notes.list(guest.adminCidrs, guestAt('adminCidrs'), CIDRS).forEach((cidr, index) => {
    readCidr(notes, cidr, `${guestAt('adminCidrs')}[${String(index)}]`, CIDR);
  });
  return notes.problems;
};

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function noteAstrayKey(notes: Notes, value: string, path: string): void {
  if (!notes.holdsSecret(value, path)) {
    notes.add('VML048', path, 'a text (value not shown)', `it is ${KEYS.is}`, KEYS.fix);
  }
}

function checkKey(notes: Notes, value: unknown, path: string, expected: typeof AUTHORITY): void {
  const text = notes.text(value, path, expected);
  const fault = text === undefined ? undefined : publicKeyFault(text);
  if (fault !== undefined) notes.add('VML039', path, fault.got, fault.rule, fault.fix);
}

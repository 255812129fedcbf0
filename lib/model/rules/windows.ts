import { errorCodes, redacted } from '../../errors';
import type { Inspection, Rule } from '../inspection';
import { activeDirectoryFields, windowsFields } from '../known-fields';
import { Notes, shown } from '../notes';
import { isLoose, type Loose } from '../snapshot';
import { hasControlCharacter, holdsPrivateKey } from '../text';
import { decisionFor, howToDecide } from './acceptances';

/** Characters of the registered user and organization (Microsoft, unattended setup reference: UserData). */
const LONGEST_REGISTERED_NAME = 63;

/** Characters of a NetBIOS name, its type suffix left out, and those that it has not (Microsoft, naming conventions). */
const LONGEST_NETBIOS_NAME = 15;
const NOT_IN_NETBIOS_NAME = /["/\\[\]:;|=,+*?<>]/;

const WINDOWS = { is: 'an object with what only Windows guests have', fix: 'leave it out' };
const DIRECTORY = {
  is: 'an object with domain, account and password',
  fix: 'give them, or leave it out',
};
const REGISTERED = { is: 'a text', fix: 'give a name, or leave it out' };
const WORKGROUP = { is: 'a text', fix: 'give a name such as "WORKGROUP", or leave it out' };
const SECRET = {
  is: 'a token of a text',
  fix: 'give the stringValue of the variable',
  token: true,
};
const JOIN = { is: 'a text', fix: 'give it as a text', token: true };

/** What sysprep sets in a Windows guest, and its secrets (case 39). Names of computers are checked with the naming. */
export const checkWindows: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  const path = vm.guestAt('windows');
  if (vm.guest?.operatingSystem === 'windows') checkOrganization(notes, vm, path);
  const windows = notes.object(vm.guest?.windows, path, windowsFields, WINDOWS);
  if (windows === undefined) return notes.problems;
  if (vm.guest?.operatingSystem !== 'windows') {
    const fix = 'leave it out, or set guest.operatingSystem to "windows"';
    notes.add('VML048', path, 'an object', 'only Windows guests have it', fix);
  }
  checkRegistered(notes, windows.fullName, `${path}.fullName`);
  checkMembership(notes, windows, path);
  checkSecrets(notes, vm, windows, path);
  return notes.problems;
};

/** The registered organization: that of the VM, else its owner. */
function checkOrganization(notes: Notes, vm: Inspection, path: string): void {
  const windows = vm.guest?.windows;
  const own = isLoose(windows) ? windows.organization : undefined;
  const owner: unknown = vm.props.owner ?? vm.context.environment.owner;
  const at = `${path}.organization`;
  if (own !== undefined) checkRegistered(notes, own, at);
  else if (typeof owner === 'string' && !notes.isToken(owner) && !hasControlCharacter(owner)) {
    if (owner.trim() !== '' && !holdsPrivateKey(owner)) checkRegistered(notes, owner, at);
  }
}

function checkRegistered(notes: Notes, value: unknown, path: string): void {
  const name = notes.text(value, path, REGISTERED);
  if (name === undefined) return;
  if (name.trim() !== '' && name.length <= LONGEST_REGISTERED_NAME) return;
  const rule = `a registered name has 1 to ${String(LONGEST_REGISTERED_NAME)} characters (Windows setup)`;
  notes.add('VML053', path, shown(name), rule, REGISTERED.fix);
}

/** A computer is a member of a workgroup or of a domain. */
function checkMembership(notes: Notes, windows: Loose, path: string): void {
  const workgroup = notes.text(windows.workgroup, `${path}.workgroup`, WORKGROUP);
  if (workgroup !== undefined) {
    if (windows.activeDirectory !== undefined) {
      const rule = 'a computer is a member of a workgroup or of a domain';
      const fix = 'leave out workgroup or activeDirectory';
      notes.add('VML048', `${path}.workgroup`, shown(workgroup), rule, fix);
    }
    if (workgroup.length > LONGEST_NETBIOS_NAME) {
      const rule = `a workgroup name has at most ${String(LONGEST_NETBIOS_NAME)} characters (NetBIOS)`;
      notes.add('VML001', `${path}.workgroup`, shown(workgroup), rule, WORKGROUP.fix);
    } else if (workgroup.trim() === '' || NOT_IN_NETBIOS_NAME.test(workgroup)) {
      const rule = 'a workgroup name has none of " / \\ [ ] : ; | = , + * ? < > (NetBIOS)';
      notes.add('VML055', `${path}.workgroup`, shown(workgroup), rule, WORKGROUP.fix);
    }
  }
  const at = `${path}.activeDirectory`;
  const directory = notes.object(windows.activeDirectory, at, activeDirectoryFields, DIRECTORY);
  if (directory === undefined) return;
  notes.text(directory.domain, `${at}.domain`, { ...JOIN, required: true });
  notes.text(directory.account, `${at}.account`, { ...JOIN, required: true });
  notes.text(directory.organizationalUnit, `${at}.organizationalUnit`, JOIN);
  if (directory.password === undefined) {
    const fix = 'give a token of a sensitive Terraform variable';
    notes.add('VML041', `${at}.password`, 'nothing', errorCodes.VML041, fix);
  }
}

/** Secrets are tokens, and reach the state only where the environment accepts it for this VM by name. */
function checkSecrets(notes: Notes, vm: Inspection, windows: Loose, path: string): void {
  const directory = isLoose(windows.activeDirectory) ? windows.activeDirectory : {};
  const secrets = Object.entries({
    administratorPassword: windows.administratorPassword,
    licenceKey: windows.licenceKey,
    'activeDirectory.password': directory.password,
  }).filter(([, value]) => value !== undefined);
  for (const [field, value] of secrets) {
    if (notes.isToken(value)) {
      notes.read(value, `${path}.${field}`, SECRET, isText);
      continue;
    }
    const rule =
      'a secret is a token of a sensitive Terraform variable, never a text in the program';
    const fix =
      'declare new TerraformVariable(..., { sensitive: true }), give its stringValue, and set TF_VAR_...';
    notes.add('VML039', `${path}.${field}`, redacted('a secret'), rule, fix);
  }
  const decision = decisionFor(vm, 'secretsInState');
  if (secrets.length === 0 || decision?.isInForce === true) return;
  const names = secrets.map(([field]) => field).join(', ');
  const until = decision === undefined ? '' : `, accepted until ${shown(decision.expires)}`;
  const fix = howToDecide('secretsInState');
  notes.add('VML056', path, redacted(names) + until, errorCodes.VML056, fix);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

import { errorCodes } from '../../errors';
import type { Inspection, Rule } from '../inspection';
import { parseIp } from '../ip';
import { guestDefaultFields, guestFields, logCollectorFields } from '../known-fields';
import { memoize } from '../memo';
import { Notes, shown } from '../notes';
import { hasControlCharacterInLines } from '../text';

const GUEST = {
  is: 'an object',
  fix: "describe the guest, such as { operatingSystem: 'linux' }",
  required: true,
};
const DEFAULTS = { is: 'an object', fix: 'give guest settings, or leave it out' };
const TIMEZONE = { is: 'a text', fix: 'give an IANA time zone, such as "Europe/Berlin"' };
const LOCALE = { is: 'a text', fix: 'give a locale, such as "C.UTF-8" or "de_DE.UTF-8"' };
const ACCOUNT = { is: 'a text', fix: 'give an account name, such as "ops"' };
const SERVER = {
  is: 'a text',
  fix: 'give an IP address, such as "10.0.0.53"',
  token: true,
  required: true,
};
const SERVERS = { is: 'a list of IP addresses', fix: 'write a list of texts', token: true };
const COLLECTOR = { is: 'an object', fix: "write { address: '10.0.0.14' }, or leave it out" };
const PORT = { is: 'a number', fix: 'give a port, such as 514, or leave it out' };
const COMMANDS = { is: 'a list of commands', fix: 'write a list of texts', token: true };
const COMMAND = { is: 'a text', fix: 'give a shell command', required: true, token: true };

/** Debian's fixed accounts (base-passwd), and those that its daemons bring along. */
const SYSTEM_ACCOUNTS = new Set(
  'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody sshd messagebus polkitd uuidd tcpdump syslog'.split(
    ' ',
  ),
);

/** Characters of an account name: useradd(8), and sAMAccountName of a Windows user. */
const LONGEST_ACCOUNT = { linux: 32, windows: 20 } as const;

/** The operating system and its settings (case 17, accounts, time zone and locale). */
export const checkGuest: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  const defaultsPath = vm.at('environment.guestDefaults');
  notes.object(vm.guestDefaults, defaultsPath, guestDefaultFields, DEFAULTS);
  notes.object(vm.props.guest, vm.at('guest'), guestFields, GUEST);
  const { guest, guestAt } = vm;
  if (guest === undefined) return notes.problems;
  notes.word(guest.operatingSystem, guestAt('operatingSystem'), ['linux', 'windows']);
  checkSettings(notes, vm, guest.operatingSystem === 'windows');
  for (const field of ['dnsServers', 'ntpServers']) {
    notes.list(guest[field], guestAt(field), SERVERS).forEach((server, index) => {
      checkServer(notes, server, `${guestAt(field)}[${String(index)}]`);
    });
  }
  checkCollector(notes, guest.logCollector, guestAt('logCollector'));
  notes.list(guest.runOnce, guestAt('runOnce'), COMMANDS).forEach((command, index) => {
    checkCommand(notes, command, `${guestAt('runOnce')}[${String(index)}]`);
  });
  return notes.problems;
};

function checkSettings(notes: Notes, { guest, guestAt }: Inspection, isWindows: boolean): void {
  const timezone = notes.text(guest?.timezone, guestAt('timezone'), TIMEZONE);
  if (timezone !== undefined) {
    const meant = timezoneFault(timezone);
    if (meant !== undefined) {
      const rule = 'a time zone is a name of the IANA time zone database';
      const fix = meant === '' ? TIMEZONE.fix : `did you mean "${meant}"?`;
      notes.add('VML053', guestAt('timezone'), shown(timezone), rule, fix);
    }
  }
  const locale = notes.text(guest?.locale, guestAt('locale'), LOCALE);
  if (locale !== undefined && !isLocale(locale, isWindows)) {
    const rule = 'a locale is C, POSIX or language_COUNTRY, with UTF-8 as its encoding';
    notes.add('VML053', guestAt('locale'), shown(locale), rule, LOCALE.fix);
  }
  const account = notes.text(guest?.managementAccount, guestAt('managementAccount'), ACCOUNT);
  if (account !== undefined) checkAccount(notes, account, guestAt('managementAccount'), isWindows);
}

/** glibc: language (ISO 639), country (ISO 3166), encoding and modifier. Windows also takes language tags (BCP 47). */
function isLocale(locale: string, isWindows: boolean): boolean {
  if (isWindows && /^[a-z]{2,3}-[A-Z]{2}$/.test(locale)) return true;
  return /^(?:C|POSIX|(?:C|[a-z]{2,3}_[A-Z]{2})\.UTF-8(?:@[a-z]+)?)$/.test(locale);
}

function checkAccount(notes: Notes, account: string, path: string, isWindows: boolean): void {
  const limit = LONGEST_ACCOUNT[isWindows ? 'windows' : 'linux'];
  if (!/^[a-z_][a-z0-9_-]*$/.test(account) || account.length > limit) {
    const rule = `an account name has 1 to ${String(limit)} of a-z, 0-9, "_" and "-", and starts with a letter or "_"`;
    notes.add('VML053', path, shown(account), rule, ACCOUNT.fix);
  } else if (SYSTEM_ACCOUNTS.has(account) || /^(?:systemd-|_apt$)/.test(account)) {
    const rule = 'the management account is none of the system itself';
    notes.add('VML053', path, shown(account), rule, ACCOUNT.fix);
  }
}

/**
 * Undefined for a time zone of the IANA database; else the one that was meant, or an empty text. Intl ignores case,
 * but a file of /usr/share/zoneinfo is named exactly. Making a formatter takes some 50 microseconds, hence the memory.
 */
const timezoneFault = memoize((timezone): string | undefined => {
  if (!/^[A-Za-z][\w+-]*(?:\/[A-Za-z][\w+-]*)*$/.test(timezone)) return '';
  let resolved: string;
  try {
    resolved = new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return '';
  }
  // What is resolved may be an older name of the same zone; then only the usual spelling can be checked.
  if (resolved.toLowerCase() === timezone.toLowerCase()) {
    return resolved === timezone ? undefined : resolved;
  }
  const usual = /^etc\//i.test(timezone)
    ? timezone.toUpperCase().replace('ETC/', 'Etc/')
    : timezone.replace(/(^|\/)[a-z]/g, (start) => start.toUpperCase());
  return usual === timezone || /^Etc\/(?:Greenwich|Universal|Zulu)$/.test(timezone)
    ? undefined
    : usual;
});

function checkServer(notes: Notes, value: unknown, path: string): void {
  const server = notes.text(value, path, SERVER);
  if (server === undefined || parseIp(server) !== undefined) return;
  // A name would need the very resolver that is being set up, or trust in it.
  notes.add('VML017', path, shown(server), errorCodes.VML017, SERVER.fix);
}

function checkCollector(notes: Notes, value: unknown, path: string): void {
  const collector = notes.object(value, path, logCollectorFields, COLLECTOR);
  if (collector === undefined) return;
  checkServer(notes, collector.address, `${path}.address`);
  notes.word(collector.protocol, `${path}.protocol`, ['tcp', 'udp']);
  const isPort = (v: unknown): v is number => typeof v === 'number';
  const port = notes.read(collector.port, `${path}.port`, PORT, isPort);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    notes.wrong(port, `${path}.port`, { ...PORT, is: 'a whole number from 1 to 65535' });
  }
}

/** A command may have several lines; what it is made of is not printed, for it might hold a secret after all. */
function checkCommand(notes: Notes, value: unknown, path: string): void {
  if (typeof value !== 'string') {
    notes.text(value, path, COMMAND);
    return;
  }
  if (notes.holdsSecret(value, path)) return;
  if (value.trim() === '') {
    notes.add('VML041', path, shown(value), errorCodes.VML041, COMMAND.fix);
  } else if (hasControlCharacterInLines(value)) {
    const rule = 'a command has no control characters but line breaks and tabs';
    notes.add('VML008', path, 'a command (value not shown)', rule, 'take them out');
  }
}

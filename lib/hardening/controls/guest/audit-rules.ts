import type { GuestControl } from '../../control';

// Written as `auditctl -l` prints them, so that the loaded rules can be compared with them.
const users = '-F auid>=1000 -F auid!=-1';

/** Both system call tables of x86-64; the calls in the order of their numbers. */
function calls(
  key: string,
  b64: string,
  b32: string,
  filters: readonly string[] = [users],
): string[] {
  return [
    ['b64', b64],
    ['b32', b32],
  ].flatMap(([arch, names]) =>
    filters.map((filter) =>
      ['-a always,exit', `-F arch=${String(arch)}`, `-S ${String(names)}`, filter, `-F key=${key}`]
        .filter((part) => part !== '')
        .join(' '),
    ),
  );
}

function watch(key: string, ...paths: string[]): string[] {
  return paths.map((path) => `-w ${path} -p wa -k ${key}`);
}

function runs(key: string, ...paths: string[]): string[] {
  return paths.map(
    (path) => `-a always,exit -S all -F path=${path} -F perm=x ${users} -F key=${key}`,
  );
}

const rules: readonly string[] = [
  ...watch('scope', '/etc/sudoers', '/etc/sudoers.d'),
  ...calls('user_emulation', 'execve', 'execve', ['-C uid!=euid -F auid!=-1']),
  ...watch('sudo_log_file', '/var/log/sudo.log'),
  ...calls(
    'time-change',
    'adjtimex,settimeofday,clock_settime',
    'settimeofday,adjtimex,clock_settime',
    [''],
  ),
  ...watch('time-change', '/etc/localtime'),
  ...calls('system-locale', 'sethostname,setdomainname', 'sethostname,setdomainname', ['']),
  ...watch(
    'system-locale',
    '/etc/issue',
    '/etc/issue.net',
    '/etc/hosts',
    '/etc/netplan',
    '/etc/systemd/network',
  ),
  ...runs(
    'privileged',
    '/usr/bin/sudo',
    '/usr/bin/su',
    '/usr/bin/mount',
    '/usr/bin/umount',
    '/usr/bin/passwd',
    '/usr/bin/chage',
    '/usr/bin/chfn',
    '/usr/bin/chsh',
    '/usr/bin/gpasswd',
    '/usr/bin/newgrp',
    '/usr/bin/crontab',
    '/usr/sbin/unix_chkpwd',
  ),
  ...calls(
    'access',
    'open,truncate,ftruncate,creat,openat',
    'open,creat,truncate,ftruncate,openat',
    [`-F exit=-EACCES ${users}`, `-F exit=-EPERM ${users}`],
  ),
  ...watch(
    'identity',
    '/etc/group',
    '/etc/passwd',
    '/etc/gshadow',
    '/etc/shadow',
    '/etc/security/opasswd',
    '/etc/nsswitch.conf',
    '/etc/pam.conf',
    '/etc/pam.d',
  ),
  ...calls('perm_mod', 'chmod,fchmod,fchmodat', 'chmod,fchmod,fchmodat'),
  ...calls('perm_mod', 'chown,fchown,lchown,fchownat', 'lchown,fchown,chown,fchownat'),
  ...calls(
    'perm_mod',
    'setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr',
    'setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr',
  ),
  ...calls('mounts', 'mount', 'mount'),
  ...watch('session', '/run/utmp', '/var/log/wtmp', '/var/log/btmp'),
  ...watch('logins', '/var/log/lastlog', '/run/faillock'),
  ...calls('delete', 'rename,unlink,unlinkat,renameat', 'unlink,rename,unlinkat,renameat'),
  ...watch('MAC-policy', '/etc/apparmor', '/etc/apparmor.d'),
  ...runs('perm_chng', '/usr/bin/chcon', '/usr/bin/setfacl', '/usr/bin/chacl'),
  ...runs('usermod', '/usr/sbin/usermod'),
  ...runs('kernel_modules', '/usr/bin/kmod'),
  `-a always,exit -F arch=b64 -S init_module,delete_module,finit_module ${users} -F key=kernel_modules`,
];

/** For x86-64. Programs that an image does not have cost nothing: their rules wait for the file. */
export const auditRules: GuestControl = {
  id: 'guest.audit.rules',
  title: 'privileged, refused and identity-changing actions are recorded',
  sources: ['CIS Debian 12 6.2.3.1 to 6.2.3.19', 'CIS Debian 12 6.2.1.2', 'lynis ACCT-9628'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({ auditRules: rules, services: ['auditd.service'] }),
  observe: () =>
    `audit_rules << 'END'\n${rules.join('\n')}\nEND\nsystemctl is-active auditd.service`,
  expected: () => `${String(rules.length)} of ${String(rules.length)} rules loaded\nactive`,
};

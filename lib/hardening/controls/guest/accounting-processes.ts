import type { GuestControl } from '../../control';

export const accountingProcesses: GuestControl = {
  id: 'guest.accounting.processes',
  title: 'the kernel keeps an account of processes',
  sources: ['lynis ACCT-9622'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({ services: ['acct.service'] }),
  // The account grows when a process ends.
  observe: () => `before=$(stat -c %s /var/log/account/pacct)
sh -c :
test "$(stat -c %s /var/log/account/pacct)" -gt "$before" && echo recording || echo 'not recording'`,
  expected: () => 'recording',
};

import type { GuestControl } from '../../control';

/** The boot loader reads it before there are users. */
export const bootConfiguration: GuestControl = {
  id: 'guest.boot.configuration',
  title: 'only root reads and writes the configuration of the boot loader',
  sources: ['CIS Debian 12 1.4.2', 'lynis FILE-7524'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: ['test ! -e /boot/grub/grub.cfg || chmod u=rw,go= /boot/grub/grub.cfg'],
  }),
  observe: () => `mode /boot/grub/grub.cfg`,
  expected: () => '/boot/grub/grub.cfg 600 root:root',
};

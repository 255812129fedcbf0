import { moduleControl } from '../module-control';

export const modulesPeripherals = moduleControl({
  id: 'guest.modules.peripherals',
  title: 'kernel modules of pluggable storage do not load',
  sources: ['CIS Debian 12 1.1.1.9', 'lynis USB-1000', 'lynis STRG-1846'],
  level: 'baseline',
  modules: ['usb-storage', 'firewire-core'],
});

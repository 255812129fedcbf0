import { moduleControl } from '../module-control';

export const modulesProtocols = moduleControl({
  id: 'guest.modules.protocols',
  title: 'kernel modules of uncommon network protocols do not load',
  sources: ['CIS Debian 12 3.2.1 to 3.2.4', 'lynis NETW-3200'],
  level: 'baseline',
  modules: ['dccp', 'tipc', 'rds', 'sctp'],
});

/** VMX keys whose absence a control means: their names, by its id. */
export const forbiddenKeys: Readonly<Record<string, RegExp>> = {
  'machine.memory.no-page-sharing': /^sched\.mem\.pshare\.salt$/,
  'machine.network.no-dvfilter': /^ethernet\d+\.filter\d+\.name$/,
};

import type { LogCollector } from '../../../model/vm-props';
import type { GuestControl } from '../../control';

const FILE = '/etc/rsyslog.d/60-vm-lifecycle-forward.conf';

/**
 * RFC 5424 messages to the collector. The queue goes to disk when the collector is away; 256 MB is room for days of a quiet
 * server. The audit log takes the same way, so that it outlives the VM.
 */
function forwarding(collector: Required<LogCollector>): string {
  return `module(load="imfile")

ruleset(name="vm_lifecycle_forward") {
  action(
    type="omfwd"
    target="${collector.address}"
    port="${String(collector.port)}"
    protocol="${collector.protocol}"
    template="RSYSLOG_SyslogProtocol23Format"
    action.resumeRetryCount="-1"
    queue.type="LinkedList"
    queue.filename="vm_lifecycle_forward"
    queue.maxDiskSpace="256m"
    queue.saveOnShutdown="on"
  )
}

input(type="imfile" File="/var/log/audit/audit.log" Tag="audit" Facility="local6" Ruleset="vm_lifecycle_forward")

*.* call vm_lifecycle_forward
`;
}

export const logForwarding: GuestControl = {
  id: 'guest.log.forwarding',
  title: 'the system log and the audit log are sent to a log collector',
  sources: ['CIS Debian 12 6.1.3.2', 'CIS Debian 12 6.1.3.6', 'RFC 5424', 'lynis LOGG-2154'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  requires: { field: 'guest.logCollector', given: (vm) => vm.guest.logCollector !== undefined },
  configure: (vm) =>
    vm.guest.logCollector === undefined
      ? {}
      : {
          files: [{ path: FILE, content: forwarding(vm.guest.logCollector), permissions: '0640' }],
          services: ['rsyslog.service'],
        },
  observe:
    () => `rsyslogd -N1 > /dev/null 2>&1 && echo 'configuration valid' || echo 'configuration not valid'
sed -n -E 's/^ *(port|protocol)="(.*)"/\\1 \\2/p' ${FILE}
in_force rsyslog.service ${FILE}`,
  expected: ({ guest: { logCollector } }) =>
    [
      'configuration valid',
      `port ${String(logCollector?.port)}`,
      `protocol ${String(logCollector?.protocol)}`,
      `rsyslog.service active with ${FILE}`,
    ].join('\n'),
};

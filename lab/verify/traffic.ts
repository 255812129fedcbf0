import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import { labNetwork, type LabInstance } from '../hypervisor';

/** What a guest can and cannot reach, tried from inside it. */
export interface TrafficCheck {
  readonly vm: string;
  readonly check: string;
  readonly passed: boolean;
  readonly observed: string;
}

const [allowed, forbidden] = labNetwork.listeners;

/**
 * Tries egress from inside a guest, and follows a marked log line to the collector.
 *
 * @param mayReachStore whether the VM declares egress to the artifact store; where it does not, that too is blocked
 */
export async function checkTraffic(
  vm: string,
  agent: GuestAgent,
  instance: LabInstance,
  mayReachStore: boolean,
): Promise<readonly TrafficCheck[]> {
  const store = await connects(agent, allowed);
  const blocked = await connects(agent, forbidden);
  const marker = `vm-lifecycle-${randomUUID()}`;
  await agent.execute(['logger', '-p', 'auth.notice', '-t', 'lab', marker]);
  const arrived = await arrives(marker, instance);
  return [
    {
      vm,
      check: mayReachStore
        ? 'allowed egress is allowed'
        : 'undeclared egress to a listening server is blocked',
      passed: store === mayReachStore,
      observed: `${allowed.address}:${String(allowed.port)} ${store ? 'answers' : 'does not answer'}`,
    },
    {
      vm,
      check: 'blocked egress is blocked',
      passed: !blocked,
      observed: `${forbidden.address}:${String(forbidden.port)} ${blocked ? 'answers' : 'does not answer'}`,
    },
    {
      vm,
      check: 'a log line reaches the collector',
      passed: arrived,
      observed: arrived ? 'arrived' : `not in ${instance.collectorLog} after 15 s`,
    },
  ];
}

async function connects(
  agent: GuestAgent,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<boolean> {
  const attempt = `exec 3<>/dev/tcp/${address}/${String(port)} && read -r line <&3 && test -n "$line"`;
  const { exitCode } = await agent.execute(['timeout', '5', 'bash', '-c', attempt]);
  return exitCode === 0;
}

async function arrives(marker: string, instance: LabInstance): Promise<boolean> {
  for (let second = 0; second < 15; second += 1) {
    if (
      existsSync(instance.collectorLog) &&
      readFileSync(instance.collectorLog, 'utf8').includes(marker)
    ) {
      return true;
    }
    await sleep(1000);
  }
  return false;
}

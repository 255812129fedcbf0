import type { GuestControl } from '../../../lib/hardening/control';
import {
  hardeningPlan,
  type HardeningContext,
  type HardeningPlan,
} from '../../../lib/hardening/plan';
import { Size } from '../../../lib/model/size';
import type { Guest, VirtualMachine } from '../../../lib/model/virtual-machine';

export const today = '2026-03-01';

/** A VM that meets every control. */
export function testVm(
  overrides: Partial<VirtualMachine> = {},
  guest: Partial<Guest> = {},
): VirtualMachine {
  return {
    name: 'web-1',
    purpose: 'tests',
    owner: 'team-a',
    environment: { name: 'lab', category: 'lab' },
    uuid: '5a1d6b9e-0000-4000-8000-000000000001',
    cpuCount: 2,
    memory: Size.gibibytes(1),
    cpuHotAdd: false,
    memoryHotAdd: false,
    firmware: 'uefi',
    secureBoot: true,
    vtpm: true,
    cloneType: 'linked',
    dataDisks: [],
    networks: [
      {
        name: 'nic0',
        network: { networkName: 'office' },
        address: 'dhcp',
        macAddress: '52:54:00:00:00:01',
        slaac: false,
      },
    ],
    guest: {
      operatingSystem: 'linux',
      hostname: 'web-1',
      timezone: 'Etc/UTC',
      locale: 'C.UTF-8',
      managementAccount: 'ops',
      sshAuthorizedKeys: [],
      adminCidrs: ['192.0.2.0/24'],
      ingress: [],
      egress: [],
      dnsServers: ['192.0.2.53'],
      ntpServers: ['192.0.2.123'],
      logCollector: { address: '192.0.2.14', port: 514, protocol: 'tcp' },
      runOnce: [],
      ...guest,
    },
    powerState: 'running',
    autostart: true,
    protection: false,
    tags: {},
    location: {},
    hardeningPack: 'baseline',
    waivers: [],
    ...overrides,
  };
}

export function waiver(control: string, expires = '2026-12-31'): VirtualMachine['waivers'][number] {
  return { control, reason: 'a test', expires };
}

export function planOf(vm: VirtualMachine, context: Partial<HardeningContext> = {}): HardeningPlan {
  return hardeningPlan(vm, 'libvirt', { path: 'lab/web-1', today, ...context }).plan;
}

/** A control of a user's own. */
export function ownControl(overrides: Partial<GuestControl> = {}): GuestControl {
  return {
    id: 'guest.own.control',
    title: 'a control of the user',
    sources: ['a house rule'],
    level: 'baseline',
    scope: 'guest',
    appliesTo: ['linux'],
    configure: () => ({}),
    observe: () => 'echo fine',
    expected: () => 'fine',
    ...overrides,
  };
}

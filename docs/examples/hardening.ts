import { HardenedVm, Size, type Control } from 'vm-lifecycle';
import type { Site } from './site';

export function waiver({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Gateway', {
    name: 'gateway-01',
    purpose: 'Routes between the enclaves',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    networks: [{ network: 'backend' }],
    guest: {},
    waivers: [
      {
        control: 'guest.network.forwarding',
        reason: 'routes between the enclaves, reviewed in NET-112',
        expires: '2027-06-30',
      },
    ],
  });
}

export function expiredWaiver({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Gateway', {
    name: 'gateway-01',
    purpose: 'Routes between the enclaves',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    networks: [{ network: 'backend' }],
    guest: {},
    waivers: [{ control: 'guest.network.forwardin', reason: 'routes', expires: '2026-06-30' }],
  });
}

export function contradiction({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Legacy', {
    name: 'legacy-01',
    purpose: 'Needs a BIOS',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    firmware: 'bios',
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function customControl({ stack, debian }: Site): void {
  const journalKept: Control = {
    id: 'guest.acme.journal-kept',
    title: 'the journal survives a reboot',
    sources: ['ACME security handbook 4.2'],
    level: 'baseline',
    scope: 'guest',
    appliesTo: ['linux'],
    configure: () => ({
      files: [
        {
          path: '/etc/systemd/journald.conf.d/50-acme.conf',
          content: '[Journal]\nStorage=persistent\n',
        },
      ],
      services: ['systemd-journald'],
    }),
    observe: () => 'grep -h "^Storage=" /etc/systemd/journald.conf.d/50-acme.conf',
    expected: () => 'Storage=persistent',
  };

  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
    additionalControls: [journalKept],
  });
}

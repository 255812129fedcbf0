import { guestConfiguration } from '../../hardening/guest-configuration';
import type { HardeningPlan } from '../../hardening/plan';
import type { VirtualMachine } from '../../model/virtual-machine';
import { shellWord } from './literal';

/** The three documents of cloud-init's NoCloud data source, as plain data; texts in them may hold tokens. */
export interface CloudInit {
  /** https://cloudinit.readthedocs.io/en/22.4.2/reference/modules.html */
  readonly userData: object;
  /** Version 2 of https://cloudinit.readthedocs.io/en/22.4.2/reference/network-config-format-v2.html */
  readonly networkConfig: object;
}

const trustedCaFile = '/etc/ssh/vm-lifecycle-user-ca.pub';

/** What a Linux guest does on first boot, and again whenever this document changes. */
export function cloudInit(vm: VirtualMachine, plan: HardeningPlan): CloudInit {
  const { guest } = vm;
  const hardening = guestConfiguration(vm, plan);
  const certificateAuthority = guest.sshCertificateAuthority;
  const files = [
    ...hardening.files,
    ...(certificateAuthority === undefined
      ? []
      : [
          { path: trustedCaFile, content: `${certificateAuthority}\n` },
          {
            path: '/etc/ssh/sshd_config.d/20-vm-lifecycle-user-ca.conf',
            content: `TrustedUserCAKeys ${trustedCaFile}\n`,
          },
        ]),
  ];
  const mounted = vm.dataDisks.filter((disk) => disk.mountPoint !== undefined);
  return {
    userData: {
      hostname: guest.hostname,
      ...(guest.domain === undefined ? {} : { fqdn: `${guest.hostname}.${guest.domain}` }),
      manage_etc_hosts: 'localhost',
      timezone: guest.timezone,
      locale: guest.locale,
      disable_root: true,
      ssh_pwauth: false,
      // Host keys are made once: when this document changes later, people's known_hosts stay right.
      ssh_deletekeys: false,
      ssh_genkeytypes: ['ed25519', 'rsa'],
      users: [
        {
          name: guest.managementAccount,
          gecos: 'Management account',
          groups: ['adm', 'sudo'],
          shell: '/bin/bash',
          sudo: 'ALL=(ALL) NOPASSWD:ALL',
          lock_passwd: true,
          ssh_authorized_keys: guest.sshAuthorizedKeys,
        },
      ],
      write_files: files.map((file) => ({
        path: file.path,
        permissions: file.permissions ?? '0644',
        content: file.content,
      })),
      ...(mounted.length === 0
        ? {}
        : {
            fs_setup: mounted.map((disk) => ({
              device: diskDevice(disk.name),
              filesystem: 'ext4',
              label: disk.name.slice(0, 16),
              partition: 'none',
              overwrite: false,
            })),
            mounts: mounted.map((disk) => [
              diskDevice(disk.name),
              disk.mountPoint,
              'ext4',
              'defaults,nodev,nosuid,nofail',
              '0',
              '2',
            ]),
          }),
      runcmd: [...hardening.commands, ...guest.runOnce.map(runOnceCommand)],
    },
    networkConfig: networkConfig(vm),
  };
}

/** Where the guest finds a data disk by the serial that the driver gave it. */
function diskDevice(name: string): string {
  return `/dev/disk/by-id/virtio-${name}`;
}

/**
 * cloud-init runs all commands again when its document changes; a marker named after the command keeps a run-once
 * command to one run, wherever it stands in the list.
 */
export function runOnceCommand(command: string): string {
  return [
    `command=${shellWord(command)}`,
    'done=/var/lib/vm-lifecycle/run-once',
    'marker=$done/$(printf %s "$command" | sha256sum | cut -c1-16)',
    'test -e "$marker" || { mkdir -p "$done" && sh -c "$command" && touch "$marker"; }',
  ].join('; ');
}

function networkConfig(vm: VirtualMachine): object {
  const { dnsServers, ntpServers, domain } = vm.guest;
  const nameservers = {
    ...(dnsServers.length === 0 ? {} : { addresses: dnsServers }),
    ...(domain === undefined ? {} : { search: [domain] }),
  };
  const ethernets = vm.networks.map((nic) => {
    const common = {
      match: { macaddress: nic.macAddress },
      'accept-ra': nic.slaac,
      ...(Object.keys(nameservers).length === 0 ? {} : { nameservers }),
    };
    if (nic.address === 'dhcp') {
      const overrides = {
        ...(dnsServers.length === 0 ? {} : { 'use-dns': false }),
        ...(ntpServers.length === 0 ? {} : { 'use-ntp': false }),
      };
      return [
        nic.name,
        {
          ...common,
          dhcp4: true,
          ...(Object.keys(overrides).length === 0 ? {} : { 'dhcp4-overrides': overrides }),
        },
      ];
    }
    return [
      nic.name,
      {
        ...common,
        dhcp4: false,
        addresses: [`${nic.address.ip}/${String(nic.address.prefixLength)}`],
        ...(nic.address.gateway === undefined
          ? {}
          : {
              routes: [
                {
                  to: nic.address.ip.includes(':') ? '::/0' : '0.0.0.0/0',
                  via: nic.address.gateway,
                },
              ],
            }),
      },
    ];
  });
  return { version: 2, ethernets: Object.fromEntries(ethernets) as object };
}

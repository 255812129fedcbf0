import type { VirtualMachine } from '../../model/virtual-machine';
import { declared, type HardeningPlan } from '../../hardening/plan';

const copyAll = '<xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>';
const appended = (elements: string): string =>
  `<xsl:copy><xsl:apply-templates select="node()|@*"/>${elements}</xsl:copy>`;

/**
 * The stylesheet that gives a domain what the provider has no argument for.
 *
 * Terraform replaces the domain when a single byte of it changes (0.8.3 marks `xml.xslt` as ForceNew and compares it
 * as text), so a golden test freezes the output: a new release must not power-cycle a fleet. CPU shares are there only
 * for a VM in a resource pool.
 */
export function domainXslt(vm: VirtualMachine, plan: HardeningPlan, cpuShares?: number): string {
  const uefi = vm.firmware === 'uefi';
  const rules: string[] = [
    rule('node()|@*', copyAll),
    // Without a UUID of ours each replacement gets a new one, and with it a new, empty TPM.
    rule('/domain/name', `${copyAll}<uuid>${vm.uuid}</uuid>`),
  ];

  if (uefi) {
    rules.push(
      rule(
        '/domain/os/loader/@secure',
        `<xsl:attribute name="secure">${vm.secureBoot ? 'yes' : 'no'}</xsl:attribute>`,
      ),
    );
  }
  if (cpuShares !== undefined) {
    const cputune = `<cputune><shares>${String(cpuShares)}</shares></cputune>`;
    rules.push(rule('/domain/vcpu', `${copyAll}${cputune}`));
  }
  const features = [
    ...(declared(plan, 'machine.smm') || vm.secureBoot ? ['<smm state="on"/>'] : []),
    ...(declared(plan, 'machine.devices.minimal') ? ['<vmport state="off"/>'] : []),
  ];
  if (features.length > 0) rules.push(rule('/domain/features', appended(features.join(''))));

  if (vm.coresPerSocket !== undefined) {
    const sockets = String(vm.cpuCount / vm.coresPerSocket);
    rules.push(
      rule(
        '/domain/cpu',
        appended(
          `<topology sockets="${sockets}" cores="${String(vm.coresPerSocket)}" threads="1"/>`,
        ),
      ),
    );
  }

  // q35 has no IDE, and cloud kernels have no AHCI driver: the seed goes to virtio-scsi, read-only.
  rules.push(
    rule(
      "/domain/devices/disk[@device='cdrom']/target",
      '<target dev="sda" bus="scsi"/><readonly/>',
    ),
  );
  vm.dataDisks.forEach((disk, index) => {
    // vda is the system disk. The serial is how the guest finds a data disk, whatever its position.
    const device = `vd${diskLetters(index + 1)}`;
    rules.push(
      rule(
        `/domain/devices/disk/target[@dev='${device}']`,
        `${copyAll}<serial>${disk.name}</serial>`,
      ),
    );
  });

  if (declared(plan, 'machine.console.closed')) {
    rules.push(
      rule(
        '/domain/devices/graphics|/domain/devices/video|/domain/devices/audio|/domain/devices/sound',
        '',
      ),
    );
  }
  if (declared(plan, 'machine.entropy.bounded')) {
    rules.push(
      rule(
        '/domain/devices/rng',
        '<rng model="virtio"><rate bytes="1024" period="1000"/><backend model="random">/dev/urandom</backend></rng>',
      ),
    );
  }
  if (vm.vtpm) {
    rules.push(
      rule(
        '/domain/devices/tpm',
        '<tpm model="tpm-crb"><xsl:apply-templates select="node()"/></tpm>',
      ),
    );
  }
  for (const nic of vm.networks) {
    // A rule per interface also makes an added interface a visible change: the provider ignores it otherwise.
    // It writes MAC addresses in capitals.
    const parts = [
      ...(declared(plan, 'machine.network.anti-spoofing') ? [antiSpoofing(nic.address)] : []),
      ...bandwidth(nic.bandwidth),
    ];
    rules.push(
      rule(
        `/domain/devices/interface[mac/@address='${nic.macAddress.toUpperCase()}']`,
        appended(parts.join('')),
      ),
    );
  }
  rules.push(
    rule(
      '/domain/devices',
      appended(
        '<controller type="scsi" model="virtio-scsi"/>' +
          (declared(plan, 'machine.devices.minimal')
            ? '<controller type="usb" model="none"/>'
            : '') +
          (declared(plan, 'machine.memory.no-balloon') ? '<memballoon model="none"/>' : ''),
      ),
    ),
  );

  return [
    '<?xml version="1.0"?>',
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">',
    '<xsl:output omit-xml-declaration="yes" indent="yes"/>',
    ...rules,
    '</xsl:stylesheet>',
    '',
  ].join('\n');
}

/** How the provider counts disks: a to z, then aa. */
function diskLetters(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : diskLetters(Math.floor(index / 26) - 1) + letter;
}

function rule(match: string, body: string): string {
  return `<xsl:template match="${match}">${body}</xsl:template>`;
}

/** libvirt's own filter against faked MAC, IP and ARP senders: https://libvirt.org/formatnwfilter.html */
function antiSpoofing(address: VirtualMachine['networks'][number]['address']): string {
  const parameter =
    address === 'dhcp'
      ? '<parameter name="CTRL_IP_LEARNING" value="dhcp"/>'
      : `<parameter name="IP" value="${address.ip}"/>`;
  return `<filterref filter="clean-traffic">${parameter}</filterref>`;
}

/** libvirt counts in KiB per second; a megabit is 125,000 bytes. Rounded down to a whole KiB, at least one. */
function bandwidth(limits: VirtualMachine['networks'][number]['bandwidth']): string[] {
  const kibibytes = (megabits: number): string =>
    String(Math.max(1, Math.floor((megabits * 125_000) / 1024)));
  const directions = [
    ...(limits?.inboundMegabitsPerSecond === undefined
      ? []
      : [`<inbound average="${kibibytes(limits.inboundMegabitsPerSecond)}"/>`]),
    ...(limits?.outboundMegabitsPerSecond === undefined
      ? []
      : [`<outbound average="${kibibytes(limits.outboundMegabitsPerSecond)}"/>`]),
  ];
  return directions.length === 0 ? [] : [`<bandwidth>${directions.join('')}</bandwidth>`];
}

/** Makes a qcow2 volume of version 3; the provider makes version 2, which incremental backups cannot use. */
export const volumeXslt = [
  '<?xml version="1.0"?>',
  '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">',
  '<xsl:output omit-xml-declaration="yes" indent="yes"/>',
  rule('node()|@*', copyAll),
  rule('/volume/target', appended('<compat>1.1</compat>')),
  '</xsl:stylesheet>',
  '',
].join('\n');

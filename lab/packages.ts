/**
 * The Debian packages that the lab needs on the machine it runs on: which they are, which are missing, and how they
 * get there. Input: nothing. Output: installed packages, or an error that names the exact command.
 */
import { readFileSync } from 'node:fs';
import { run } from '../lib/operations/process';

/** Packages by what needs them. */
export const LAB_PACKAGES = {
  /** The hypervisor and its tools. */
  hypervisor: [
    'libvirt-daemon-system',
    'libvirt-clients',
    'qemu-system-x86',
    'qemu-utils',
    'ovmf',
    'swtpm',
    'swtpm-tools',
    'genisoimage', // the libvirt provider calls its mkisofs
    'xsltproc', // the libvirt provider calls it
  ],
  /** libvirt's networks and their filters. */
  network: ['dnsmasq-base', 'ebtables', 'iproute2', 'iptables', 'nftables'],
  /** Backup jobs, as a host runs them, and their check. */
  backup: ['e2fsprogs', 'systemd', 'util-linux', 'virtnbdbackup'],
  /** Building the guest image. */
  image: [
    'debian-archive-keyring',
    'dosfstools',
    'e2fsprogs',
    'fdisk',
    'grub-efi-amd64-signed',
    'mmdebstrap',
    'mtools',
    'qemu-utils',
    'shim-signed',
    'util-linux',
  ],
  /** State of teams, with its locks. */
  state: ['postgresql'],
  /** The simulated Proxmox VE, where no other Python fits. */
  proxmox: ['python3', 'python3-venv'],
} as const satisfies Record<string, readonly string[]>;

export type PackageGroup = keyof typeof LAB_PACKAGES;

const ALL_GROUPS = Object.keys(LAB_PACKAGES) as PackageGroup[];

/** What decides how packages can be installed here. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The text of /etc/os-release, empty where there is none. */
  readonly osRelease: string;
  readonly root: boolean;
}

/** This machine. */
export function thisHost(): Host {
  return {
    platform: process.platform,
    arch: process.arch,
    osRelease: readOrEmpty('/etc/os-release'),
    root: process.getuid?.() === 0,
  };
}

/** The lab can't run here as the machine is: says what is missing and what to do. */
export class PackagesMissing extends Error {
  constructor(
    message: string,
    readonly missing: readonly string[],
  ) {
    super(message);
    this.name = 'PackagesMissing';
  }
}

/** All packages of these groups, sorted, each once. */
export function packagesOf(groups: readonly PackageGroup[] = ALL_GROUPS): string[] {
  return [...new Set(groups.flatMap((group) => LAB_PACKAGES[group]))].sort();
}

/** The command that installs packages, as one types it. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
}

/** Packages of these groups (default: all) that are not installed. Where there is no dpkg, that is all of them. */
export async function missingPackages(groups?: readonly PackageGroup[]): Promise<string[]> {
  const wanted = packagesOf(groups);
  const installed = await installedVersions(wanted);
  return wanted.filter((name) => !installed.has(name));
}

/** Version of each of these packages that is installed. */
export async function installedVersions(names: readonly string[]): Promise<Map<string, string>> {
  const format = '${Package} ${db:Status-Status} ${Version}\n';
  const listed = await run('dpkg-query', ['--show', `--showformat=${format}`, ...names], {
    allow: [1], // some are unknown to dpkg
  }).catch((error: unknown) => {
    if (isProgramMissing(error)) return { stdout: '' };
    throw error;
  });
  return new Map(
    listed.stdout
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status === 'installed')
      .map(([name = '', , version = '']) => [name, version]),
  );
}

/** Why these packages can't be installed from here, and what to do; undefined where they can. */
export function whyNotInstallable(host: Host, missing: readonly string[]): string | undefined {
  const elsewhere =
    'Synth, unit tests and plan review work here all the same; only the lab needs them.';
  const needs = `the lab needs ${missing.join(', ')}`;
  if (host.platform !== 'linux' || host.arch !== 'x64') {
    return `${needs}, on Debian or Ubuntu on x86-64; this is ${host.platform} on ${host.arch}. ${elsewhere}`;
  }
  if (!/^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(host.osRelease)) {
    return `${needs} (names of Debian's packages); on this distribution, install what corresponds to them by hand. ${elsewhere}`;
  }
  if (!host.root) {
    return `${needs}; install them by: ${installCommand(missing)}`;
  }
  return undefined;
}

/**
 * Installs what is missing, or throws `PackagesMissing` with the exact command.
 *
 * The lab runs a libvirtd of its own, so no service of the host is started or restarted by this, and a libvirtd that
 * it brings is not started at boot either; one that was there before is left as it is.
 */
export async function ensurePackages(
  options: {
    readonly onProgress?: (message: string) => void;
    /** @default - all groups */
    readonly groups?: readonly PackageGroup[];
  } = {},
): Promise<void> {
  const missing = await missingPackages(options.groups);
  if (missing.length === 0) return;
  const obstacle = whyNotInstallable(thisHost(), missing);
  if (obstacle !== undefined) throw new PackagesMissing(obstacle, missing);
  options.onProgress?.(`installing Debian packages: ${missing.join(' ')}`);
  await run('/bin/sh', ['-c', INSTALL_WITHOUT_SERVICES, 'sh', ...missing], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' },
    onLine: (line) => options.onProgress?.(line),
  });
  if (missing.includes('libvirt-daemon-system')) await keepFromStartingAtBoot();
}

/**
 * Debian asks /usr/sbin/policy-rc.d whether a package may start its services. Where an administrator (or a container
 * image) has one, it stands; else a temporary one says no. `set -C`: created only if absent, even in a race.
 */
const INSTALL_WITHOUT_SERVICES = `
policy=/usr/sbin/policy-rc.d
if (set -C; printf '#!/bin/sh\\n# temporary, of the installation of the vm-lifecycle lab\\nexit 101\\n' > "$policy") 2>/dev/null; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  chmod 755 "$policy"
fi
apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends "$@"
`;

async function keepFromStartingAtBoot(): Promise<void> {
  const units = ['libvirtd', 'virtlogd', 'virtlockd', 'libvirt-guests'].map((u) => `${u}.service`);
  const sockets = ['libvirtd', 'libvirtd-ro', 'libvirtd-admin', 'virtlogd', 'virtlockd'];
  await run('systemctl', ['disable', ...units, ...sockets.map((s) => `${s}.socket`)], {
    allow: [1],
  }).catch((error: unknown) => {
    if (!isProgramMissing(error)) throw error; // no systemd here: nothing is started at boot by it
  });
}

function isProgramMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

import { existsSync } from 'node:fs';
import { which } from '../../lib/operations/process';

/** Programs that the private hypervisor runs, and the Debian package of each. */
const programs: Readonly<Record<string, string>> = {
  bash: 'bash',
  unshare: 'util-linux',
  flock: 'util-linux',
  ip: 'iproute2',
  libvirtd: 'libvirt-daemon-system',
  virsh: 'libvirt-clients',
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  dnsmasq: 'dnsmasq-base',
  iptables: 'iptables',
  ebtables: 'ebtables',
  swtpm: 'swtpm',
  swtpm_setup: 'swtpm-tools',
};

/** Files and folders that must be there: a folder is needed to mount a private one over it. */
const files: Readonly<Record<string, string>> = {
  '/etc/libvirt': 'libvirt-daemon-system',
  '/var/lib/libvirt': 'libvirt-daemon-system',
  '/var/lib/swtpm-localca': 'swtpm-tools',
  '/usr/share/libvirt/nwfilter/clean-traffic.xml': 'libvirt-daemon-config-nwfilter',
  '/usr/share/OVMF/OVMF_CODE_4M.ms.fd': 'ovmf',
  '/usr/share/OVMF/OVMF_VARS_4M.ms.fd': 'ovmf',
};

/** What {@link checkRequirements} looks at; replaced in tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasProgram: (name: string) => Promise<boolean>;
  readonly hasFile: (path: string) => boolean;
  /** The command that is running, to be shown with `sudo` in front of it. */
  readonly command: string;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasProgram: async (name) => (await which(name)) !== undefined,
    hasFile: existsSync,
    command: runningCommand(process.env.npm_lifecycle_event, [
      process.execPath,
      ...process.execArgv,
      ...process.argv.slice(1),
    ]),
  };
}

/** The command to type again: the npm script where one runs, else the whole command line. */
export function runningCommand(npmScript: string | undefined, line: readonly string[]): string {
  if (npmScript !== undefined && npmScript !== '' && npmScript !== 'npx') {
    return `npm run ${npmScript}`;
  }
  return line
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Throws where the private hypervisor cannot run here, and says what to do about it. */
export async function checkRequirements(machine: Machine = thisMachine()): Promise<void> {
  if (machine.platform !== 'linux') {
    throw new Error(
      `the lab's hypervisor needs Linux (namespaces, libvirt, QEMU) and this is ${machine.platform}: run it in a Linux virtual machine; synthesis, reviews and the simulated hypervisors work here too`,
    );
  }
  const missing: string[] = [];
  const packages = new Set<string>();
  const need = (what: string, debianPackage: string, there: boolean): void => {
    if (there) return;
    missing.push(what);
    packages.add(debianPackage);
  };
  for (const [program, name] of Object.entries(programs)) {
    need(program, name, await machine.hasProgram(program));
  }
  for (const [path, name] of Object.entries(files)) need(path, name, machine.hasFile(path));
  if (missing.length > 0) {
    throw new Error(
      `the lab's hypervisor misses ${missing.join(', ')}: on Debian or Ubuntu run\n  sudo apt-get install --no-install-recommends ${[...packages].sort().join(' ')}`,
    );
  }
  if (!machine.isRoot) {
    throw new Error(
      `the lab's hypervisor needs root, for namespaces of its own (it leaves the host's libvirt alone): run\n  sudo env "PATH=$PATH" ${machine.command}`,
    );
  }
}

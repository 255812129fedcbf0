import { join, resolve } from 'node:path';

/**
 * One private hypervisor: where it keeps what it has. Every path is fixed by the name of the
 * instance, so that two machines synthesize the same.
 */
export interface LabInstance {
  readonly name: string;
  /** The folder that holds everything of this instance; removing it removes the instance. */
  readonly root: string;
  /** The socket of the private libvirtd. */
  readonly socket: string;
  /** The connection URI for virsh and for the libvirt provider. */
  readonly uri: string;
  /** State that outlives a stop: of the hypervisor itself, and of whoever deploys to it. */
  readonly stateFolder: string;
  /** Logs of libvirtd, guests, vTPMs and the log collector. */
  readonly logFolder: string;
  /** What guests sent to the log collector: one line each, time, sender and protocol in front. */
  readonly collectorLog: string;
  /** Storage pools go below this folder. It is the same path inside and outside the namespaces. */
  readonly imagesFolder: string;
  /** The instance's /run/libvirt; emptied at every start, like after a boot. */
  readonly runFolder: string;
  /** The instance's /etc/libvirt. */
  readonly configFolder: string;
  /** UEFI variables, one file per guest. */
  readonly nvramFolder: string;
  /** State of vTPMs, one folder per guest, by UUID. */
  readonly vtpmFolder: string;
}

/** Addresses of the lab, all from ranges that RFC 5737 keeps for documentation. */
export const labNetwork = {
  /** The log collector (TCP and UDP); it is what guests may reach. */
  collector: { address: '192.0.2.10', tcpPort: 6514, udpPort: 514 },
  /** Listens and answers one line: proves that a blocked port is blocked and not merely deaf. */
  listeners: [
    { address: '192.0.2.10', port: 8080 },
    { address: '192.0.2.20', port: 443 },
  ],
  /** Guests get their addresses from this network. */
  guests: '198.51.100.0/24',
} as const;

const defaultParent = '/var/lib/vm-lifecycle-lab';
/** A socket's path is at most 107 bytes long (unix(7)); all others have the short paths inside. */
const longestSocketPath = 107;

/**
 * The instance of that name, as plain data; nothing is created.
 *
 * @param name - lower-case letters, digits and "-".
 * @param environment - `VM_LIFECYCLE_LAB_ROOT` is the parent folder, in place of
 * `/var/lib/vm-lifecycle-lab`.
 */
export function labInstance(
  name = 'lab',
  environment: NodeJS.ProcessEnv = process.env,
): LabInstance {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) {
    throw new Error(
      `a lab instance cannot be called ${JSON.stringify(name)}: use a lower-case letter, then up to 30 lower-case letters, digits or "-"`,
    );
  }
  const asked = environment.VM_LIFECYCLE_LAB_ROOT;
  const parent = asked === undefined || asked === '' ? defaultParent : resolve(asked);
  const root = join(parent, name);
  const socket = join(root, 'run', 'libvirt-sock');
  const problem = folderProblem(root, socket);
  if (problem !== undefined) {
    throw new Error(
      `the lab cannot live in ${root}: ${problem}; set VM_LIFECYCLE_LAB_ROOT to another folder, or unset it for ${defaultParent}`,
    );
  }
  return {
    name,
    root,
    socket,
    uri: `qemu:///system?socket=${socket}`,
    stateFolder: join(root, 'state'),
    logFolder: join(root, 'log'),
    collectorLog: join(root, 'log', 'collector.log'),
    imagesFolder: join(root, 'images'),
    runFolder: join(root, 'run'),
    configFolder: join(root, 'etc'),
    nvramFolder: join(root, 'lib', 'qemu', 'nvram'),
    vtpmFolder: join(root, 'lib', 'swtpm'),
  };
}

/** Why an instance cannot live in that folder, if so. */
function folderProblem(root: string, socket: string): string | undefined {
  if (!/^[A-Za-z0-9/._-]+$/.test(root)) {
    return 'its path has characters that would need quoting in URIs, XML or configuration files';
  }
  if (Buffer.byteLength(socket) > longestSocketPath) {
    return `the path of its socket would be longer than ${String(longestSocketPath)} bytes`;
  }
  const hidden = [
    '/run/',
    '/var/run/',
    '/var/log/',
    '/var/cache/',
    '/var/lib/libvirt/',
    '/proc/',
    '/sys/',
  ];
  if (hidden.some((folder) => root.startsWith(folder))) {
    return 'the hypervisor has its own folder mounted there and would not see it';
  }
  return undefined;
}

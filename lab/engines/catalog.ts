import { join } from 'node:path';
import { repositoryRoot } from '../support/paths';
import { providerVersions, type Hypervisor } from './provider-versions';

/** The programs that the lab builds from Go modules. */
export type EngineName = Hypervisor | 'vcenter' | 'opentofu' | 'opa';

/** One program: what it is called, what it is built from, and what it becomes. */
export interface Engine {
  readonly name: EngineName;
  /** What people call it. */
  readonly title: string;
  readonly version: string;
  /** The folder of our own Go module, which pins the version and every checksum. */
  readonly module: string;
  /** The Go package that is the program. */
  readonly package: string;
  /** The file name of the program. */
  readonly binary: string;
  /** Go variables set when linking, for programs that do not know their own version. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long a build takes on two cores once the modules are downloaded. */
  readonly usualSeconds: number;
  /** For Terraform providers: namespace and name, as in `required_providers`. */
  readonly source?: string;
}

const versions = providerVersions();

function provider(
  name: Hypervisor,
  rest: Pick<Engine, 'title' | 'package' | 'usualSeconds'> & Partial<Engine>,
): Engine {
  const { source, version, labVersion } = versions[name];
  const running = labVersion ?? version;
  const binary = `terraform-provider-${name}_v${running}`;
  return { name, source, version: running, binary, module: folder(name), variables: {}, ...rest };
}

function folder(name: string): string {
  return join(repositoryRoot, 'lab', 'engines', name);
}

/** Every engine, by name. */
export const engines: Readonly<Record<EngineName, Engine>> = {
  libvirt: provider('libvirt', {
    title: 'libvirt provider',
    package: 'github.com/dmacvicar/terraform-provider-libvirt',
    usualSeconds: 20,
  }),
  proxmox: provider('proxmox', {
    title: 'Proxmox provider',
    package: 'github.com/bpg/terraform-provider-proxmox',
    variables: { 'main.version': versions.proxmox.version },
    usualSeconds: 25,
  }),
  vsphere: provider('vsphere', {
    title: 'vSphere provider',
    package: 'github.com/hashicorp/terraform-provider-vsphere',
    usualSeconds: 45,
  }),
  vcenter: {
    name: 'vcenter',
    title: 'vCenter simulator',
    version: '0.56.0',
    module: folder('vcenter'),
    package: '.',
    binary: 'vcenter-simulator',
    variables: {},
    usualSeconds: 40,
  },
  opentofu: {
    name: 'opentofu',
    title: 'OpenTofu',
    version: '1.12.6',
    module: folder('opentofu'),
    package: 'github.com/opentofu/opentofu/cmd/tofu',
    binary: 'tofu',
    // Without this it calls itself a development build and warns about it.
    variables: { 'github.com/opentofu/opentofu/version.dev': 'no' },
    usualSeconds: 240,
  },
  opa: {
    name: 'opa',
    title: 'Open Policy Agent',
    version: '1.22.0',
    module: folder('opa'),
    package: 'github.com/open-policy-agent/opa',
    binary: 'opa',
    variables: {},
    usualSeconds: 70,
  },
};

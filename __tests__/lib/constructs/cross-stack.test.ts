/** What stands in one stack and is used in another: Terraform hands it over through the state of the first. */
import { TerraformOutput, TerraformStack } from 'cdktf';
import { LinkedCloneSet, Size } from '../../../lib';
import {
  addVm,
  byPath,
  cleanUp,
  cloneSetProps,
  lab,
  only,
  synthesized,
  type Synthesized,
} from './support';

cleanUp();

interface Remote {
  readonly data?: { readonly terraform_remote_state?: Record<string, Record<string, unknown>> };
  readonly output?: Record<string, { readonly value: string }>;
}

const remoteOf = (json: Synthesized): Remote => json as unknown as Remote;
const remote = (attribute: string): string =>
  `\${data.terraform_remote_state.cross-stack-reference-input-lab.outputs.cross-stack-output-${attribute}}`;

test('a VM is used by an output of another stack', () => {
  const { app, stack, template } = lab({ name: 'lab' });
  const vm = addVm(stack, template);
  const other = new TerraformStack(app, 'monitoring');
  new TerraformOutput(other, 'id', { value: vm.vmId });
  new TerraformOutput(other, 'addresses', { value: vm.reportedAddresses('nic0') });
  const [domain] = Object.keys(synthesized(app, stack).resource.libvirt_domain ?? {});
  const { data, output } = remoteOf(synthesized(app, other));
  // Relative, as the state of the stack itself: the same on every machine.
  expect(data?.terraform_remote_state).toMatchObject({
    'cross-stack-reference-input-lab': {
      backend: 'local',
      config: { path: '../../../terraform.lab.tfstate' },
    },
  });
  expect(output).toMatchObject({
    id: { value: remote(`libvirt_domain${String(domain)}id`) },
    addresses: { value: remote(`libvirt_domain${String(domain)}network_interface0addresses`) },
  });
  const handed = remoteOf(synthesized(app, stack)).output ?? {};
  expect(handed[`cross-stack-output-libvirt_domain${String(domain)}id`]).toMatchObject({
    value: `\${libvirt_domain.${String(domain)}.id}`,
  });
});

test('a clone set is made from the template and on the network of another stack', () => {
  const first = lab({ name: 'lab' });
  const second = lab({ app: first.app, id: 'shop', name: 'lab' });
  const changes = {
    members: ['blue'],
    systemDiskSize: Size.gibibytes(4),
    networks: [{ network: first.stack.environment.networks?.office }],
  };
  new LinkedCloneSet(second.stack, 'Shop', cloneSetProps(first.template, changes));
  const json = synthesized(first.app, second.stack);
  const disk = byPath(json, 'libvirt_volume')['shop/Shop/blue/SystemDisk'];
  expect(disk?.base_volume_id).toMatch(/cross-stack-output-libvirt_volumeDebian12_\w{8}id\}$/);
  expect(only(json, 'libvirt_domain').network_interface).toMatchObject([
    { network_id: expect.stringMatching(/libvirt_networkOffice_\w{8}id\}$/) as string },
  ]);
  const { precondition } = disk?.lifecycle as { precondition: { condition: string }[] };
  expect(precondition.map(({ condition }) => condition)).toEqual([
    expect.stringContaining('"4 GiB"'),
    expect.stringMatching(/4294967296 >= data\.terraform_remote_state\..*size\)\}$/),
    expect.stringContaining('_Place_'),
    expect.stringContaining('contains(local.'),
  ]);
});

import {
  EnvironmentStack,
  HardenedVm,
  Network,
  PlacementRule,
  Size,
  Template,
} from '../../../../lib';
import { VsphereHypervisor } from '../../../../lib/drivers/vsphere';
import { guestDefaults } from '../../../../stacks/guests';
import { cleanUp, newApp, written } from '../../constructs/support';

cleanUp();

test('a rule for machines of another stack names no resource that its own stack does not have', () => {
  const app = newApp();
  const [machines, rules] = ['machines', 'rules'].map((id) => {
    const stack = new EnvironmentStack(app, id, { category: 'lab', owner: 'team', guestDefaults });
    const place = { datacenter: 'dc-1', cluster: 'cluster-1', datastore: 'fast' };
    new VsphereHypervisor(stack, 'Vcenter', { server: 'vcenter.example', ...place });
    return stack;
  }) as [EnvironmentStack, EnvironmentStack];
  const template = Template.fromName(machines, 'Template', {
    existingName: 'debian-12',
    generation: '1',
    systemDiskSize: Size.gibibytes(4),
  });
  const network = Network.fromName(machines, 'Network', { networkName: 'office' });
  const members = ['web-1', 'web-2'].map(
    (name) =>
      new HardenedVm(machines, name, {
        name,
        purpose: 'a test',
        template,
        cpuCount: 1,
        memory: Size.gibibytes(1),
        networks: [{ network }],
        guest: {},
      }),
  );
  new PlacementRule(rules, 'Apart', { name: 'apart', kind: 'spread', members });
  const text = written(app, rules);
  expect(text).not.toContain('vsphere_virtual_machine.');
  expect(text).toContain('data.terraform_remote_state.cross-stack-reference-input-machines');
});

/** Templates and networks that exist already, on hypervisors that can and cannot look them up. */
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { Hypervisor, Network, Template, type Control } from '../../../lib';
import type { Driver, NetworkAttachment, TemplateReference } from '../../../lib/drivers/contract';
import { controlsOf } from '../../../lib/hardening/packs';
import type { CapabilityName } from '../../../lib/model/capabilities';
import { addVm, byPath, cleanUp, lab, synthesized, textsOf, type Lab } from './support';

cleanUp();

/** A libvirt that can look things up: what it was asked for. */
class Wider extends Hypervisor {
  readonly driver: Driver;
  readonly asked: unknown[] = [];

  constructor(scope: Construct, id: string, base: Driver, able: readonly CapabilityName[]) {
    super(scope, id);
    const native = Object.fromEntries(able.map((name) => [name, { support: 'native' }]));
    this.driver = Object.assign(Object.create(base) as Driver, {
      capabilities: { ...base.capabilities, ...native },
      referenceTemplate: (_scope: Construct, reference: TemplateReference) => {
        this.asked.push(reference);
        return { templateId: '${data.template.id}', reported: { firmware: 'efi' } };
      },
      referenceNetwork: (scope: Construct, attachment: NetworkAttachment) => {
        this.asked.push(attachment);
        return { id: `\${data.network.${scope.node.id}.id}` };
      },
    });
  }
}

function wider(
  ...able: CapabilityName[]
): Lab & { readonly wide: Wider; readonly site: Construct } {
  const all = lab();
  const site = new Construct(all.stack, 'Site');
  return { ...all, site, wide: new Wider(site, 'Wide', all.hypervisor.driver, able) };
}

describe('a template that exists', () => {
  test('is found by its VM id', () => {
    const { stack, wide } = wider('template.vm-id');
    const facts = { templateName: 'debian-12', generation: '7', hypervisor: wide };
    const template = Template.fromVmId(stack, 'Existing', { vmId: '9000', ...facts });
    expect(wide.asked).toEqual([{ vmId: '9000' }]);
    expect(template).toEqual({
      templateName: 'debian-12',
      generation: '7',
      templateId: '${data.template.id}',
      reported: { firmware: 'efi' },
    });
    expect(Template.fromVmId(stack, 'Number', { vmId: 100, hypervisor: wide })).toMatchObject({
      templateName: '100',
      generation: 'unversioned',
    });
    const token = new TerraformVariable(stack, 'id', {}).stringValue;
    Template.fromVmId(stack, 'Token', { vmId: token, hypervisor: wide });
    expect(wide.asked.at(-1)).toEqual({ vmId: token });
  });

  test('is found as an item of a content library', () => {
    const { stack, wide } = wider('template.content-library');
    const place = { library: 'golden', item: 'debian-12', hypervisor: wide };
    expect(Template.fromContentLibraryItem(stack, 'Existing', place)).toMatchObject({
      templateName: 'debian-12',
    });
    expect(wide.asked).toEqual([{ contentLibraryItem: { library: 'golden', item: 'debian-12' } }]);
  });

  test.each([
    [99, '"99"'],
    ['1000000000', '"1000000000"'],
    [100.5, '"100.5"'],
    [-1, '"-1"'],
    [NaN, '"NaN"'],
  ])('fails with the VM id %j', (vmId, given) => {
    const { stack, wide } = wider('template.vm-id');
    expect(textsOf(() => Template.fromVmId(stack, 'X', { vmId, hypervisor: wide }))).toEqual([
      `[VML036] lab/X.vmId: got ${given}; a VM id is between 100 and 999999999, and ranges do not overlap; give the id of the template, such as 9000`,
    ]);
  });

  test.each([
    [
      'fromVmId',
      { vmId: '9000' },
      '[VML044] lab/X.vmId: got "9000"; libvirt (dmacvicar/libvirt 0.8.3) does not support template.vm-id; use instead: Template.fromName with the path of a volume',
    ],
    [
      'fromContentLibraryItem',
      { library: 'golden', item: 'debian-12' },
      '[VML044] lab/X.item: got "debian-12"; libvirt (dmacvicar/libvirt 0.8.3) does not support template.content-library; use instead: a Template with an image, or Template.fromName with the path of a volume',
    ],
  ] as const)('fails on libvirt by %s', (from, props, text) => {
    const { stack } = lab();
    const given = { vmId: '', library: '', item: '', ...props };
    expect(textsOf(() => Template[from](stack, 'X', given))).toEqual([text]);
  });

  test('fails with all of its problems at once', () => {
    const { stack, wide } = wider('template.content-library');
    const wrong = {
      library: '',
      item: 'a\nb',
      generation: 'a\nb',
      systemDiskSize: 3,
      certification: { sunset: 'soon' },
      attestedControls: 'all',
      hypervisor: wide,
    } as unknown as Parameters<typeof Template.fromContentLibraryItem>[2];
    expect(
      textsOf(() => Template.fromContentLibraryItem(stack, 'X', wrong)).map((text) =>
        text.split(':', 1).join(),
      ),
    ).toEqual([
      '[VML008] lab/X.item',
      '[VML041] lab/X.library',
      '[VML008] lab/X.generation',
      '[VML030] lab/X.systemDiskSize',
      '[VML051] lab/X.attestedControls',
      '[VML042] lab/X.certification.sunset',
    ]);
  });
});

describe('the controls that a template brings along', () => {
  const image = { templateName: 'alma-9', generation: '20261101', image: '/srv/alma.qcow2' };

  test.each(['baseline', 'strict'] as const)('are those of the guest in the pack %s', (pack) => {
    const { stack } = lab();
    const { attestedControls } = new Template(stack, 'X', { ...image, attestedControls: pack });
    const expected = controlsOf(pack).filter(({ scope }) => scope === 'guest');
    expect(attestedControls).toEqual(expected.map(({ id }) => id));
    expect(attestedControls?.length).toBeGreaterThan(30);
  });

  test('are named one by one, also those of your own', () => {
    const { stack } = lab();
    const own = { ...controlsOf('baseline')[0], id: 'guest.site.agent', scope: 'guest' } as Control;
    const attestedControls = ['guest.apparmor', 'guest.site.agent'];
    const props = { ...image, attestedControls, additionalControls: [own] };
    expect(new Template(stack, 'X', props).attestedControls).toEqual(attestedControls);
  });

  test.each([
    [
      ['guest.aparmor'],
      '[VML051] lab/X.attestedControls[0]: got "guest.aparmor"; a control id, pack or capability exists; did you mean "guest.apparmor"?',
    ],
    [
      'basline',
      '[VML051] lab/X.attestedControls: got "basline"; a control id, pack or capability exists; did you mean "baseline"?',
    ],
    [
      7,
      '[VML051] lab/X.attestedControls: got 7; a control id, pack or capability exists; give ids of docs/controls.md, or "baseline" or "strict" for a whole pack',
    ],
  ])('fail with %j', (attestedControls, text) => {
    const { stack } = lab();
    const wrong = { ...image, attestedControls } as ConstructorParameters<typeof Template>[2];
    expect(textsOf(() => new Template(stack, 'X', wrong))).toEqual([text]);
  });
});

describe('a network that exists', () => {
  test('is looked up where the hypervisor needs an id', () => {
    const { app, stack, wide, template } = wider();
    const office = { networkName: 'office', cidr: '10.0.0.0/24', hypervisor: wide };
    const network = Network.fromName(stack, 'Existing', office);
    expect(wide.asked).toEqual([{ name: 'office' }]);
    expect(network).toEqual({
      networkName: 'office',
      cidr: '10.0.0.0/24',
      attachment: { id: '${data.network.Existing.id}' },
    });
    addVm(stack, template, { nic: { network } });
    const [domain] = Object.values(byPath(synthesized(app, stack), 'libvirt_domain'));
    expect(domain?.network_interface).toMatchObject([
      { network_id: '${data.network.Existing.id}' },
    ]);
  });

  test('is that of the hypervisor in reach', () => {
    const { wide, site } = wider();
    expect(Network.fromBridge(site, 'Bridge', { networkName: 'br0' })).toMatchObject({
      attachment: { id: '${data.network.Bridge.id}' },
    });
    expect(wide.asked).toEqual([{ bridge: 'br0' }]);
  });

  test.each(['fromName', 'fromBridge'] as const)('fails by %s without a hypervisor', (from) => {
    const { app } = lab();
    expect(textsOf(() => Network[from](app, 'Net', { networkName: 'office' }))).toEqual([
      expect.stringContaining('[VML047] Net.hypervisor: got no hypervisor in any enclosing scope'),
    ]);
  });
});

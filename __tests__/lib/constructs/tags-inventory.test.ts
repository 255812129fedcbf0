import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { BackupPolicy, Tags, type HardenedVm } from '../../../lib';
import type { GenerationProps } from '../../../lib/constructs/generation';
import { addressOf } from '../../../lib/drivers/common/address';
import {
  addVm,
  cleanUp,
  inventoryOf,
  lab,
  synthesized,
  textsOf,
  type Lab,
  type Synthesized,
} from './support';

cleanUp();

const json = ({ app, stack }: Lab): Synthesized => synthesized(app, stack);

describe('tags', () => {
  const tagsOf = (all: Lab): unknown => inventoryOf(json(all))['web-1']?.tags;

  test('of scopes reach VMs that are made before and after', () => {
    const all = lab();
    Tags.of(all.stack).add('before', '1');
    addVm(all.stack, all.template);
    Tags.of(all.stack).add('after', '2').add('chained', '3');
    expect(tagsOf(all)).toEqual({ before: '1', after: '2', chained: '3' });
  });

  test('of the nearest scope win, and those of the VM itself over all', () => {
    const all = lab();
    const site = new Construct(all.stack, 'Site');
    const vm = addVm(site, all.template, { props: { tags: { own: 'vm', all: 'vm' } } });
    Tags.of(vm).add('vmScope', 'vm');
    Tags.of(site).add('all', 'site').add('near', 'site').add('vmScope', 'site');
    Tags.of(all.stack).add('all', 'stack').add('near', 'stack').add('far', 'stack');
    expect(vm.tags).toEqual({ own: 'vm', all: 'vm', vmScope: 'vm', near: 'site', far: 'stack' });
    expect(tagsOf(all)).toEqual(vm.tags);
  });

  test('stay within their scope', () => {
    const all = lab();
    Tags.of(new Construct(all.stack, 'Elsewhere')).add('a', 'b');
    addVm(all.stack, all.template);
    expect(tagsOf(all)).toEqual({});
  });

  test('take tokens as values', () => {
    const all = lab();
    const value = new TerraformVariable(all.stack, 'centre', { type: 'string' }).stringValue;
    Tags.of(all.stack).add('cost', value);
    addVm(all.stack, all.template);
    expect(tagsOf(all)).toEqual({ cost: '${var.centre}' });
  });

  test.each([
    [
      'a\nb',
      'x',
      '[VML008] lab.tags.name: got "a\\nb"; no line break or other control character in a text; write it in one line',
    ],
    ['', 'x', '[VML041] lab.tags.name: got ""; a required field is given; give a text'],
    [
      'a',
      'b\u0000',
      '[VML008] lab.tags.a: got "b\\u0000"; no line break or other control character in a text; write it in one line',
    ],
    ['a', undefined, '[VML041] lab.tags.a: got nothing; a required field is given; give a text'],
    ['a', 7, '[VML048] lab.tags.a: got 7; it is a text; give a text'],
  ])('fail with the name %j and the value %j', (name, value, text) => {
    const { stack } = lab();
    expect(textsOf(() => Tags.of(stack).add(name, value as string))).toEqual([text]);
  });

  test('may have a name only', () => {
    const all = lab();
    Tags.of(all.stack).add('critical', '');
    addVm(all.stack, all.template);
    expect(tagsOf(all)).toEqual({ critical: '' });
  });
});

describe('the inventory', () => {
  test('says of a VM what people and tools need to know', () => {
    const all = lab();
    const vm = addVm(all.stack, all.template, {
      props: {
        tags: { tier: 'frontend' },
        expires: '2027-01-31',

        waivers: [{ control: 'guest.apparmor', reason: 'a test', expires: '2027-02-28' }],
      },
      nic: { address: '10.0.0.9', macAddress: '52:54:00:00:00:01' },
      disk: {},
      guest: {
        ingress: [
          { description: 'web', protocol: 'tcp', ports: [80], cidrs: ['0.0.0.0/0'] },
          { description: 'metrics', protocol: 'tcp', ports: [9100], cidrs: ['10.0.0.0/8'] },
        ],
      },
    });
    const result = json(all);
    const address = String(Object.keys(result.resource.libvirt_domain ?? {})[0]);
    expect(inventoryOf(result)).toEqual({
      'web-1': {
        hypervisor: 'libvirt',
        address: `libvirt_domain.${address}`,
        id: `\${libvirt_domain.${address}.id}`,
        uuid: vm.uuid,
        hostname: 'web-1',
        environment: 'lab',
        category: 'lab',
        purpose: 'web server of the shop',
        owner: 'team-shop',
        expires: '2027-01-31',
        cpu_count: 2,
        memory_mib: 4096,
        data_disks: { data: '10 GiB' },
        interfaces: { nic0: { network: 'office', mac: '52:54:00:00:00:01', address: '10.0.0.9' } },
        networks: [{ network: 'office' }],
        open_to_everywhere: ['ingress tcp 80 from 0.0.0.0/0'],
        protected: false,
        template: 'debian-12-20261101',
        template_certification: {},
        hardening_pack: 'baseline',
        waivers: [{ control: 'guest.apparmor', expires: '2027-02-28' }],
        tags: { tier: 'frontend' },
        without_backup_until: '2027-12-31',
      },
    });
  });

  test('says until when a production VM may run without backups', () => {
    const all = lab({ name: 'production' });
    addVm(all.stack, all.template);
    const second = addVm(all.stack, all.template, { props: { name: 'web-2' } }, 'Web2');
    BackupPolicy.standard(all.stack, 'Backup', {
      target: { storage: '/srv/backup', failureDomain: 'site-b' },
    }).protect(second);
    const { 'web-1': exempted, 'web-2': saved } = inventoryOf(json(all));
    expect(exempted).toMatchObject({ without_backup_until: '2027-12-31' });
    expect(exempted).not.toHaveProperty('backup_policy');
    expect(saved).toMatchObject({ backup_policy: 'standard' });
    expect(saved).not.toHaveProperty('without_backup_until');
  });

  test('says what code approves to destroy of a VM that is made anew, and of no other', () => {
    const all = lab();
    const make = (id: string, name: string, generation: GenerationProps): HardenedVm =>
      addVm(all.stack, all.template, { props: { name, generation } }, id);
    const first = make('First', 'web-1', {});
    const own = ['machine', 'system disk'].map((part) => addressOf(first.resources.all[part]!));
    const others = own.map((address) => address.replace('First', 'Second'));
    const approvedAddresses = [...own, ...others];
    const again = lab();
    addVm(
      again.stack,
      again.template,
      { props: { generation: { rebuild: true, approvedAddresses } } },
      'First',
    );
    addVm(
      again.stack,
      again.template,
      { props: { name: 'web-2', generation: { approvedAddresses } } },
      'Second',
    );
    const { 'web-1': rebuilt, 'web-2': kept } = inventoryOf(json(again));
    expect(rebuilt?.approved_addresses).toEqual(own);
    expect(kept).not.toHaveProperty('approved_addresses');
    expect(inventoryOf(json(all))['web-1']).not.toHaveProperty('approved_addresses');
  });

  test('is one output per stack, and none without VMs', () => {
    const app = lab();
    expect(json(app).output).toBeUndefined();
    addVm(app.stack, app.template);
    addVm(app.stack, app.template, { props: { name: 'web-2' } }, 'Web2');
    expect(Object.keys(inventoryOf(json(app)))).toEqual(['web-1', 'web-2']);
    expect(Object.keys(json(app).output)).toEqual(['vm_inventory']);
  });
});

import { HttpBackend, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { EnvironmentStack, Network, Template } from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import {
  addVm,
  byPath,
  cleanUp,
  ed25519,
  inventoryOf,
  lab,
  newApp,
  only,
  problemsOf,
  synthesized,
  textsOf,
} from './support';

cleanUp();

describe('the category of an environment', () => {
  test.each([
    ['production', 'production'],
    ['prod-eu', 'production'],
    ['staging', 'staging'],
    ['team-a-dev', 'development'],
    ['lab', 'lab'],
    ['whatever', 'production'],
  ])('of the stack %s is %s', (id, expected) => {
    expect(new EnvironmentStack(newApp(), id).environment).toMatchObject({
      name: id,
      category: expected,
    });
  });

  test('follows the name, and is what is given above all', () => {
    const named = new EnvironmentStack(newApp(), 'production', { name: 'dev' });
    expect(named.environment).toMatchObject({ name: 'dev', category: 'development' });
    const given = new EnvironmentStack(newApp(), 'production', { category: 'lab' });
    expect(given.environment).toMatchObject({ name: 'production', category: 'lab' });
  });
});

describe('a network of an environment', () => {
  test('is used by its name', () => {
    const { app, stack, template } = lab();
    addVm(stack, template);
    const json = synthesized(app, stack);
    const [address] = Object.keys(json.resource.libvirt_network ?? {});
    expect(only(json, 'libvirt_domain').network_interface).toMatchObject([
      { network_id: `\${libvirt_network.${String(address)}.id}` },
    ]);
  });

  test('fails when its name is used twice', () => {
    const { stack } = lab();
    const again = Network.fromName(stack, 'Again', { networkName: 'other' });
    expect(textsOf(() => stack.addNetwork('office', again))).toEqual([
      '[VML031] lab.networks.office: got "office" a second time; a network name is used once per environment; choose another name',
    ]);
    expect(stack.addNetwork('office2', again)).toBe(again);
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'can be named %s',
    (name) => {
      const { stack } = lab();
      const network = Network.fromName(stack, 'Net', { networkName: 'net' });
      stack.addNetwork(name, network);
      expect(Object.entries(stack.environment.networks ?? {})).toContainEqual([name, network]);
      expect(problemsOf(() => stack.addNetwork(name, network))).toMatchObject([{ code: 'VML031' }]);
    },
  );

  test('is known to VMs that are made after it', () => {
    const { stack, template } = lab();
    const vm = (): unknown =>
      addVm(new Construct(stack, `S${String(stack.node.children.length)}`), template, {
        nic: { network: 'dmz' },
      });
    expect(problemsOf(vm)).toMatchObject([{ code: 'VML048' }]);
    stack.addNetwork('dmz', Network.fromName(stack, 'Dmz', { networkName: 'dmz' }));
    expect(problemsOf(vm)).toEqual([]);
  });

  test('cannot be taken away by changing what the environment returns', () => {
    const { stack } = lab();
    const { networks } = stack.environment;
    delete (networks as Record<string, unknown>).office;
    expect(Object.keys(stack.environment.networks ?? {})).toEqual(['office']);
  });
});

describe('the backend', () => {
  test('is a file beside the project, by a path that is the same on every machine', () => {
    const { app, stack } = lab({ id: 'staging' });
    expect(synthesized(app, stack).terraform.backend).toEqual({
      local: { path: '../../../terraform.staging.tfstate' },
    });
  });

  test('is the one that is given, and no other', () => {
    const { app, stack } = lab({
      backend: (scope) => new HttpBackend(scope, { address: 'https://state.example.org/lab' }),
    });
    expect(synthesized(app, stack).terraform.backend).toEqual({
      http: { address: 'https://state.example.org/lab' },
    });
  });
});

describe('what an environment gives to its VMs', () => {
  test('are owner, guest settings, naming and pack', () => {
    const { app, stack, template } = lab({
      owner: 'team-a',
      hardeningPack: 'strict',
      naming: { pattern: '{application}-{number:2}' },
      guestDefaults: { domain: 'lab.example', sshAuthorizedKeys: [ed25519] },
    });
    expect(problemsOf(() => addVm(stack, template))).toMatchObject([
      { code: 'VML045', path: 'lab/Web.name' },
    ]);
    const vm = addVm(stack, template, { props: { name: 'web-01' } }, 'Web1');
    expect(vm.model).toMatchObject({
      owner: 'team-a',
      hardeningPack: 'strict',
      guest: { domain: 'lab.example' },
    });
    expect(inventoryOf(synthesized(app, stack))['web-01']).toMatchObject({ owner: 'team-a' });
  });

  test('is overridden by the environment prop of a VM', () => {
    const { stack, template } = lab();
    const environment = { name: 'other', category: 'staging', owner: 'team-b' };
    const vm = addVm(stack, template, { props: { environment, networks: [] } });
    expect(vm.model).toMatchObject({
      owner: 'team-b',
      environment: { name: 'other', category: 'staging' },
    });
  });

  test('reaches VMs in scopes of the stack', () => {
    const { stack, template } = lab({ owner: 'team-a' });
    const vm = addVm(new Construct(new Construct(stack, 'Site'), 'Rack'), template);
    expect(vm.model).toMatchObject({ owner: 'team-a', environment: { name: 'lab' } });
  });
});

describe('a plain TerraformStack', () => {
  function plain(id: string): { stack: TerraformStack; add: () => ReturnType<typeof addVm> } {
    const stack = new TerraformStack(newApp(), id);
    new LibvirtHypervisor(stack, 'Libvirt');
    const template = Template.fromName(stack, 'Template', { existingName: '/srv/a' });
    const network = Network.fromName(stack, 'Net', { networkName: 'default' });
    const props = { owner: 'team-shop', networks: [{ network }], expires: '2027-01-01' };
    return { stack, add: () => addVm(stack, template, { props }) };
  }

  test.each([
    ['lab', 'lab', false],
    ['dev', 'development', false],
    ['shop', 'production', true],
  ])('named %s is an environment of the category %s', (id, category, protection) => {
    const { model } = plain(id).add();
    expect(model).toMatchObject({ environment: { name: id, category }, protection });
  });

  test('synthesizes', () => {
    const { stack, add } = plain('lab');
    add();
    const json = synthesized(stack.node.root as never, stack);
    expect(Object.keys(byPath(json, 'libvirt_domain'))).toEqual(['lab/Web/Resource']);
    expect(only(json, 'libvirt_domain').network_interface).toMatchObject([
      { network_name: 'default' },
    ]);
  });
});

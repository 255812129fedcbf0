/**
 * Linked clones of one template, as a user of the built package declares them. What differs between runs comes from the
 * environment; see clones.ts.
 */

const { App, LocalBackend } = require('cdktf');
const {
  EnvironmentStack,
  LinkedCloneSet,
  Network,
  Size,
  Template,
  runApp,
  synthesize,
} = require('vm-lifecycle');
const { LibvirtHypervisor } = require('vm-lifecycle/libvirt');

const settings = JSON.parse(process.env.BENCH_CLONES);

runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'clones', {
    category: 'lab',
    owner: 'bench',
    backend: (scope) => new LocalBackend(scope, { path: settings.state }),
  });
  new LibvirtHypervisor(stack, 'Kvm', {
    uri: settings.uri,
    domainType: settings.domainType,
    storagePool: settings.pool,
  });
  const network = Network.fromName(stack, 'Network', settings.network);
  const template = Template.fromName(stack, 'Debian12', {
    existingName: settings.template,
    generation: settings.generation,
  });
  new LinkedCloneSet(stack, 'Web', {
    members: settings.members,
    naming: '{member}',
    purpose: 'Web server of the benchmark',
    template,
    cpuCount: settings.cpuCount,
    memory: Size.mebibytes(settings.memoryMebibytes),
    networks: [{ network }],
    autostart: false,
    guest: settings.guest,
  });
  synthesize(app);
});

/** The one-way flow of docs/architecture.md, as rules: each folder of lib is one step. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(lib|stacks|lab|main|\\.gen)', pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    only(
      'model',
      '^lib/model/',
      ['^lib/errors\\.ts$', '^lib/error-codes\\.ts$'],
      'The model is plain data.',
    ),
    {
      name: 'model-without-cdktf',
      comment: 'The model and the hardening know no framework.',
      severity: 'error',
      from: { path: '^lib/(model|hardening)/' },
      to: { path: 'node_modules/(cdktf|constructs|@cdktf)' },
    },
    only(
      'hardening',
      '^lib/hardening/',
      ['^lib/model/', '^lib/errors\\.ts$'],
      'Controls are data about a VM.',
    ),
    only(
      'policy',
      '^lib/policy/',
      [
        '^lib/model/',
        '^lib/review/',
        '^lib/drivers/impact\\.ts$',
        '^lib/errors\\.ts$',
        '^lib/operations/process\\.ts$',
      ],
      'Policies decide about plain data.',
    ),
    {
      name: 'policy-takes-types-of-reviews',
      comment:
        'What a review says is all that a policy knows; how it was found out is none of its business.',
      severity: 'error',
      from: { path: '^lib/policy/' },
      to: { path: '^lib/(review|drivers)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'drivers-are-islands',
      comment: 'No driver imports another.',
      severity: 'error',
      from: { path: '^lib/drivers/(libvirt|vsphere|proxmox)/' },
      to: { path: '^lib/drivers/(libvirt|vsphere|proxmox)/', pathNot: '^lib/drivers/$1/' },
    },
    {
      name: 'drivers-look-down',
      comment: 'A driver knows the model, the controls and the contract.',
      severity: 'error',
      from: { path: '^lib/drivers/' },
      to: {
        path: '^lib/(constructs|review|operations|inventory|cli|policy)/|^(stacks|lab)/|^lib/index',
      },
    },
    {
      name: 'bindings-in-resources-only',
      comment: 'Provider types stay in the files that map arguments and make resources.',
      severity: 'error',
      from: { pathNot: '^lib/drivers/[^/]+/(resources[^/]*|map-[^/]+)\\.ts$|^\\.gen/' },
      to: { path: '^\\.gen/|node_modules/@cdktf/provider-(?!generator)' },
    },
    {
      name: 'map-takes-types-only',
      comment: 'Mapping is pure: it may name the types of bindings, never load them.',
      severity: 'error',
      from: { path: '^lib/drivers/[^/]+/map-[^/]+\\.ts$' },
      to: { path: '^\\.gen/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'constructs-know-the-contract',
      comment: 'Constructs import the driver contract, never a concrete driver.',
      severity: 'error',
      from: { path: '^lib/constructs/' },
      to: { path: '^lib/drivers/(libvirt|vsphere|proxmox)/' },
    },
    only(
      'state',
      '^lib/operations/state/',
      ['^lib/operations/process\\.ts$', '^lib/operations/terraform/state-lock\\.ts$'],
      'Locks are read from what Terraform printed and what the database says.',
    ),
    {
      name: 'library-without-lab',
      comment: 'What is published needs neither the lab nor the stacks.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(lab|stacks|scripts|__tests__)/' },
    },
    only(
      'operations-hooks',
      '^lib/operations/hooks/',
      [
        '^lib/errors\\.ts$',
        '^lib/model/(json|json-reader|notes)\\.ts$',
        '^lib/operations/process\\.ts$',
      ],
      'Hooks tell other systems what they are given; they know no hypervisor.',
    ),
    only(
      'operations-decommission',
      '^lib/operations/decommission/',
      [
        '^lib/errors\\.ts$',
        '^lib/model/',
        '^lib/drivers/operations\\.ts$',
        '^lib/operations/hooks/',
      ],
      'A decommission knows what drivers do to machines, and no driver.',
    ),
    {
      name: 'machine-operations-without-bindings',
      comment: 'What is done outside Terraform loads nothing of Terraform.',
      severity: 'error',
      from: { path: '^lib/drivers/(operations|observer|[^/]+/(operations[^/]*|observer))\\.ts$' },
      to: { path: '^\\.gen/|node_modules/(cdktf|constructs|@cdktf)/', reachable: true },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(lib|lab|stacks)' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'],
        pathNot: 'node_modules/(cdktf|constructs|@cdktf/provider-vsphere)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/.*/node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};

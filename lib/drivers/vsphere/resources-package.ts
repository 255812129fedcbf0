/**
 * Loaded before anything that needs the bindings: where their package is missing, it says what to do. Node.js alone would
 * name a file of this package.
 */

import { VmLifecycleError } from '../../errors';

const name = '@cdktf/provider-vsphere';

try {
  require.resolve(`${name}/package.json`);
} catch {
  throw new VmLifecycleError([
    {
      code: 'VML071',
      path: 'vm-lifecycle/vsphere',
      got: `no package ${name}`,
      rule: 'the bindings of vSphere are installed beside vm-lifecycle',
      fix: `run \`npm install ${name}@^11.2.1\``,
    },
  ]);
}

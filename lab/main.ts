/** The lab's commands. Usage: see below. */

import { parseArgs } from 'node:util';
import { VmLifecycleError } from '../lib';
import { drill } from './commands/backup-drill';
import { changes } from './commands/changes';
import { deploy } from './commands/deploy';
import { destroy } from './commands/destroy';
import { env } from './commands/env';
import { hardening } from './commands/hardening';
import { status } from './commands/status';
import { upgrade } from './commands/upgrade';
import { labInstance } from './hypervisor';
import { ReleaseMissing } from './upgrade/release';

const usage = `usage: npm run lab:<command> [-- --json] [--instance NAME] [--from REF]

  lab:deploy    set up everything, deploy hardened VMs to all three hypervisors, verify them
  lab:status    read every control back from the running guests
  lab:destroy   remove everything, and prove it
  lab:changes   apply every change of a VM's life to each hypervisor, and read it back (instance: changes)
  lab:drill     back a guest up, destroy it, restore it, and leave evidence (instance: drill)
  lab:upgrade   deploy the release before, and plan it with this checkout: no VM may be replaced or restarted
                (instance: upgrade; --from: another tag, branch or commit)
  lab:env       print what a shell needs for plain cdktf on the lab
`;

const commands = { changes, deploy, status, destroy, drill, env, hardening, upgrade };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      instance: { type: 'string' },
      from: { type: 'string' },
    },
  });
  const [name = ''] = positionals;
  const wrong = values.from !== undefined && name !== 'upgrade';
  if (positionals.length !== 1 || !Object.hasOwn(commands, name) || wrong) {
    process.stderr.write(usage);
    return 2;
  }
  const instance = labInstance(values.instance ?? process.env.VM_LIFECYCLE_LAB_INSTANCE);
  return commands[name as keyof typeof commands](instance, {
    json: values.json,
    ...(values.from === undefined ? {} : { from: values.from }),
  });
}

function exitCodeOf(error: unknown): number {
  return VmLifecycleError.is(error) || error instanceof ReleaseMissing ? error.exitCode : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodeOf(error);
  },
);

import { hypervisorStatus, type LabInstance } from '../hypervisor';
import { connectedEnvironment, synthesizeLab } from '../prepare';
import { statusReport } from '../report';
import { labStack } from '../stack';
import { labStatus } from '../verify/status';
import type { CommandOptions } from './options';

/** Reads everything back from the running lab. */
export async function status(instance: LabInstance, options: CommandOptions): Promise<number> {
  const { state } = await hypervisorStatus(instance);
  if (state !== 'running') {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ instance: instance.name, hypervisor: state })}\n`
        : `The lab "${instance.name}" is ${state}. Bring it up: npm run lab:deploy\n`,
    );
    return 1;
  }
  const progress = (message: string): void => {
    process.stderr.write(`${message}\n`);
  };
  const terraform = await synthesizeLab(await connectedEnvironment(instance, progress));
  await terraform.init();
  const found = await labStatus(labStack({ instance: instance.name }), instance, terraform);
  process.stdout.write(
    options.json ? `${JSON.stringify(found, undefined, 2)}\n` : `${statusReport(found)}\n`,
  );
  return found.passed ? 0 : 1;
}

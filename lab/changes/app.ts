/** The app of one site, with the shape that the environment asks for. */
import { App } from 'cdktf';
import { runApp, synthesize } from '../../lib';
import type { HypervisorName } from '../../lib/hardening/control';
import { firstShape, shapeVariable, type Shape } from './shape';
import { ChangesStack } from './stack';

runApp(() => {
  const app = new App();
  const { hypervisor, ...shape } = {
    ...firstShape,
    ...(JSON.parse(process.env[shapeVariable] ?? '{"hypervisor":"libvirt"}') as Shape & {
      hypervisor: HypervisorName;
    }),
  };
  new ChangesStack(app, hypervisor, process.env.VM_LIFECYCLE_LAB_INSTANCE ?? 'lab', shape);
  synthesize(app);
});

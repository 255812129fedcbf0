/** The lab's app with the changes that a test asks for by environment variables. */
import { App } from 'cdktf';
import { runApp, Size, synthesize } from '../../lib';
import { LabStack } from '../../stacks/lab';

const gibibytes = (name: string): Size | undefined => {
  const value = process.env[name];
  return value === undefined ? undefined : Size.gibibytes(Number(value));
};

runApp(() => {
  const app = new App();
  const memory = process.env.E2E_DATABASE_MEMORY_MIB;
  new LabStack(app, 'lab', {
    databaseMemory: memory === undefined ? undefined : Size.mebibytes(Number(memory)),
    dataDiskSize: gibibytes('E2E_DATA_DISK_GIB'),
    webAutostart: process.env.E2E_WEB_AUTOSTART !== 'false',
  });
  synthesize(app);
});

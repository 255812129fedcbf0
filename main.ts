import { App } from 'cdktf';
import { runApp, synthesize } from './lib';
import { LabStack } from './stacks/lab';

runApp(() => {
  const app = new App();
  new LabStack(app, 'lab');
  synthesize(app);
});

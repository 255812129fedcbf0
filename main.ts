import { App } from 'cdktf';
import { runApp, synthesize } from './lib';
import { DevStack } from './stacks/dev';
import { LabStack } from './stacks/lab';
import { ProductionStack } from './stacks/production';
import { StagingStack } from './stacks/staging';

runApp(() => {
  const app = new App();
  new LabStack(app, 'lab');
  new DevStack(app);
  new StagingStack(app);
  new ProductionStack(app);
  synthesize(app);
});

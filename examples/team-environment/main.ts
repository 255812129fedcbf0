import { App } from 'cdktf';
import { runApp, synthesize } from 'vm-lifecycle';
import { DevEnvironment } from './stacks/dev';
import { ProductionEnvironment } from './stacks/production';

runApp(() => {
  const app = new App();
  new DevEnvironment(app);
  new ProductionEnvironment(app);
  synthesize(app);
});

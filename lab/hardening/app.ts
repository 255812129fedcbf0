import { App } from 'cdktf';
import { runApp, synthesize } from '../../lib';
import { HardeningStack, hardeningStackId } from './stack';

runApp(() => {
  const app = new App();
  new HardeningStack(app, hardeningStackId);
  synthesize(app);
});

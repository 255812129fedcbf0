import { App } from 'cdktf';
import { runApp, synthesize } from '../../lib';
import { BackupDrillStack, backupDrillStackId } from './stack';

runApp(() => {
  const app = new App();
  new BackupDrillStack(app, backupDrillStackId);
  synthesize(app);
});

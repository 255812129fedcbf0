import { synthesize } from 'vm-lifecycle';
import { writeBackupJobs } from 'vm-lifecycle/libvirt';
import type { Site } from './site';

export function write({ app }: Site): void {
  synthesize(app);
  writeBackupJobs(app, 'backup-jobs');
}

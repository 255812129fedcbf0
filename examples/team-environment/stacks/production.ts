import type { Construct } from 'constructs';
import { BackupPolicy, Size } from 'vm-lifecycle';
import { ShopEnvironment } from './shop-environment';

/** Production: protected from its name on, and backed up to another site. */
export class ProductionEnvironment extends ShopEnvironment {
  constructor(scope: Construct) {
    super(scope, 'production', {
      frontends: ['blue', 'green'],
      frontendMemory: Size.gibibytes(4),
      databaseMemory: Size.gibibytes(16),
      databaseDisk: Size.gibibytes(100),
      vmIds: { from: 20_000, to: 29_999 },
    });
    BackupPolicy.standard(this, 'Backup', {
      target: { storage: 'backup', failureDomain: 'site-b' },
    }).protect(this.frontends, this.database);
  }
}

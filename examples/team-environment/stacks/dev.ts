import type { Construct } from 'constructs';
import { Size } from 'vm-lifecycle';
import { ShopEnvironment } from './shop-environment';

/** One small frontend; all of it may go when it has expired. */
export class DevEnvironment extends ShopEnvironment {
  constructor(scope: Construct) {
    super(scope, 'dev', {
      frontends: ['blue'],
      frontendMemory: Size.gibibytes(1),
      databaseMemory: Size.gibibytes(2),
      databaseDisk: Size.gibibytes(10),
      vmIds: { from: 10_000, to: 19_999 },
      expires: '2027-06-30',
    });
  }
}

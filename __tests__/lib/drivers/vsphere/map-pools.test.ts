import { poolArguments } from '../../../../lib/drivers/vsphere/map-pools';
import { Frequency } from '../../../../lib/model/frequency';
import type { ResourcePoolModel } from '../../../../lib/model/resource-pool';
import { Size } from '../../../../lib/model/size';

const pool = (changes: Partial<ResourcePoolModel> = {}): ResourcePoolModel => ({
  name: 'shop',
  cpu: { shares: 'normal', expandable: false },
  memory: { shares: 'normal', expandable: false },
  weight: 1,
  ...changes,
});

describe('the arguments of a pool', () => {
  test('say explicitly that nothing is reserved and nothing limited', () => {
    expect(poolArguments(pool(), 'resgroup-8')).toEqual({
      name: 'shop',
      parentResourcePoolId: 'resgroup-8',
      cpuShareLevel: 'normal',
      cpuReservation: 0,
      cpuLimit: -1,
      cpuExpandable: false,
      memoryShareLevel: 'normal',
      memoryReservation: 0,
      memoryLimit: -1,
      memoryExpandable: false,
    });
  });

  test('are in MHz and MiB', () => {
    const made = poolArguments(
      pool({
        cpu: {
          shares: 'high',
          reservation: Frequency.gigahertz(2.6),
          limit: Frequency.gigahertz(26),
          expandable: true,
        },
        memory: {
          shares: 'low',
          reservation: Size.gibibytes(4),
          limit: Size.gibibytes(8),
          expandable: true,
        },
      }),
      'resgroup-8',
    );
    expect(made).toMatchObject({
      cpuShareLevel: 'high',
      cpuReservation: 2600,
      cpuLimit: 26_000,
      cpuExpandable: true,
      memoryShareLevel: 'low',
      memoryReservation: 4096,
      memoryLimit: 8192,
      memoryExpandable: true,
    });
  });

  test('have shares by number', () => {
    const made = poolArguments(
      pool({
        cpu: { shares: 6000, expandable: false },
        memory: { shares: 9000, expandable: false },
      }),
      'resgroup-8',
    );
    expect(made).toMatchObject({
      cpuShareLevel: 'custom',
      cpuShares: 6000,
      memoryShareLevel: 'custom',
      memoryShares: 9000,
    });
  });

  test('evaluate nothing of a name', () => {
    expect(poolArguments(pool({ name: '${x}' }), 'resgroup-8').name).toBe('$${x}');
  });
});

import type { LabInstance } from '../hypervisor';
import { readVcenter, vcenterStatus } from '../vcenter';
import type { LiveFacts } from './facts';
import { vmName } from './shape';

/** Pool shares of level normal: https://developer.broadcom.com/xapis/vsphere-web-services-api SharesInfo. */
const normalShares = 4000;

/** From the API of vCenter alone. */
export async function readVcenterFacts(instance: LabInstance): Promise<LiveFacts> {
  const { connection } = await vcenterStatus(instance);
  if (connection === undefined) throw new Error('the vCenter simulator does not run');
  const inventory = await readVcenter(connection);
  const vm = inventory.virtualMachines.find(({ name }) => name === vmName);
  if (vm === undefined) throw new Error(`${vmName} is not in vCenter`);
  const pool = inventory.resourcePools.find(({ name }) => name === 'changes');
  // The first disk is that of the template.
  const data = vm.disks.slice(1);
  const tag = (category: string): string | undefined =>
    vm.tags.find((one) => one.startsWith(`changes-${category}:`))?.split(':')[1];
  return {
    cpuCount: vm.cpu.count,
    memoryMebibytes: vm.memory.mebibytes,
    // vCenter does not know our names; the disk that grows becomes the largest.
    dataDiskGibibytes: Math.max(...data.map(({ bytes }) => bytes)) / 1024 ** 3,
    dataDisks: data.length,
    interfaces: vm.networkCards.length,
    members: inventory.virtualMachines
      .map(({ name }) => name)
      .filter((name) => name.startsWith('set'))
      .sort(),
    poolLimitGigahertz: (pool?.cpu.limit ?? NaN) / 1000,
    poolWeight: (pool?.cpu.shares ?? NaN) / normalShares,
    // vSphere has no backup jobs: the policy is a tag that backup products select by.
    backupTime: undefined,
    tier: tag('tier'),
    sentinels: data.map(({ uuid }) => uuid),
    pending: [],
  };
}

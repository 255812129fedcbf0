/** What the changes of a VM's life are tried on: the numbers that they change. */
export interface Shape {
  readonly cpuCount: number;
  readonly memoryMebibytes: number;
  readonly dataDiskGibibytes: number;
  /** Names of further data disks. */
  readonly furtherDisks: readonly string[];
  /** Number of network interfaces. */
  readonly interfaces: number;
  /** Members of the clone set. */
  readonly members: readonly string[];
  readonly poolLimitGigahertz: number;
  readonly poolShares: 'high' | 'normal';
  readonly backupTime: string;
  readonly tier: string;
}

export const firstShape: Shape = {
  cpuCount: 2,
  memoryMebibytes: 512,
  dataDiskGibibytes: 1,
  furtherDisks: ['log'],
  interfaces: 1,
  members: ['blue'],
  poolLimitGigahertz: 20,
  poolShares: 'high',
  backupTime: '02:00',
  tier: 'data',
};

/** Name of the VM that the changes are made to. */
export const vmName = 'box-01';

/** Name of a member of the clone set. */
export function memberName(member: string): string {
  return `set${member}-01`;
}

/** Environment variable by which the app is told the shape, as JSON. */
export const shapeVariable = 'VM_LIFECYCLE_LAB_SHAPE';

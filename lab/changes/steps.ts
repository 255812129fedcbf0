import type { LiveFacts } from './facts';
import { memberName, type Shape } from './shape';

/** One change, and how it shows on the hypervisor. */
export interface Step {
  readonly name: string;
  readonly change: (shape: Shape) => Partial<Shape>;
  /** What the hypervisor says of it. */
  readonly live: (facts: LiveFacts) => unknown;
  /** What was declared of it. */
  readonly declared: (shape: Shape) => unknown;
  /** What is true where the hypervisor has nothing that shows it. @default - every hypervisor shows it */
  readonly elsewhere?: string;
  /** What is lost on purpose. @default - nothing may be lost */
  readonly loses?: string;
}

const disks = {
  live: (facts: LiveFacts) => facts.dataDisks,
  declared: (shape: Shape) => 1 + shape.furtherDisks.length,
};
const interfaces = {
  live: (facts: LiveFacts) => facts.interfaces,
  declared: (shape: Shape) => shape.interfaces,
};
const members = {
  live: (facts: LiveFacts) => facts.members,
  declared: (shape: Shape) => shape.members.map(memberName).sort(),
};
const cpus = {
  live: (facts: LiveFacts) => facts.cpuCount,
  declared: (shape: Shape) => shape.cpuCount,
};
const memory = {
  live: (facts: LiveFacts) => facts.memoryMebibytes,
  declared: (shape: Shape) => shape.memoryMebibytes,
};

/** The changes of a VM's life, each from where the one before it left off. */
export const steps: readonly Step[] = [
  { name: 'CPUs up', change: () => ({ cpuCount: 4 }), ...cpus },
  { name: 'CPUs down', change: () => ({ cpuCount: 2 }), ...cpus },
  { name: 'memory up', change: () => ({ memoryMebibytes: 1024 }), ...memory },
  { name: 'memory down', change: () => ({ memoryMebibytes: 512 }), ...memory },
  {
    name: 'disk grown',
    change: () => ({ dataDiskGibibytes: 2 }),
    live: (facts) => facts.dataDiskGibibytes,
    declared: (shape) => shape.dataDiskGibibytes,
  },
  { name: 'data disk added', change: () => ({ furtherDisks: ['cache', 'log'] }), ...disks },
  {
    name: 'data disk removed',
    change: () => ({ furtherDisks: ['log'] }),
    ...disks,
    loses: 'the disk that is removed',
  },
  { name: 'interface added', change: () => ({ interfaces: 2 }), ...interfaces },
  { name: 'interface removed', change: () => ({ interfaces: 1 }), ...interfaces },
  { name: 'member added', change: () => ({ members: ['blue', 'green'] }), ...members },
  { name: 'member removed', change: () => ({ members: ['green'] }), ...members },
  {
    name: 'pool limit changed',
    change: () => ({ poolLimitGigahertz: 24 }),
    live: (facts) => facts.poolLimitGigahertz,
    declared: (shape) => shape.poolLimitGigahertz,
    elsewhere: 'no object on the hypervisor: held at synthesis',
  },
  {
    name: 'pool shares changed',
    change: () => ({ poolShares: 'normal' }),
    live: (facts) => facts.poolWeight,
    declared: (shape) => (shape.poolShares === 'high' ? 2 : 1),
  },
  {
    name: 'backup schedule changed',
    change: () => ({ backupTime: '03:00' }),
    live: (facts) => facts.backupTime,
    declared: (shape) => shape.backupTime,
    elsewhere: 'a tag only: the backup product has the schedule',
  },
  {
    name: 'tags changed',
    change: () => ({ tier: 'archive' }),
    live: (facts) => facts.tier,
    declared: (shape) => shape.tier,
  },
];

/** What the stack of the real plans has: plain data, which a case changes. */

export interface VmShape {
  /** Construct id. */
  readonly id: string;
  readonly name: string;
  readonly protection: boolean;
  readonly cpuCount: number;
  readonly memoryGibibytes: number;
  /** Sizes in GiB by name. */
  readonly dataDisks: Readonly<Record<string, number>>;
  readonly interfaces: number;
  readonly tier: string;
  readonly purpose: string;
}

export interface Shape {
  /** Protected, with two data disks. */
  readonly database?: VmShape;
  /** Not protected, with two data disks. */
  readonly web?: VmShape;
  /** Of the clone set, which is protected too. */
  readonly members: readonly string[];
  /** Members that are made anew from the newer template, with the approvals of code. */
  readonly rollout?: { readonly members: readonly string[]; readonly approved: readonly string[] };
  /** Limit of the pool in GHz. @default - there is no pool */
  readonly poolLimit?: number;
  readonly backupTime: string;
  /** Day on which all VMs end. @default - never */
  readonly expires?: string;
}

const common = { cpuCount: 2, memoryGibibytes: 1, interfaces: 1, purpose: 'a test' } as const;

export const deployed = {
  database: {
    ...common,
    id: 'Database',
    name: 'db-1',
    protection: true,
    dataDisks: { data: 2, log: 1 },
    tier: 'database',
  },
  web: {
    ...common,
    id: 'Web',
    name: 'web-1',
    protection: false,
    dataDisks: { data: 2, log: 1 },
    tier: 'frontend',
  },
  members: ['blue', 'green'],
  poolLimit: 60,
  backupTime: '02:00',
} as const satisfies Shape;

/** Small plans, tables and contexts that the tests of plan records share. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImpactTable } from '../../../../lib/drivers/impact';
import type { ReviewTable } from '../../../../lib/drivers/review-table';
import {
  recordKey,
  recordOf,
  type JournalEvent,
  type PlanRecord,
  type RecordContext,
} from '../../../../lib/review/record';
import {
  readPlan,
  type PlannedResource,
  type TerraformPlan,
  type ValueChange,
} from '../../../../lib/review/terraform-plan';

export const lineage = '5d0f0f7e-6b8e-4c52-9d3f-0a4b6c1d2e3f';
export const canary = 'CANARY-7f3a-do-not-print';

export const review: ReviewTable = {
  machine: {
    printed: ['name', 'memory', 'cpus', 'power', 'uuid', 'disk', 'note', 'tags'],
    volatile: ['note', 'host'],
    identity: ['uuid', 'disk[].path'],
    decisive: ['power', 'disk'],
  },
  volume: { printed: ['size', 'path'], volatile: [], identity: ['path'], decisive: ['size'] },
};

export const impact: ImpactTable = {
  machine: {
    kind: 'virtual machine',
    vm: 'name',
    keys: { disk: 'label' },
    update: [
      { attribute: 'note', impact: 'none', source: 'docs' },
      { attribute: '*', impact: 'reboot', source: 'docs' },
    ],
    replace: [{ impact: 'rebuild', source: 'docs' }],
    remove: [
      { provided: { disk: { empty: true } }, impact: 'rebuild', source: 'docs' },
      { impact: 'data-loss', source: 'docs' },
    ],
  },
  volume: {
    kind: 'disk',
    update: [],
    replace: [{ impact: 'data-loss', source: 'docs' }],
    remove: [{ impact: 'data-loss', source: 'docs' }],
  },
};

export const web = {
  name: 'web',
  uuid: 'u-1',
  memory: 512,
  cpus: 1,
  power: 'on',
  note: 'made by hand',
  host: 'host-1',
  user_data: canary,
  disk: [
    { label: 'system', path: '/a/system', size: 10 },
    { label: 'data', path: '/a/data', size: 20 },
  ],
};

export function planned(
  address: string,
  change: Partial<ValueChange>,
  rest: Partial<PlannedResource> = {},
): PlannedResource {
  const [type = '', name = ''] = address.split('.');
  return {
    address,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/example/hypervisor',
    change: {
      actions: ['update'],
      before: null,
      after: null,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
      ...change,
    },
    ...rest,
  };
}

export const update = (
  after: object,
  before: object = {},
  address = 'machine.web',
): PlannedResource =>
  planned(address, { before: { ...web, ...before }, after: { ...web, ...before, ...after } });

export const create = (
  address: string,
  after: object = {},
  unknown: object = { uuid: true },
): PlannedResource => {
  const computed = { uuid: undefined, host: undefined };
  return planned(address, {
    actions: ['create'],
    after: { ...web, ...computed, ...after },
    after_unknown: unknown,
  });
};

export const remove = (before: object = {}, address = 'machine.web'): PlannedResource =>
  planned(
    address,
    { actions: ['delete'], before: { ...web, ...before } },
    { action_reason: 'delete_because_no_resource_config' },
  );

export const replace = (after: object, before: object = {}): PlannedResource =>
  planned(
    'machine.web',
    {
      actions: ['delete', 'create'],
      before: { ...web, ...before },
      after: { ...web, ...before, ...after, host: undefined },
      after_unknown: { host: true },
      replace_paths: Object.keys(after).map((name) => [name]),
    },
    { action_reason: 'replace_because_cannot_update' },
  );

export function planOf(
  changes: readonly PlannedResource[],
  rest: Partial<TerraformPlan> = {},
): TerraformPlan {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    complete: true,
    errored: false,
    resource_changes: changes,
    ...rest,
  };
}

export const context: RecordContext = {
  stack: 'lab',
  engine: 'terraform',
  lineage,
  lock: 'provider "a" {}\n',
  synthesized: { resource: { machine: { web: { memory: 1024 } } } },
  key: recordKey({ lineage }),
  tables: { review, impact },
};

export function record(
  changes: readonly PlannedResource[],
  rest: Partial<RecordContext> = {},
): PlanRecord {
  return recordOf(planOf(changes), { ...context, ...rest });
}

/** Events of an apply, in short: `applied create machine.web`. */
export function journal(...lines: readonly string[]): readonly JournalEvent[] {
  return [
    { event: 'begin' },
    ...lines.map((line): JournalEvent => {
      const [event, action, address] = line.split(' ');
      return { event: event as JournalEvent['event'], action, address };
    }),
  ];
}

/** A plan of a real provider, without what the tests do not need. */
export function fixture(name: string): TerraformPlan {
  const path = join(__dirname, '../../../fixtures/plans/record', `${name}.json`);
  return readPlan(JSON.parse(readFileSync(path, 'utf8')), name);
}

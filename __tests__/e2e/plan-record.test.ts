/**
 * What Terraform itself makes of a plan record: planned, recorded, applied until a resource fails, and resumed under the same
 * review. Needs Terraform or OpenTofu, and no provider: resources of `terraform_data` stand for machines.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformBinary } from '../../lab/engines/terraform';
import type { ImpactTable } from '../../lib/drivers/impact';
import type { ReviewTable } from '../../lib/drivers/review-table';
import {
  checkApply,
  JournalFile,
  journalEvent,
  loadJournal,
  readRecord,
  recordKey,
  recordOf,
  recordText,
  refusalText,
  type PlanRecord,
  type RecordContext,
} from '../../lib/review/record';
import { readPlan, type TerraformPlan } from '../../lib/review/terraform-plan';

jest.setTimeout(120_000);

const review: ReviewTable = {
  terraform_data: { printed: ['input', 'output'], volatile: [], identity: ['id'], decisive: [] },
};
const impact: ImpactTable = {};

describe('a plan record', () => {
  let binary: string;
  let folder: string;
  let synthesized: unknown;
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };

  beforeAll(async () => {
    binary = await terraformBinary();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plan-record-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function terraform(...args: string[]): { code: number | null; stdout: string } {
    const { status, stdout } = spawnSync(binary, args, { cwd: folder, env, encoding: 'utf8' });
    return { code: status, stdout };
  }

  /** The first machine, one that fails while a file is missing, and one that waits for it. */
  function configure(version: string, disk = version): void {
    synthesized = {
      resource: {
        terraform_data: {
          first: { input: `first ${version}`, triggers_replace: disk },
          second: {
            input: '${terraform_data.first.id}',
            triggers_replace: disk,
            lifecycle: {
              create_before_destroy: true,
              precondition: [
                {
                  // Unknown until the first is there, so that it is the apply which fails.
                  condition: '${terraform_data.first.id == "" || fileexists("ready")}',
                  error_message: 'The storage is not ready.',
                },
              ],
            },
          },
          third: { input: '${terraform_data.second.output}', triggers_replace: disk },
        },
      },
    };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(synthesized));
    expect(terraform('init', '-input=false').code).toBe(0);
  }

  function plan(): TerraformPlan {
    expect(terraform('plan', '-input=false', '-out=plan').code).toBe(0);
    return readPlan(JSON.parse(terraform('show', '-json', 'plan').stdout), 'plan');
  }

  function context(reviewed?: PlanRecord): RecordContext {
    const pulled = terraform('state', 'pull').stdout;
    const { lineage } = (pulled === '' ? {} : JSON.parse(pulled)) as { lineage?: string };
    return {
      stack: 'lab',
      engine: binary.includes('tofu') ? 'tofu' : 'terraform',
      lineage,
      synthesized,
      key: recordKey({ lineage }, reviewed?.key.source),
      tables: { review, impact },
    };
  }

  /** Applies the saved plan, and keeps the journal of it. */
  function apply(record: PlanRecord): number | null {
    const journal = new JournalFile(folder, record);
    journal.append({ event: 'begin' });
    const { code, stdout } = terraform('apply', '-json', 'plan');
    for (const line of stdout.split('\n')) {
      const event = journalEvent(line);
      if (event !== undefined) journal.append(event);
    }
    if (code === 0) journal.append({ event: 'end' });
    journal.close();
    return code;
  }

  const check = (
    reviewed: PlanRecord,
    fresh: TerraformPlan,
    journal = loadJournal(folder, reviewed),
  ) => checkApply({ reviewed, plan: fresh, context: context(reviewed), journal });
  const written = (made: PlanRecord): PlanRecord => readRecord(recordText(made), 'plans/lab.json');
  const ready = (): void => {
    writeFileSync(join(folder, 'ready'), '');
  };

  it('of a first plan is resumed after an apply that failed in its middle', () => {
    configure('1');
    const reviewed = written(recordOf(plan(), context()));
    expect(reviewed).toMatchObject({ state: null, lock: null, key: { source: 'none' } });
    // A second plan of the same is the same record, byte for byte.
    const fresh = plan();
    expect(recordText(recordOf(fresh, context()))).toBe(recordText(reviewed));
    expect(check(reviewed, fresh).outcome).toBe('same');
    expect(apply(reviewed)).toBe(1);

    ready();
    const rest = plan();
    expect(refusalText(check(reviewed, rest, []).refusals)).toContain(
      'got a state, and none at the review',
    );
    const { outcome, remaining } = check(reviewed, rest);
    expect(outcome).toBe('resumed');
    expect(remaining).toEqual(['terraform_data.second', 'terraform_data.third']);
    expect(apply(reviewed)).toBe(0);
    expect(
      loadJournal(folder, reviewed).map(({ event, address = '', action = '' }) =>
        [event, address, action].join(' ').trim(),
      ),
    ).toEqual([
      'begin',
      'begin terraform_data.first create',
      'applied terraform_data.first create',
      'begin',
      'begin terraform_data.second create',
      'applied terraform_data.second create',
      'begin terraform_data.third create',
      'applied terraform_data.third create',
      'end',
    ]);
    expect(check(reviewed, plan()).outcome).toBe('applied');
  });

  it('of a replacement is resumed, and void once it was applied', () => {
    configure('1');
    ready();
    expect([plan().errored, terraform('apply', 'plan').code]).toEqual([false, 0]);
    rmSync(join(folder, 'ready'));
    configure('2');
    const reviewed = written(recordOf(plan(), context()));
    expect(reviewed.key.source).toBe('lineage');
    expect(readFileSync(join(folder, 'terraform.tfstate'), 'utf8')).toContain('"lineage"');
    expect(
      reviewed.changes.map(({ address, actions }) => `${address} ${actions.join('+')}`),
    ).toEqual([
      'terraform_data.first create+delete',
      'terraform_data.second create+delete',
      'terraform_data.third delete+create',
    ]);
    expect(apply(reviewed)).toBe(1);

    // Somebody changes the code meanwhile.
    ready();
    configure('3', '2');
    const other = refusalText(check(reviewed, plan()).refusals);
    expect(other).toContain('[VML068] lab: got another configuration');
    expect(other).toContain(
      '[VML068] lab/terraform_data.first: got update: input "first 2" -> "first 3", output "first 2" -> known after apply, and not what was reviewed: create, then delete',
    );
    configure('2');
    const rest = check(reviewed, plan());
    expect([rest.outcome, refusalText(rest.refusals)]).toEqual(['resumed', '']);
    // Of the first the old object is left, of the second the whole swap, of the third its second half.
    expect(
      plan()
        .resource_changes?.map(({ address, deposed, change }) =>
          [address, deposed === undefined ? 'current' : 'deposed', change.actions.join('+')].join(
            ' ',
          ),
        )
        .sort(),
    ).toEqual([
      'terraform_data.first current no-op',
      'terraform_data.first deposed delete',
      'terraform_data.second current create',
      'terraform_data.second deposed delete',
      'terraform_data.third current create',
    ]);
    expect(apply(reviewed)).toBe(0);
    expect(check(reviewed, plan()).outcome).toBe('applied');

    // What was applied once is no leave to do it again.
    expect(terraform('apply', '-auto-approve', '-replace=terraform_data.first').code).toBe(0);
    configure('4');
    expect(refusalText(check(reviewed, plan()).refusals)).toContain('got a second ');
  });
});

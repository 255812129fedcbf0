/** A command that is killed at every moment in turn, before and after each effect and each line of the journal. */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import {
  decommissionFiles,
  destroy,
  retire,
  type DecommissionEvidence,
} from '../../../../lib/operations/decommission';
import { Journal } from '../../../../lib/operations/hooks';
import type { Retirement } from '../../../../lib/model/retirement';
import { Killed, record, World } from './world';

let world: World;
const folders: string[] = [];

beforeEach(() => {
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const append = Journal.prototype.append;
  jest.spyOn(Journal.prototype, 'append').mockImplementation(function (this: Journal, entry) {
    world.moment();
    try {
      world.moment();
    } catch (error) {
      appendFileSync(this.file, JSON.stringify(entry).slice(0, 20)); // torn
      throw error;
    }
    append.call(this, entry);
    world.moment();
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
});

function fresh(): World {
  world = new World();
  folders.push(world.folder);
  return world;
}

/** Runs a command again and again, killed at these moments, until it ends. */
async function untilDone(
  command: () => Promise<DecommissionEvidence>,
  kills: readonly number[],
): Promise<DecommissionEvidence> {
  for (const killAt of kills) {
    world.restart(killAt);
    try {
      return await command();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
  world.restart();
  return command();
}

/** A shutdown that nobody watched has no duration. */
const comparable = (evidence: DecommissionEvidence): unknown => ({
  ...evidence,
  retire: { ...evidence.retire, shutdown: { ...evidence.retire.shutdown, seconds: null } },
  destroy: evidence.destroy && {
    ...evidence.destroy,
    addresses: evidence.destroy.addresses.map(({ address }) => address),
  },
});

async function run(
  changes: Partial<Retirement>,
  kills: { readonly retire?: readonly number[]; readonly destroy?: readonly number[] },
): Promise<{ evidence: DecommissionEvidence; moments: { retire: number; destroy: number } }> {
  fresh();
  const retired = () => retire(world.retireContext(changes));
  await untilDone(retired, kills.retire ?? []);
  const retireMoments = world.moments;
  world.today = '2026-11-15';
  const destroyed = () => destroy(world.destroyContext({ ...changes, stage: 'destroy' }));
  const evidence = await untilDone(destroyed, kills.destroy ?? []);
  return { evidence, moments: { retire: retireMoments, destroy: world.moments } };
}

function expectEndedRight(changes: Partial<Retirement>): void {
  expect(world.power).toBe('absent');
  expect([...world.state]).toEqual(['libvirt_domain.Other']);
  const kept = changes.disks === 'keep';
  const left = [...world.files.keys()].filter((path) => path.startsWith('/images/'));
  expect(left).toHaveLength(kept ? 2 : 0);
  // Two receivers, each told of two events: each once.
  expect([...world.acted.values()]).toEqual([1, 1, 1, 1]);
}

const shapes: readonly [string, Partial<Retirement>][] = [
  ['disks destroyed', {}],
  ['disks wiped', { disks: 'wipe' }],
  ['disks kept', { disks: 'keep' }],
  ['unregistered', { disks: 'keep', ending: 'unregister' }],
];

test.each(shapes)('killed at every moment, %s', async (_name, changes) => {
  const { evidence, moments } = await run(changes, {});
  expectEndedRight(changes);
  const expected = comparable(evidence);
  for (const phase of ['retire', 'destroy'] as const) {
    expect(moments[phase]).toBeGreaterThan(25);
    for (let moment = 1; moment <= moments[phase]; moment += 1) {
      const again = await run(changes, { [phase]: [moment] });
      expect({ phase, moment, evidence: comparable(again.evidence) }).toEqual({
        phase,
        moment,
        evidence: expected,
      });
      expectEndedRight(changes);
      expect(world.backups).toHaveLength(1);
      expect(world.calls.filter((call) => call === 'power off')).toEqual([]);
    }
  }
});

test('killed three times in a row', async () => {
  const expected = comparable((await run({}, {})).evidence);
  let seed = 20261121;
  const next = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return 1 + (seed % limit);
  };
  for (let round = 0; round < 60; round += 1) {
    const kills = {
      retire: [next(40), next(30), next(20)],
      destroy: [next(40), next(30), next(20)],
    };
    const { evidence } = await run({}, kills);
    expect({ kills, evidence: comparable(evidence) }).toEqual({ kills, evidence: expected });
    expectEndedRight({});
  }
});

test('forced where that was asked for, also when the command was killed meanwhile', async () => {
  const changes = { shutdown: { timeoutSeconds: 1, force: true } };
  fresh().deaf = true;
  const uninterrupted = await retire(world.retireContext(changes));
  expect(uninterrupted.retire.shutdown.mode).toBe('forced');
  const call = world.calls.indexOf('power off');
  expect(call).toBeGreaterThan(0);
  fresh().deaf = true;
  const { operations } = world;
  let killed = false;
  const killing = {
    ...operations,
    shutdown: async (...args: Parameters<typeof operations.shutdown>) => {
      const result = await operations.shutdown(...args);
      if (killed) return result;
      killed = true;
      throw new Killed();
    },
  };
  const context = { ...world.retireContext(changes), operations: killing };
  await expect(retire(context)).rejects.toThrow(Killed);
  expect((await retire(context)).retire.shutdown).toEqual({ mode: 'forced', seconds: null });
});

test('a run after the end changes nothing, with its journal and without', async () => {
  const { evidence } = await run({}, {});
  const { calls } = world;
  const before = [...calls];
  const files = decommissionFiles(world, record);
  const text = readFileSync(files.evidence, 'utf8');
  expect(await destroy(world.destroyContext())).toEqual(evidence);
  await retire(world.retireContext());
  rmSync(files.retireJournal);
  rmSync(files.destroyJournal);
  expect(await retire(world.retireContext())).toEqual(evidence);
  expect(await destroy(world.destroyContext())).toEqual(evidence);
  expect(calls).toEqual(before);
  expect(readFileSync(files.evidence, 'utf8')).toBe(text);
});

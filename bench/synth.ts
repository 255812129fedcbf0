/** Synthesis of many hardened VMs beside the same JSON from bare bindings: each run is a process of its own. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureChild, type Sample } from './support/child';
import type { Side } from './support/compare';
import { builtPackage } from './support/package';
import { rawValuesOf, type StackJson } from './synth-values';

/** The issue of a release: no slower than bare bindings, and as linear. */
const mostTimes = 1;
const mostGrowth = 1.1;
const mostMebibytes = 400;
const few = 1_000;
const many = 10_000;

const app = (name: string): string => join(repositoryRoot, 'bench', 'apps', name);
async function run(context: BenchmarkContext): Promise<void> {
  const { compare, folder, note, progress } = context;
  await builtPackage(progress);
  const values = join(folder, 'values.json');
  const out = (name: string): string => join(folder, name);
  const stackOf = (name: string): string => join(out(name), 'stacks', 'staging', 'cdk.tf.json');
  const synth = async (name: string, count: number): Promise<Sample> => {
    const args = [app(`fleet-${name}.js`), String(count), out(name), values];
    return (await measureChild(process.execPath, args, { cwd: repositoryRoot })).sample;
  };

  progress(`values of ${String(many)} VMs`);
  await synth('hardened', many);
  const known = JSON.parse(readFileSync(stackOf('hardened'), 'utf8')) as StackJson;
  writeFileSync(values, JSON.stringify(rawValuesOf(known, many)));

  const side = (name: string, count: number, title: string, peer = false): Side => ({
    title,
    peer,
    before: () => {
      rmSync(out(name), { recursive: true, force: true });
    },
    run: async () => {
      const sample = await synth(name, count);
      return { ...sample, millisecondsPerVm: ((sample.seconds ?? NaN) * 1000) / count };
    },
  });
  const ours = 'hardened VMs';
  const raw = 'the same JSON from bare bindings';
  await compare({
    title: `${String(few)} VMs`,
    repetitions: context.repetitions(5),
    warmups: 1,
    sides: [side('hardened', few, ours), side('raw', few, raw, true)],
    limits: [
      { side: ours, measure: 'seconds', peer: raw, times: mostTimes },
      { side: ours, measure: 'peakMebibytes', value: mostMebibytes },
    ],
  });
  expectTheSame(stackOf('hardened'), stackOf('raw'));
  const fewer = `${String(few)} hardened VMs`;
  await compare({
    title: `${String(many)} VMs`,
    repetitions: context.repetitions(2),
    sides: [
      side('hardened', few, fewer),
      side('hardened', many, ours),
      side('raw', many, raw, true),
    ],
    limits: [
      { side: ours, measure: 'seconds', peer: raw, times: mostTimes },
      { side: ours, measure: 'millisecondsPerVm', peer: fewer, times: mostGrowth },
    ],
  });
  note('Both sides wrote the same bytes; ours also wrote the seed images.');
  note(
    'The peer runs no validations: each `terraform_data` of cdktf would run `terraform version`.',
  );
}

function expectTheSame(...files: readonly [string, string]): void {
  const [ours, peer] = files.map((file) => readFileSync(file));
  if (ours === undefined || peer === undefined || ours.equals(peer)) return;
  throw new Error(`the two programs wrote different JSON: ${files.join(', ')}`);
}

export const synth: Benchmark = {
  name: 'synth',
  title: 'Synthesis',
  about:
    'hardened VMs on libvirt, nine resources each, beside the same JSON written with bare bindings and every value known.',
  run,
};

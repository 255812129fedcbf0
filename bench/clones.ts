/** Ten linked clones, from the deployment to running machines, and to guest agents that answer. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  hypervisorStatus,
  labInstance,
  startHypervisor,
  stopHypervisor,
  type LabInstance,
} from '../lab/hypervisor';
import { connectedEnvironment } from '../lab/prepare';
import { rmSync } from 'node:fs';
import { CloneBase } from './clones/base';
import { kcliVersion, Workplace } from './clones/workplace';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureShell, type Sample } from './support/child';
import type { Side } from './support/compare';
import { builtPackage } from './support/package';

const membersOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`);

const direct = 'synth and terraform apply';
const cdktfDeploy = 'cdktf deploy';
const loop = 'virt-install in a loop';
/** Ten emulated guests would take two cores for ten minutes. */
const guestsThatBoot = 2;
const agentSeconds = 600;

async function run(context: BenchmarkContext): Promise<void> {
  await builtPackage(context.progress);
  const instance = labInstance('bench');
  const base = new CloneBase(instance);
  await startHypervisor(instance, { onProgress: context.progress });
  try {
    const generation = await base.make(context.progress);
    const environment = await connectedEnvironment(instance, context.progress);
    const place = async (count: number): Promise<Workplace> => {
      const workplace = new Workplace({
        folder: join(context.folder, String(count)),
        instance,
        base,
        generation,
        members: membersOf(count),
        environment,
      });
      await workplace.make();
      return workplace;
    };
    await toRunning(context, base, await place(10));
    await toAgent(context, base, await place(guestsThatBoot));
    await base.remove();
  } finally {
    await remove(instance, context.progress);
  }
}

async function toRunning(
  { compare, note, progress, repetitions }: BenchmarkContext,
  base: CloneBase,
  place: Workplace,
): Promise<void> {
  const { commands } = place;
  const side = (title: string, command: string, peer = false): Side =>
    sideOf({ title, command, peer, base, place, after: () => Promise.resolve({}) });
  const kcli = await place.kcli(progress);
  await compare({
    title: 'ten linked clones, until all are running',
    repetitions: repetitions(2),
    sides: [
      side(direct, commands.direct),
      side(cdktfDeploy, commands.cdktf),
      side('vm-lifecycle plan, commit and apply', commands.reviewed),
      side(loop, commands.virtInstall, true),
      side('virt-install in a loop, without vTPM and seed', commands.virtInstallBare, true),
      side('hand-written HCL', commands.hcl, true),
      side(`kcli ${kcliVersion}`, kcli, true),
    ],
    limits: [direct, cdktfDeploy].map((title) => ({
      side: title,
      peer: loop,
      measure: 'seconds',
      times: 1.2,
    })),
  });
  note(
    'Each machine is a linked clone of one image: 1 CPU, 512 MiB, emulated, q35, OVMF with Secure Boot and SMM, vTPM, seed for cloud-init. Providers are installed beforehand on all sides; cdktf and vm-lifecycle run `terraform init` all the same. The app is compiled beforehand.',
  );
  note(
    'kcli attaches the seed to a SATA controller and filters no traffic, so that its guests are not configured: it is measured until they run.',
  );
}

async function toAgent(
  { compare, repetitions }: BenchmarkContext,
  base: CloneBase,
  place: Workplace,
): Promise<void> {
  const { commands } = place;
  const side = (title: string, command: string, peer = false): Side =>
    sideOf({ title, command, peer, base, place, after: (from) => agents(base, from) });
  await compare({
    title: `${String(guestsThatBoot)} linked clones, until their guest agents answer`,
    repetitions: repetitions(1),
    sides: [
      side(direct, commands.direct),
      side(loop, commands.virtInstall, true),
      side('hand-written HCL', commands.hcl, true),
    ],
  });
}

interface SideOptions {
  readonly title: string;
  readonly command: string;
  readonly peer: boolean;
  readonly base: CloneBase;
  readonly place: Workplace;
  /** What is measured of the running machines. */
  readonly after: (started: number) => Promise<Sample>;
}

function sideOf({ title, command, peer, base, place, after }: SideOptions): Side {
  const expected = place.members.length;
  const reset = async (): Promise<void> => {
    await base.clear();
    place.forget();
  };
  return {
    title,
    peer,
    before: reset,
    run: async () => {
      const started = performance.now();
      const sample = await measureShell(command, { env: place.environment });
      const running = (await base.running()).length;
      if (running !== expected) {
        throw new Error(`${title}: ${String(running)} of ${String(expected)} machines run`);
      }
      return { ...sample, ...(await after(started)) };
    },
    after: reset,
  };
}

/** Until the agents of all guests answer. */
async function agents(base: CloneBase, started: number): Promise<Sample> {
  const waiting = new Set(await base.running());
  while (waiting.size > 0) {
    for (const name of waiting) if (await base.agentAnswers(name)) waiting.delete(name);
    const seconds = (performance.now() - started) / 1000;
    if (seconds > agentSeconds) throw new Error(`no guest agent: ${[...waiting].join(', ')}`);
    if (waiting.size > 0) await sleep(500);
  }
  return { agentSeconds: (performance.now() - started) / 1000 };
}

async function remove(instance: LabInstance, onProgress: (text: string) => void): Promise<void> {
  await stopHypervisor(instance, { onProgress });
  const { processes } = await hypervisorStatus(instance);
  if (processes.length > 0) throw new Error(`processes of ${instance.name} are left`);
  rmSync(instance.root, { recursive: true, force: true });
}

export const clones: Benchmark = {
  name: 'clones',
  title: 'Linked clones on libvirt',
  about:
    'a LinkedCloneSet is deployed in three ways, beside virt-install, hand-written HCL on the same provider, and kcli; needs the Debian packages virtinst and python3-venv.',
  run,
};

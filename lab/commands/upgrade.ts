import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Listr } from 'listr2';
import { packageVersion } from '../../lib/cli/package-version';
import { run } from '../../lib/operations/process';
import { reviewJson, reviewTerminal, type Review } from '../../lib/review';
import { mayColor } from '../../lib/review/report/style';
import { reviewPlan } from '../../lib/review-api';
import type { LabInstance } from '../hypervisor';
import { imageGeneration, recipePath } from '../image/recipe';
import {
  connectedEnvironment,
  imageFile,
  preparation,
  synthesizeLab,
  type LabEnvironment,
} from '../prepare';
import { labStackId } from '../stack';
import { repositoryRoot } from '../support/paths';
import { targets } from '../targets';
import { Terraform } from '../terraform';
import { acceptedChanges } from '../upgrade/accepted';
import { Checkout } from '../upgrade/checkout';
import { releaseOf, type Release } from '../upgrade/release';
import { verdictOf } from '../upgrade/verdict';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  readonly instance: LabInstance;
  readonly release: Release;
  checkout: Checkout;
  /** Generation of the golden image of the release. */
  generation: string;
  /** Environment of this checkout, and of the release. */
  environment: LabEnvironment;
  released: LabEnvironment;
  review: Review;
}

type Progress = (message: string) => void;

/**
 * What an upgrade costs machines that exist: the lab of the release before is deployed by its own code and providers, and
 * planned by those of this checkout. Nothing of that plan is applied.
 */
export async function upgrade(instance: LabInstance, options: CommandOptions): Promise<number> {
  const release = await releaseOf(repositoryRoot, packageVersion(), options.from);
  if (release === undefined) {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ from: null, passed: true })}\n`
        : 'upgrade: there is no release before this commit, so there is nothing to compare with\n',
    );
    return 0;
  }
  const accepted = await acceptedChanges(repositoryRoot);
  const context = { instance, release } as Context;
  try {
    // What an interrupted run left.
    await clear(instance);
    await new Listr<Context>(
      steps(release).map(([title, step]) => ({
        title,
        task: (_context, task) => step(context, (message) => (task.output = message)),
      })),
      listrOptions(options),
    ).run(context);
  } finally {
    await clear(instance);
  }
  const { review } = context;
  const verdict = verdictOf(review, release.name, accepted);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ from: release.name, commit: release.commit, ...verdict, review: reviewJson(review) }, undefined, 2)}\n`
      : `\n${reviewTerminal(review, { color: mayColor(process.stdout, process.env) })}\n${verdict.text}\n`,
  );
  return verdict.passed ? 0 : 1;
}

type Step = (context: Context, onProgress: Progress) => Promise<void>;

function steps({ name }: Release): readonly (readonly [string, Step])[] {
  return [
    ['Engines and hypervisors', prepare],
    [`Packages and providers of ${name}`, checkOut],
    [`Deploy the lab of ${name}`, deployRelease],
    ['Plan it with this checkout', planHere],
  ];
}

const prepare: Step = async (context, onProgress) => {
  await preparation.packages(onProgress);
  await preparation.hypervisors(context.instance, onProgress);
  context.environment = await connectedEnvironment(context.instance, onProgress);
};

const checkOut: Step = async (context, onProgress) => {
  const { instance, release, environment } = context;
  context.checkout = await Checkout.of(repositoryRoot, release.commit, folderOf(instance));
  const own = await context.checkout.environment(instance.name, onProgress);
  context.released = { ...environment, ...own };
  context.generation = imageGeneration(join(context.checkout.folder, recipePath));
};

const deployRelease: Step = async (context, onProgress) => {
  const { instance, checkout, released, generation } = context;
  await createEmptyImage(imageFile(instance, generation));
  const folder = await checkout.synthesize(labStackId, released, onProgress);
  const terraform = new Terraform(folder, released);
  await terraform.init();
  await terraform.apply(await terraform.plan());
};

const planHere: Step = async (context) => {
  const { instance, environment, released, generation } = context;
  const terraform = await synthesizeLab(
    {
      ...environment,
      // What the library does not choose stays as it was deployed.
      VM_LIFECYCLE_LAB_DOMAIN_TYPE: released.VM_LIFECYCLE_LAB_DOMAIN_TYPE,
      VM_LIFECYCLE_LAB_IMAGE_GENERATION: generation,
    },
    { outFolder: join(instance.root, 'planned') },
  );
  await terraform.init();
  const plan = await terraform.show(await terraform.plan());
  if (plan.errored === true || plan.complete === false) {
    throw new Error('the plan is not complete, so that it says nothing of what is missing');
  }
  context.review = reviewPlan(plan, { stack: labStackId });
};

/** Guests need not boot: what is planned for a machine does not depend on what runs in it. */
async function createEmptyImage(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', file, '64M']);
}

/** Below the folder of the instance, so that it goes with it. */
function folderOf(instance: LabInstance): string {
  return join(instance.root, 'release');
}

/** Ends all that runs of the instance, with what was deployed to it, and removes its folder. */
async function clear(instance: LabInstance): Promise<void> {
  if (!existsSync(instance.root)) return;
  for (const target of [...targets].reverse()) await target.stop(instance, () => undefined);
  rmSync(instance.root, { recursive: true, force: true });
  await Checkout.forgetRemoved(repositoryRoot);
}

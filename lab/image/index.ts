/**
 * The golden image that the lab's guests are clones of: Debian 12 from Debian's packages, booting with Secure Boot.
 * Input: the committed files in recipe/. Output: a qcow2 image and its manifest in the cache.
 * May import: lab/support, lab/packages. Hardening is not in it: cloud-init sets it on each machine.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from '../packages';
import { cacheDirectory } from '../support/paths';
import { buildImage } from './build';
import { withLock } from '../support/lock';
import { ImageRejected, verifyImage } from './manifest';
import { imageGeneration, imageName } from './recipe';

export { ImageRejected, verifyImage, type ImageManifest } from './manifest';
export { imageGeneration, imageName } from './recipe';

/** An image that is there and intact. */
export interface GoldenImage {
  readonly path: string;
  readonly generation: string;
  readonly manifestPath: string;
}

/** Where the image of a generation is, or will be. */
export function imageLocation(generation = imageGeneration()): GoldenImage {
  const base = cacheDirectory('images', imageName(generation));
  return { path: `${base}.qcow2`, generation, manifestPath: `${base}.manifest.json` };
}

/**
 * The image of the current recipe: from the cache if it is there and intact, else built, which takes one or two
 * minutes and needs root. Safe to interrupt, to run again, and to run twice at once.
 */
export async function ensureImage(
  options: { readonly onProgress?: (message: string) => void } = {},
): Promise<GoldenImage> {
  const report = options.onProgress ?? (() => undefined);
  const image = imageLocation();
  if (await usable(image, report)) return image;

  await ensurePackages({ onProgress: report, groups: ['image'] });
  if (process.getuid?.() !== 0) {
    throw new Error(
      `building the image ${image.path} needs root: run this as root, or put an image built elsewhere, with its manifest, there`,
    );
  }
  const directory = cacheDirectory('images');
  mkdirSync(directory, { recursive: true });
  await withLock(
    join(directory, '.lock'),
    () => {
      report('image: another build is under way, waiting for it');
    },
    async () => {
      if (await usable(image, () => undefined)) return;
      await buildImage(image.path, image.manifestPath, image.generation, report);
    },
  );
  return image;
}

async function usable(image: GoldenImage, report: (message: string) => void): Promise<boolean> {
  if (!existsSync(image.path)) return false;
  try {
    await verifyImage(image.path, image.manifestPath, image.generation);
    return true;
  } catch (error) {
    if (!(error instanceof ImageRejected)) throw error;
    report(`${error.message}; building it again`);
    return false;
  }
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../support/digest';

/** The folder whose files decide what is in the image. */
export const recipeDirectory = join(__dirname, 'recipe');

/** That folder, as a path inside a checkout. */
export const recipePath = 'lab/image/recipe';

/**
 * The generation of the golden image: a short digest of the committed recipe, by path, content and executable bit.
 * Depends on nothing else, so it can name a template at synth, on machines that never build it.
 */
export function imageGeneration(directory = recipeDirectory): string {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => ({ path, stat: statSync(join(directory, path)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ path, stat }) => [
      path,
      (stat.mode & 0o100) !== 0,
      sha256(readFileSync(join(directory, path))),
    ]);
  return sha256(JSON.stringify(files)).slice(0, 10);
}

/** The image's name, without extension. */
export function imageName(generation = imageGeneration()): string {
  return `debian-12-${generation}`;
}

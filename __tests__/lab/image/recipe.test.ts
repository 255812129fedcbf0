import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageGeneration, imageName, recipeDirectory } from '../../../lab/image/recipe';

const inputs = readdirSync(recipeDirectory, { recursive: true, encoding: 'utf8' }).filter((path) =>
  statSync(join(recipeDirectory, path)).isFile(),
);

describe('imageGeneration', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'recipe-'));
    cpSync(recipeDirectory, copy, { recursive: true });
  });
  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  test('depends on the files of the recipe and not on where they are', () => {
    expect(imageGeneration(copy)).toBe(imageGeneration());
    expect(imageGeneration()).toMatch(/^[0-9a-f]{10}$/);
    expect(imageName()).toBe(`debian-12-${imageGeneration()}`);
  });

  test.each(inputs)('changes when %s changes', (input) => {
    const path = join(copy, input);
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n# changed`);
    expect(imageGeneration(copy)).not.toBe(imageGeneration());
  });

  test.each([
    [
      'a file is added',
      (): void => {
        writeFileSync(join(copy, 'overlay', 'etc', 'new'), '');
      },
    ],
    [
      'a file is removed',
      (): void => {
        rmSync(join(copy, 'finish.sh'));
      },
    ],
    [
      'a file is renamed',
      (): void => {
        renameSync(join(copy, 'finish.sh'), join(copy, 'end.sh'));
      },
    ],
    [
      'a file becomes executable',
      (): void => {
        chmodSync(join(copy, 'packages.txt'), 0o755);
      },
    ],
  ])('changes when %s', (_what, change) => {
    change();
    expect(imageGeneration(copy)).not.toBe(imageGeneration());
  });
});

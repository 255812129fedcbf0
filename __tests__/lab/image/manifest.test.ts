import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyImage, writeManifest, type ImageManifest } from '../../../lab/image/manifest';
import { sha256 } from '../../../lab/support/digest';

const content = 'the image';
const manifest: ImageManifest = {
  name: 'image.qcow2',
  generation: 'aaaaaaaaaa',
  sha256: sha256(content),
  sizeBytes: content.length,
  virtualSizeBytes: 3 * 1024 ** 3,
  release: '12.12',
  packages: ['bash=5.2.15-2+b8'],
  tools: ['mmdebstrap=1.3.5-7'],
};

describe('verifyImage', () => {
  let directory: string;
  let image: string;
  let manifestPath: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'image-'));
    image = join(directory, 'image.qcow2');
    manifestPath = join(directory, 'manifest.json');
    writeFileSync(image, content);
    writeManifest(manifestPath, manifest);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test('accepts an image that is what its manifest says', async () => {
    await expect(verifyImage(image, manifestPath, 'aaaaaaaaaa')).resolves.toEqual(manifest);
  });

  test('fails for a corrupted image', async () => {
    appendFileSync(image, 'x');
    await expect(verifyImage(image, manifestPath, 'aaaaaaaaaa')).rejects.toThrow(
      `image ${image} is not usable: its SHA-256 is ${sha256(`${content}x`)}, not ${sha256(content)}`,
    );
  });

  test('fails for another generation', async () => {
    await expect(verifyImage(image, manifestPath, 'bbbbbbbbbb')).rejects.toThrow(
      'it is of generation aaaaaaaaaa, not bbbbbbbbbb',
    );
  });

  test.each([
    [
      'is missing',
      (): void => {
        rmSync(manifestPath);
      },
    ],
    [
      'was cut off',
      (): void => {
        writeFileSync(manifestPath, readFileSync(manifestPath, 'utf8').slice(0, 20));
      },
    ],
  ])('fails when the manifest %s', async (_what, damage) => {
    damage();
    await expect(verifyImage(image, manifestPath, 'aaaaaaaaaa')).rejects.toThrow(
      'its manifest cannot be read',
    );
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { sha256File } from '../support/digest';

/** What is known of a built image; kept beside it. The same image has the same manifest: no dates, no host names. */
export interface ImageManifest {
  readonly name: string;
  readonly generation: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly virtualSizeBytes: number;
  /** Debian's point release, such as 12.12. */
  readonly release: string;
  /** Installed packages, as name=version. */
  readonly packages: readonly string[];
  /** Packages of the building machine, as name=version: the tools, and shim and GRUB, which are copied from there. */
  readonly tools: readonly string[];
}

/** An image in the cache that is not what its manifest says. */
export class ImageRejected extends Error {
  constructor(path: string, reason: string) {
    super(`image ${path} is not usable: ${reason}`);
    this.name = 'ImageRejected';
  }
}

export function writeManifest(path: string, manifest: ImageManifest): void {
  writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/**
 * Reads the manifest of an image and checks the image against it.
 * Throws `ImageRejected` for an image that is of another generation, incomplete or damaged.
 */
export async function verifyImage(
  imagePath: string,
  manifestPath: string,
  generation: string,
): Promise<ImageManifest> {
  const manifest = read(imagePath, manifestPath);
  if (manifest.generation !== generation) {
    throw new ImageRejected(
      imagePath,
      `it is of generation ${manifest.generation}, not ${generation}`,
    );
  }
  const found = await sha256File(imagePath);
  if (found !== manifest.sha256) {
    throw new ImageRejected(imagePath, `its SHA-256 is ${found}, not ${manifest.sha256}`);
  }
  return manifest;
}

function read(imagePath: string, manifestPath: string): ImageManifest {
  try {
    return JSON.parse(readFileSync(manifestPath, 'utf8')) as ImageManifest;
  } catch (error) {
    throw new ImageRejected(imagePath, `its manifest cannot be read (${(error as Error).message})`);
  }
}

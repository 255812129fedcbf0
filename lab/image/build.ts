import { mkdtempSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { installedVersions, packagesOf } from '../packages';
import { sha256File } from '../support/digest';
import { run } from '../../lib/operations/process';
import { writeManifest } from './manifest';
import { mirrorLines } from './mirrors';
import { recipeDirectory } from './recipe';

const WORK_PREFIX = '.build-';

/**
 * Builds the image in a folder beside its destination, and moves it there when it is complete.
 * The caller holds the lock of that folder, so work folders found there are remains of interrupted builds.
 */
export async function buildImage(
  imagePath: string,
  manifestPath: string,
  generation: string,
  onProgress: (message: string) => void,
): Promise<void> {
  const directory = dirname(imagePath);
  for (const name of readdirSync(directory).filter((n) => n.startsWith(WORK_PREFIX))) {
    await remove(join(directory, name));
  }
  const work = mkdtempSync(join(directory, WORK_PREFIX));
  try {
    await run(
      // Ends with this process, and takes its mounts (/proc and /dev of the root folder) with it.
      'setpriv',
      [
        ...['--pdeathsig', 'KILL', 'unshare', '--pid', '--fork', '--kill-child'],
        ...['--mount', '--propagation', 'private'],
        ...['bash', join(recipeDirectory, 'build.sh'), work, ...(await mirrorLines())],
      ],
      {
        onLine: (line) => {
          if (line.startsWith('==> ')) onProgress(`image: ${line.slice(4)}`);
        },
      },
    );
    const built = join(work, 'image.qcow2');
    writeManifest(join(work, 'manifest.json'), {
      name: basename(imagePath),
      generation,
      sha256: await sha256File(built),
      sizeBytes: statSync(built).size,
      virtualSizeBytes: await virtualSize(built),
      release: readFileSync(join(work, 'release.txt'), 'utf8').trim(),
      packages: readFileSync(join(work, 'packages.txt'), 'utf8').trim().split('\n'),
      tools: [...(await installedVersions(packagesOf(['image'])))].map((pair) => pair.join('=')),
    });
    renameSync(join(work, 'manifest.json'), manifestPath);
    renameSync(built, imagePath);
  } finally {
    await remove(work);
  }
}

async function virtualSize(image: string): Promise<number> {
  const info = await run('qemu-img', ['info', '--output=json', image]);
  return (JSON.parse(info.stdout) as { 'virtual-size': number })['virtual-size'];
}

/** Never leaves the file system: whatever may be mounted below must survive. */
async function remove(path: string): Promise<void> {
  await run('rm', ['-rf', '--one-file-system', '--', path]);
}

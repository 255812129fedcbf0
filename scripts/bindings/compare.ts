import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** One way in which two folders differ, with the path inside them. */
export interface Difference {
  readonly path: string;
  readonly kind: 'changed' | 'missing' | 'unexpected';
}

/** Compares a folder with what it should be, file by file and byte by byte. */
export async function compareFolders(actual: string, expected: string): Promise<Difference[]> {
  const [found, wanted] = await Promise.all([readFiles(actual), readFiles(expected)]);
  const paths = [...new Set([...found.keys(), ...wanted.keys()])].sort();
  return paths.flatMap((path): Difference[] => {
    const [is, should] = [found.get(path), wanted.get(path)];
    if (is === undefined) return [{ path, kind: 'missing' }];
    if (should === undefined) return [{ path, kind: 'unexpected' }];
    return is.equals(should) ? [] : [{ path, kind: 'changed' }];
  });
}

/** All files below a folder by relative path; none where the folder does not exist. */
export async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    },
  );
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((e) => join(e.parentPath, e.name));
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, Buffer]> => [
        relative(folder, file).split(sep).join('/'),
        await readFile(file),
      ]),
    ),
  );
}

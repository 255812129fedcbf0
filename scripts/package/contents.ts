import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackedPackage } from './build';

/** Largest size of the package, unpacked. */
export const largestMegabytes = 25;

/** What the package may hold, and nothing else. */
const allowed = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(lib|\.gen)\/.*\.(js|js\.map|d\.ts)$/,
  /^dist\/lib\/.*\.schema\.json$/,
  /^dist\/lib\/policy\/pack\/(policy\.wasm|[a-z]+\.rego)$/,
];

/** One of each kind that must be there. */
const required = [
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'dist/lib/index.js',
  'dist/lib/index.d.ts',
  'dist/lib/cli/main.js',
  'dist/lib/policy/pack/policy.wasm',
  'dist/lib/policy/pack/machines.rego',
  'dist/lib/review/record/plan-record.schema.json',
  'dist/lib/operations/decommission/evidence.schema.json',
  'dist/lib/operations/backup/restore-evidence.schema.json',
  'dist/.gen/providers/libvirt/domain/index.js',
  'dist/.gen/providers/proxmox/virtual-environment-vm/index.d.ts',
];

/** What is wrong with the files of a package. */
export function contentProblems({
  folder,
  files,
  unpackedBytes,
}: PackedPackage): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [
    ...[...paths]
      .filter((path) => !allowed.some((pattern) => pattern.test(path)))
      .map((path) => `${path} does not belong into the package`),
    ...required.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...[...paths]
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) => mapProblems(folder, path)),
    ...(unpackedBytes > largestMegabytes * 1e6
      ? [`the package has ${megabytes(unpackedBytes)}, and may have ${String(largestMegabytes)} MB`]
      : []),
  ];
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A source map is of use where the sources are in it. */
function mapProblems(folder: string, path: string): readonly string[] {
  const named = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(join(folder, path), 'utf8'));
  if (named?.[1] === undefined) return [`${path} names no source map`];
  const map = JSON.parse(readFileSync(join(folder, path, '..', named[1]), 'utf8')) as {
    readonly sources: readonly string[];
    readonly sourcesContent?: readonly (string | null)[];
  };
  const embedded = map.sourcesContent?.filter((text) => text !== null).length ?? 0;
  return embedded === map.sources.length ? [] : [`the source map of ${path} lacks its sources`];
}

/**
 * The API reports of the package's entry points, in etc: what other repositories may rely on, as a text that shows in reviews.
 * Usage: api.ts [--check]. With `--check` it writes nothing, and fails where a report differs, or an export says nothing
 * of itself.
 */

import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { repositoryRoot } from '../lab/support/paths';
import { run } from '../lib/operations/process';
import { entryPoints } from './package/build';

const reports = join(repositoryRoot, 'etc');

/** Messages about style: the house has its own, which ESLint holds to. */
const style = ['ae-missing-release-tag', 'ae-unresolved-link', 'ae-undocumented'];

/** Writes the report of an entry point. */
function report(folder: string, entry: { readonly name: string; readonly file: string }): void {
  const main = join(folder, entry.file.replace(/\.js$/, '.d.ts'));
  const none = { logLevel: ExtractorLogLevel.None, addToApiReportFile: false };
  const configuration = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: main,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            ...{ target: 'es2022', lib: ['ES2023'], module: 'commonjs' },
            ...{ moduleResolution: 'node10', strict: true, skipLibCheck: true, types: [] },
          },
          files: [main],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: reportName(entry.name),
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None, addToApiReportFile: true },
          ...Object.fromEntries(style.map((id) => [id, none])),
        },
        tsdocMessageReporting: { default: none },
      },
    },
  });
  const { errorCount } = Extractor.invoke(configuration, {
    localBuild: true,
    messageCallback: (message) => {
      const isError = message.logLevel === ExtractorLogLevel.Error;
      if (isError) process.stderr.write(`${message.formatMessageWithLocation(folder)}\n`);
      message.handled = true;
    },
  });
  if (errorCount > 0) throw new Error(`no report can be made of ${entry.name}`);
}

/** Exports of a report that have no comment; their members are not looked at. */
function undocumented(text: string): readonly string[] {
  const found = text.matchAll(
    /^\/\/ @public.*\(undocumented\)\nexport .*?(\w+)(?=[ <:(;,]*(?:extends|=|\{|:|<|\())/gm,
  );
  return [...found].map(([, name = '']) => name);
}

/** `vm-lifecycle/review` -> `review.api.md`; of the package itself `vm-lifecycle.api.md`. */
const reportName = (name: string): string => `${basename(name)}.api.md`;

async function main(options: readonly string[]): Promise<number> {
  const check = options.includes('--check');
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-api-'));
  const problems: string[] = [];
  try {
    copyFileSync(join(repositoryRoot, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
    const declarations = ['--emitDeclarationOnly', '--outDir', join(folder, 'dist')];
    await run(
      'node_modules/.bin/tsc',
      [
        '--project',
        'tsconfig.build.json',
        '--inlineSources',
        'false',
        '--sourceMap',
        'false',
        ...declarations,
      ],
      { cwd: repositoryRoot },
    );
    for (const entry of entryPoints()) {
      const file = reportName(entry.name);
      report(folder, entry);
      const committed = join(reports, file);
      const text = readFileSync(join(folder, file), 'utf8');
      problems.push(
        ...undocumented(text).map(
          (one) => `${entry.name}: ${one} has no comment that says what it is`,
        ),
      );
      if (!check) copyFileSync(join(folder, file), committed);
      else if (!existsSync(committed) || readFileSync(committed, 'utf8') !== text)
        problems.push(
          `etc/${file} is not the API of ${entry.name}: run "npm run api", and review what changed`,
        );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

/** Builds the site of the documentation into docs/.vitepress/dist. Usage: site.ts */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';

const docs = join(repositoryRoot, 'docs');

/** A page that no reader comes to is none. */
async function pagesOutsideOfSidebar(): Promise<readonly string[]> {
  const { sidebar } = (await import(join(docs, '.vitepress/sidebar.mjs'))) as {
    sidebar: readonly SidebarItem[];
  };
  const links = new Set(sidebar.flatMap(linksOf));
  return readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/^(?:api|examples|\.vitepress)\//.test(file))
    .map((file) => `/${file.replace(/(?:(^|\/)index)?\.md$/, '$1')}`)
    .filter((link) => !links.has(link));
}

interface SidebarItem {
  readonly link?: string;
  readonly items?: readonly SidebarItem[];
}

function linksOf({ link, items = [] }: SidebarItem): readonly string[] {
  return [...(link === undefined ? [] : [link]), ...items.flatMap(linksOf)];
}

async function main(): Promise<number> {
  rmSync(join(docs, 'api'), { recursive: true, force: true });
  const tool = (name: string, ...args: string[]): Promise<unknown> =>
    run(join(repositoryRoot, 'node_modules/.bin', name), args, {
      cwd: repositoryRoot,
      env: process.env,
    });
  await tool('typedoc', '--options', 'docs/.vitepress/typedoc.mjs', '--logLevel', 'Warn');
  const missing = await pagesOutsideOfSidebar();
  if (missing.length > 0) {
    process.stderr.write(`not in docs/.vitepress/sidebar.mjs: ${missing.join(', ')}\n`);
    return 1;
  }
  await tool('vitepress', 'build', 'docs');
  process.stdout.write('the site is in docs/.vitepress/dist\n');
  return 0;
}

void main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

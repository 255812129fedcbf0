// The site of these pages. Nothing is loaded from elsewhere: search, fonts and styles are part of what is built.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { sidebar } from './sidebar.mjs';

const docs = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const repository = resolve(docs, '..');
const { version } = JSON.parse(readFileSync(resolve(repository, 'package.json'), 'utf8'));
/** Where files that are no pages can be read, such as https://forge.example/team/vm-lifecycle/blob/main. */
const source = process.env.DOCS_SOURCE_URL;

/** As on GitHub, so that an anchor holds in both places, and one check of links is enough. */
function slugify(text) {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** Links to files that are no pages lead to the repository, where that is known; else only their text is left. */
function linksToSource(md) {
  md.core.ruler.push('links-to-source', ({ tokens, env }) => {
    for (const { children } of tokens) {
      for (const [index, token] of (children ?? []).entries()) {
        const href = token.type === 'link_open' ? token.attrGet('href') : undefined;
        if (href === undefined || href === null || /^(?:[a-z]+:|#|\/)/.test(href)) continue;
        const [path, anchor] = decodeURI(href).split('#');
        const target = resolve(dirname(env.path), path);
        if (isPage(target)) continue;
        if (!existsSync(target))
          throw new Error(`${env.path} links to ${href}, which is not there`);
        const file = relative(repository, target);
        if (source !== undefined) {
          token.attrSet('href', `${source}/${file}${anchor === undefined ? '' : `#${anchor}`}`);
          continue;
        }
        token.hidden = true;
        const close = children.slice(index).find(({ type }) => type === 'link_close');
        close.hidden = true;
        for (const one of [token, close]) Object.assign(one, { type: 'text', content: '' });
      }
    }
  });
}

function isPage(target) {
  if (!`${target}/`.startsWith(`${docs}/`)) return false;
  return target.endsWith('.md') || existsSync(resolve(target, 'index.md'));
}

export default defineConfig({
  title: 'vm-lifecycle',
  description:
    'Virtual machines on vSphere, libvirt/KVM and Proxmox VE, as code that is reviewed like code',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: true,
  lastUpdated: false,
  metaChunk: true,
  srcExclude: ['examples/**'],
  markdown: { anchor: { slugify }, config: linksToSource },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Constructs', link: '/constructs/' },
      { text: 'Runbooks', link: '/runbooks/' },
      { text: 'API', link: '/api/' },
      { text: version, link: '/guides/upgrade' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar,
  },
});

// Every page of docs/ stands here once; "npm run docs:site" fails on a page that does not.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const docs = resolve(here, '..');

/** The text of an entry is the title of its page. */
function page(name) {
  const title = /^# (.+)$/m.exec(readFileSync(join(docs, `${name}.md`), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`docs/${name}.md has no title`);
  return { text: title.replaceAll('`', ''), link: `/${name.replace(/(^|\/)index$/, '$1')}` };
}

const pages = (folder, ...names) =>
  names.map((name) => page(folder === '' ? name : `${folder}/${name}`));
const section = (text, items, collapsed = false) => ({ text, items, collapsed });

const api = join(docs, 'api', 'typedoc-sidebar.json');

export const sidebar = [
  section(
    'Introduction',
    pages('', 'index', 'start', 'concepts', 'guides/comparison', 'guides/faq'),
  ),
  section('Hypervisors', [
    ...pages('hypervisors', 'libvirt', 'vsphere', 'proxmox'),
    ...pages('', 'support-matrix'),
  ]),
  section(
    'Constructs',
    pages(
      'constructs',
      'index',
      'hardened-vm',
      'existing-vms',
      'linked-clone-set',
      'template',
      'template-catalog',
      'network',
      'resource-pool',
      'placement-rule',
      'cluster-policy',
      'backup-policy',
      'snapshot',
      'access-grant',
      'tags',
      'environment-stack',
      'state-backend',
    ),
  ),
  section('Hardening', [
    ...pages('', 'hardening'),
    ...pages('guides', 'custom-control'),
    ...pages('', 'controls'),
  ]),
  section('Review and apply', [
    ...pages('', 'commands'),
    ...pages('guides', 'review-a-plan'),
    ...pages('', 'pull-requests', 'policy', 'hooks', 'state'),
  ]),
  section('Operations', [
    ...pages('', 'backup', 'decommission'),
    ...pages(
      'runbooks',
      'index',
      'resize',
      'rebuild',
      'template-roll-out',
      'grow-a-disk',
      'host-failure',
      'restore',
      'drift',
      'apply-refused',
      'state-lock',
      'decommission',
    ),
  ]),
  section('Reference', [
    ...pages('', 'errors'),
    {
      text: 'API',
      link: '/api/',
      items: existsSync(api) ? JSON.parse(readFileSync(api, 'utf8')) : [],
      collapsed: true,
    },
    ...pages('guides', 'upgrade'),
    ...['releases', 'benchmarks'].filter((name) => existsSync(join(docs, `${name}.md`))).map(page),
  ]),
  section(
    'Inside',
    [
      ...pages('', 'architecture'),
      ...pages('guides', 'write-a-driver'),
      ...pages('', 'lab', 'lab-vcenter', 'lab-proxmox'),
      ...readdirSync(join(docs, 'adr'))
        .sort()
        .map((file) => page(`adr/${file.replace(/\.md$/, '')}`)),
    ],
    true,
  ),
];

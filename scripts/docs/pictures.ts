/** The pictures of the pages, as files: drawn from data, and from what `vm-lifecycle review` prints of a plan. */

import { reviewOfFixture } from './fixture-review';
import { reviewLines } from './review-picture';
import { arrowOf, boxOf, COLUMN, heightOfText, picture, textOf, type Arrow, type Box } from './svg';

/** As wide as the text of a page. */
const REVIEW_COLUMNS = 112;

async function reviewPicture(): Promise<string> {
  const lines = reviewLines(untilSecondMachine((await reviewOfFixture()).markdown), REVIEW_COLUMNS);
  const size = [Math.ceil(REVIEW_COLUMNS * COLUMN) + 40, heightOfText(lines.length)] as const;
  return picture('Output of vm-lifecycle review for a plan of four machines', size, textOf(lines));
}

/** The rest looks like the first one, and a picture is short. What is left out is marked. */
function untilSecondMachine(review: string): string {
  const [head = '', first = '', ...others] = review.split('\n#### ');
  return `${head}\n#### ${first}\n… and ${String(others.length)} more machines`;
}

function diagram(
  title: string,
  size: readonly [number, number],
  boxes: readonly Box[],
  arrows: readonly Arrow[],
): string {
  return picture(title, size, [
    ...arrows.map((arrow) => arrowOf(arrow, boxes)),
    ...boxes.map(boxOf),
  ]);
}

const flow = (): string =>
  diagram(
    'From code to machines, one way',
    [860, 262],
    [
      {
        id: 'code',
        x: 20,
        y: 30,
        width: 170,
        lines: ['stacks/*.ts', 'constructs', 'in TypeScript'],
      },
      {
        id: 'check',
        x: 240,
        y: 30,
        width: 180,
        lines: ['checks', 'capabilities,', 'hardening, capacity'],
      },
      {
        id: 'json',
        x: 470,
        y: 30,
        width: 160,
        lines: ['cdk.tf.json', 'one per stack,', 'deterministic'],
      },
      { id: 'plan', x: 680, y: 30, width: 160, lines: ['plan', 'terraform', 'or tofu'] },
      {
        id: 'review',
        x: 640,
        y: 162,
        width: 200,
        strong: true,
        lines: ['review', 'cost for each VM,', 'policy, plan record'],
      },
      { id: 'merge', x: 430, y: 162, width: 160, lines: ['merge', 'people approve', 'the record'] },
      {
        id: 'apply',
        x: 220,
        y: 162,
        width: 160,
        lines: ['apply', 'what was reviewed,', 'nothing else'],
      },
      { id: 'vms', x: 20, y: 162, width: 150, lines: ['VMs', 'vSphere, libvirt,', 'Proxmox VE'] },
    ],
    [
      { from: 'code', to: 'check' },
      { from: 'check', to: 'json' },
      { from: 'json', to: 'plan' },
      { from: 'plan', to: 'review' },
      { from: 'review', to: 'merge' },
      { from: 'merge', to: 'apply' },
      { from: 'apply', to: 'vms' },
    ],
  );

const folders = (): string =>
  diagram(
    'Folders of lib, and what they hand on',
    [860, 250],
    [
      { id: 'stacks', x: 20, y: 88, width: 120, lines: ['stacks/*.ts'] },
      { id: 'constructs', x: 175, y: 88, width: 145, lines: ['constructs'] },
      { id: 'model', x: 365, y: 20, width: 150, lines: ['model', 'plain data'] },
      { id: 'hardening', x: 365, y: 88, width: 150, lines: ['hardening', 'controls as data'] },
      { id: 'contract', x: 365, y: 160, width: 150, lines: ['drivers', 'the contract'] },
      { id: 'vsphere', x: 560, y: 100, width: 110, lines: ['vsphere'] },
      { id: 'libvirt', x: 560, y: 150, width: 110, lines: ['libvirt'] },
      { id: 'proxmox', x: 560, y: 200, width: 110, lines: ['proxmox'] },
      { id: 'json', x: 715, y: 141, width: 125, lines: ['cdk.tf.json', 'for the engine'] },
    ],
    [
      { from: 'stacks', to: 'constructs' },
      { from: 'constructs', to: 'model' },
      { from: 'constructs', to: 'hardening' },
      { from: 'constructs', to: 'contract' },
      { from: 'contract', to: 'vsphere' },
      { from: 'contract', to: 'libvirt' },
      { from: 'contract', to: 'proxmox' },
      { from: 'vsphere', to: 'json' },
      { from: 'libvirt', to: 'json' },
      { from: 'proxmox', to: 'json' },
    ],
  );

const record = (): string =>
  diagram(
    'From code to machines by reviewed records',
    [860, 330],
    [
      { id: 'code', x: 20, y: 30, width: 130, lines: ['code', 'of the stacks'] },
      { id: 'plan', x: 190, y: 30, width: 180, lines: ['vm-lifecycle plan', 'writes plans/'] },
      { id: 'request', x: 410, y: 30, width: 190, lines: ['pull request', 'code, record, review'] },
      { id: 'merge', x: 640, y: 30, width: 200, lines: ['merge', 'the record is approved'] },
      {
        id: 'apply',
        x: 640,
        y: 140,
        width: 200,
        strong: true,
        lines: ['vm-lifecycle apply', 'plans again, compares'],
      },
      { id: 'refused', x: 190, y: 140, width: 180, lines: ['refused', 'with the difference'] },
      { id: 'machines', x: 640, y: 250, width: 200, lines: ['machines', 'drift and attest watch'] },
    ],
    [
      { from: 'code', to: 'plan' },
      { from: 'plan', to: 'request' },
      { from: 'request', to: 'merge' },
      { from: 'merge', to: 'apply' },
      { from: 'apply', to: 'machines', label: 'as reviewed' },
      { from: 'apply', to: 'refused', label: 'anything else' },
      { from: 'refused', to: 'plan' },
    ],
  );

const pullRequests = (): string =>
  diagram(
    'Jobs around a pull request',
    [860, 180],
    [
      {
        id: 'author',
        x: 20,
        y: 30,
        width: 160,
        lines: ['author', 'vm-lifecycle plan,', 'commits plans/'],
      },
      {
        id: 'review',
        x: 220,
        y: 30,
        width: 180,
        lines: ['review', 'plans again,', 'updates one comment'],
      },
      { id: 'merge', x: 440, y: 30, width: 160, lines: ['merge', 'after approval'] },
      {
        id: 'apply',
        x: 640,
        y: 30,
        width: 200,
        lines: ['apply', 'the records on main,', 'one stack at a time'],
      },
      { id: 'drift', x: 220, y: 120, width: 180, lines: ['drift, each day'] },
      { id: 'issue', x: 440, y: 120, width: 160, lines: ['one issue'] },
    ],
    [
      { from: 'author', to: 'review' },
      { from: 'review', to: 'merge' },
      { from: 'merge', to: 'apply' },
      { from: 'drift', to: 'issue' },
    ],
  );

/** By file: what each picture has to be. */
export async function pictures(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/images/flow.svg': flow(),
    'docs/images/folders.svg': folders(),
    'docs/images/pull-requests.svg': pullRequests(),
    'docs/images/record.svg': record(),
    'docs/images/review.svg': await reviewPicture(),
  };
}

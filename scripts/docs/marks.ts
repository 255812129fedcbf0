/**
 * Fills in the parts of a page that are made from examples. Marks stand before a block of code, or around a text:
 *
 * `<!-- example: vm.ts#example -->` the code of an example; every block of TypeScript has this mark
 * `<!-- error: vm.ts#severalMistakes on libvirt -->` the error that an example ends with
 * `<!-- review: plan.json -->` what `vm-lifecycle review` prints of docs/examples/review/plan.json
 * `<!-- compiled: lab.ts#vcenter -->` the same of what is compiled only, because it needs engines
 * `<!-- becomes: vm.ts#example -->` ... `<!-- becomes: end -->` what an example becomes on each hypervisor;
 * with `beyond vm.ts#other` without what another example becomes
 */

import { format } from 'prettier';
import { remark } from 'remark';
import { reviewOfFixture } from './fixture-review';
import { exampleName, shownCode } from './source';
import { hypervisors, synthesized, titleOf } from './synthesis';

const codeStyle = { parser: 'typescript', singleQuote: true, printWidth: 100 } as const;

const mark = (kind: string): RegExp =>
  new RegExp(
    `(<!-- ${kind}: (\\S+)(?: on (\\w+))? -->\\n\\n)\`\`\`\\w+\\n(?:[^]*?\\n)??\`\`\``,
    'g',
  );
const becomes = /(<!-- becomes: (\S+)(?: beyond (\S+))? -->)\n[^]*?(<!-- becomes: end -->)/g;

/** The page with everything filled in. */
export async function filledIn(page: string): Promise<string> {
  const withCode = await replaced(page, mark('example'), async (before, name) => {
    if (!page.includes(`<!-- error: ${name} `)) demandSuccess(name);
    const code = await format(shownCode(exampleName(name)), codeStyle);
    return `${before}\`\`\`ts\n${code.trimEnd()}\n\`\`\``;
  });
  const withCompiled = await replaced(withCode, mark('compiled'), async (before, name) => {
    const code = await format(shownCode(exampleName(name)), codeStyle);
    return `${before}\`\`\`ts\n${code.trimEnd()}\n\`\`\``;
  });
  const withErrors = await replaced(withCompiled, mark('error'), (before, name, on) => {
    const { error } = synthesized(exampleName(name), on);
    if (error === undefined) throw new Error(`${name} ends with no error on ${on}`);
    return `${before}\`\`\`text\n${error}\n\`\`\``;
  });
  const withReviews = await replaced(withErrors, mark('review'), async (before) => {
    const { terminal } = await reviewOfFixture();
    return `${before}\`\`\`text\n${terminal.trimEnd()}\n\`\`\``;
  });
  return replaced(withReviews, becomes, (before, name, without, end) => {
    const rows = hypervisors.map((hypervisor) => becomesRow(name, without, hypervisor));
    return `${before}\n\n| hypervisor | becomes |\n| --- | --- |\n${rows.join('\n')}\n\n${end}`;
  });
}

/** What is shown as an example can be synthesized, on one of the hypervisors at least. */
function demandSuccess(name: string): void {
  const example = exampleName(name);
  // Whole programs are run by the unit tests.
  if (example.function === undefined) return;
  if (hypervisors.some((hypervisor) => synthesized(example, hypervisor).error === undefined))
    return;
  const [first = ''] = hypervisors;
  throw new Error(`${name} can't be synthesized:\n${String(synthesized(example, first).error)}`);
}

function becomesRow(name: string, without: string, hypervisor: string): string {
  const { resources, error } = synthesized(exampleName(name), hypervisor);
  const others = without === '' ? {} : synthesized(exampleName(without), hypervisor).resources;
  const parts = Object.entries(resources).flatMap(([type, all]) => {
    const count = all - (others[type] ?? 0);
    return count > 0 ? [`${count === 1 ? '' : `${String(count)} × `}\`${type}\``] : [];
  });
  const made = parts.length === 0 ? 'no resource of its own' : parts.join(', ');
  const refused = error?.split('\n').map((line) => `\`${line.replaceAll('|', '\\|')}\``);
  return `| ${titleOf(hypervisor)} | ${refused === undefined ? made : `refused: ${refused.join(' ')}`} |`;
}

async function replaced(
  text: string,
  pattern: RegExp,
  replacement: (...groups: string[]) => string | Promise<string>,
): Promise<string> {
  const matches = [...text.matchAll(pattern)];
  const parts: string[] = [];
  let from = 0;
  // One after the other: whoever reads an error shall find the one that comes first.
  for (const match of matches) {
    parts.push(
      text.slice(from, match.index),
      await replacement(...match.slice(1).map((group: string | undefined) => group ?? '')),
    );
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)].join('');
}

/** Lines of blocks of TypeScript that are no example, which nobody has compiled. */
export function unmarkedCode(page: string): readonly number[] {
  const { children } = remark.parse(page);
  return children.flatMap((node, index) => {
    if (node.type !== 'code' || !/^(?:ts|typescript|tsx)$/.test(node.lang ?? '')) return [];
    const before = children[index - 1];
    const isMarked =
      before?.type === 'html' && /^<!-- (?:example|compiled): \S+ -->$/.test(before.value);
    return isMarked ? [] : [node.position?.start.line ?? 0];
  });
}

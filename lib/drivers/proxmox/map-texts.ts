import { Fn, Token } from 'cdktf';
import type { VirtualMachine } from '../../model/virtual-machine';
import { literal } from '../common/literal';

/**
 * Tags as Proxmox VE knows them: `name.value` in lower case, sorted, each once. What its grammar
 * (`[a-z0-9_][a-z0-9_+.-]*`) has no place for becomes "-".
 */
export function proxmoxTags(tags: Readonly<Record<string, string>>): string[] {
  const made = Object.entries(tags).map(([name, value]) => tag(name, value));
  if (!made.some((text) => Token.isUnresolved(text))) {
    return [...new Set(made)].sort((a, b) => (a < b ? -1 : 1));
  }
  // Where a value is known to Terraform alone, so is its place.
  return Token.asList(Fn.sort(Fn.distinct(made)));
}

function tag(name: string, value: string): string {
  const text = value === '' ? name : `${name}.${value}`;
  if (!Token.isUnresolved(text)) {
    return text
      .toLowerCase()
      .replace(/[^a-z0-9_+.-]+/g, '-')
      .replace(/^[^a-z0-9_]+/, '');
  }
  const allowed = Token.asString(Fn.replace(joined(text), '/[^A-Za-z0-9_+.-]+/', '-'));
  return Token.asString(Fn.lower(Fn.replace(allowed, '/^[^A-Za-z0-9_]+/', '')));
}

/** A text with tokens as an argument of a function, where a string may not hold expressions among other text. */
function joined(text: string): string {
  // What the pattern captures, the tokens, stands at the odd places.
  const parts = text
    .split(/(\$\{TfToken\[[^\]]+\]\})/)
    .map((part, index) => (index % 2 === 0 ? Token.asString(Fn.rawString(part)) : part));
  return Token.asString(Fn.join('', parts));
}

/** The note that the web interface shows, as Markdown. The last line is never empty: Proxmox VE trims the end. */
export function description(vm: VirtualMachine): string {
  const lines = [
    `Purpose: ${vm.purpose}`,
    `Owner: ${vm.owner}`,
    ...(vm.expires === undefined ? [] : [`Expires: ${vm.expires}`]),
    `Environment: ${vm.environment.name}, declared as code: changes made here are undone`,
  ];
  return literal(lines.map((line) => `- ${line}`).join('\n'));
}

import { got, type Problem } from '../errors';
import { Size } from './size';
import { hasControlCharacter } from './text';

/** What the name of a template and of its generation have to satisfy. */
export const TEMPLATE_WORD =
  'it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63';

/** The generation of a template whose build nobody told us. */
export const UNVERSIONED = 'unversioned';

/** True for a text that can be the name of a template, or of a generation. */
export function isTemplateWord(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value);
}

/** How people and records name a generation: `debian-12-20261101`. */
export function generationName(template: {
  readonly templateName: string;
  readonly generation: string;
}): string {
  return `${template.templateName}-${template.generation}`;
}

/** What is wrong with a template's declaration. */
export function checkTemplate(
  template: {
    readonly templateName: string;
    readonly generation: string;
    readonly image: string;
    readonly systemDiskSize?: Size;
  },
  path: string,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const field of ['templateName', 'generation'] as const) {
    const value: unknown = template[field];
    if (!isTemplateWord(value)) {
      problems.push({
        code: 'VML055',
        path: `${path}.${field}`,
        got: got(value),
        rule: TEMPLATE_WORD,
        fix: 'write it as in debian-12 or 20261101',
      });
    }
  }
  if (
    typeof template.image !== 'string' ||
    template.image === '' ||
    hasControlCharacter(template.image)
  ) {
    problems.push({
      code: 'VML055',
      path: `${path}.image`,
      got: got(template.image),
      rule: 'an image is a path or a URL without control characters',
      fix: 'give the path of a qcow2 file',
    });
  }
  return [...problems, ...checkDiskSize(template.systemDiskSize, path)];
}

/** What is wrong with the size of a template's system disk. */
export function checkDiskSize(size: unknown, path: string): readonly Problem[] {
  if (size === undefined) return [];
  if (Size.isSize(size) && size.bytes > 0 && size.isMultipleOf(Size.gibibytes(1))) return [];
  return [
    {
      code: 'VML030',
      path: `${path}.systemDiskSize`,
      got: got(size),
      rule: 'a disk size is a positive whole number of GiB',
      fix: 'write it as in Size.gibibytes(3)',
    },
  ];
}

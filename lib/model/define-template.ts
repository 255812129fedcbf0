import { got, type Problem } from '../errors';
import { Size } from './size';
import { hasControlCharacter } from './text';

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
  const word = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
  for (const field of ['templateName', 'generation'] as const) {
    const value: unknown = template[field];
    if (typeof value !== 'string' || !word.test(value)) {
      problems.push({
        code: 'VML055',
        path: `${path}.${field}`,
        got: got(value),
        rule: 'it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63',
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
  const size = template.systemDiskSize;
  if (
    size !== undefined &&
    !(Size.isSize(size) && size.bytes > 0 && size.isMultipleOf(Size.gibibytes(1)))
  ) {
    problems.push({
      code: 'VML030',
      path: `${path}.systemDiskSize`,
      got: got(size),
      rule: 'a disk size is a positive whole number of GiB',
      fix: 'write it as in Size.gibibytes(3)',
    });
  }
  return problems;
}

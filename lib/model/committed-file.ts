import { VmLifecycleError, got, type Problem } from '../errors';

/**
 * The object in a committed JSON file of version 1.
 *
 * @param fields all that it may have
 * @throws VmLifecycleError VML066 for what is no JSON object, has another version, or an unknown field
 */
export function fileRecord(
  text: string,
  source: string,
  fields: readonly string[],
): Readonly<Record<string, unknown>> {
  const problem = (path: string, given: string, rule: string, fix: string): Problem => ({
    code: 'VML066',
    path: `${source}${path}`,
    got: given,
    rule,
    fix,
  });
  const expected = `write a JSON object with ${fields.join(', ')}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VmLifecycleError([problem('', reason, 'the file is JSON', expected)]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new VmLifecycleError([problem('', got(value), 'the file is a JSON object', expected)]);
  }
  const record = value as Readonly<Record<string, unknown>>;
  const problems = [
    ...(record.version === 1
      ? []
      : [
          problem(
            '.version',
            got(record.version),
            'the version of the file is 1',
            'use the release that wrote the file, or write the file anew',
          ),
        ]),
    ...unknownFields(record, fields, source),
  ];
  if (problems.length > 0) throw new VmLifecycleError(problems);
  return record;
}

/** A problem for each field that is not known (VML066). */
export function unknownFields(
  record: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
): readonly Problem[] {
  return Object.keys(record)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'VML066',
      path: `${path}.${name}`,
      got: got(record[name]),
      rule: `a field here is one of ${known.join(', ')}`,
      fix: 'correct its name, or leave it out',
    }));
}

import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { checkName, generateName } from '../../../lib/model/naming';

const convention = { pattern: '{environment}-{application}-{role}{number:2}' };

test('generates a name that the convention accepts', () => {
  const fields = { environment: 'dev', application: 'shop', role: 'web', number: 7 };
  const name = generateName(convention, fields);
  expect(name).toBe('dev-shop-web07');
  expect(checkName(convention, name)).toEqual([]);
});

test.each([
  ['dev-shop-web7'],
  ['dev-shop-web-07'],
  ['Dev-shop-web07'],
  ['dev-shop-web07\n'],
  ['dev-shop'],
])('fails when a name is %j', (name) => {
  expect(checkName(convention, name, 'lab/web.name').map(formatProblem)).toEqual([
    `[VML045] lab/web.name: got ${JSON.stringify(name)}; a VM name follows the naming convention of its environment, "${convention.pattern}"; write it like "environment-application-role01"`,
  ]);
});

test('takes fixed text as it stands', () => {
  expect(checkName({ pattern: 'vm.{role}' }, 'vm.web')).toEqual([]);
  expect(checkName({ pattern: 'vm.{role}' }, 'vmxweb')).toHaveLength(1);
  expect(checkName({ pattern: '{number:3}{role}' }, '007web')).toEqual([]);
});

const example = 'write a pattern such as "{environment}-{application}-{number:2}"';

test.each([
  ['{role', 'a field is written {word} or {number:2}, with 1 to 9 digits'],
  ['role}', 'a field is written {word} or {number:2}, with 1 to 9 digits'],
  ['{ro-le}', 'a field is written {word} or {number:2}, with 1 to 9 digits'],
  ['{number:0}', 'a field is written {word} or {number:2}, with 1 to 9 digits'],
  ['{number}', '"number", and no other field, says how many digits it has, as in {number:2}'],
  ['{role:2}', '"number", and no other field, says how many digits it has, as in {number:2}'],
  ['{role}-{role}', 'a field stands once in a pattern'],
  ['{role}{application}', 'there is fixed text between two words'],
  ['a/{role}', 'the fixed text of a pattern has no control characters, "/", "\\" and "%"'],
  ['a\u0007{role}', 'the fixed text of a pattern has no control characters, "/", "\\" and "%"'],
  ['web', 'a pattern has at least one field'],
  ['', 'a pattern has at least one field'],
])('fails when a pattern is %j', (pattern, rule) => {
  const text = `[VML045] name (naming.pattern): got ${JSON.stringify(pattern)}; ${rule}; ${example}`;
  expect(checkName({ pattern }, 'web').map(formatProblem)).toEqual([text]);
  expect(() => generateName({ pattern }, {})).toThrow(text);
});

test.each([
  [{ pattern: 7 }, '7'],
  [{ pattern: {} }, 'an object'],
  [null, 'nothing'],
  ['web', 'nothing'],
])('fails when a convention is %j', (wrong, given) => {
  expect(checkName(wrong as never, 'web').map(formatProblem)).toEqual([
    `[VML045] name (naming.pattern): got ${given}; a naming pattern is a text; ${example}`,
  ]);
});

test('fails when fields are missing, unknown or no words, all together', () => {
  const fields = { environment: 'Dev', role: 7, number: 100, colour: 'red' };
  expect(() => generateName(convention, fields, 'request')).toThrow(
    new VmLifecycleError([
      {
        code: 'VML045',
        path: 'request.colour',
        got: '"red"',
        rule: 'the pattern has the fields environment, application, role, number',
        fix: 'remove it',
      },
      ...[
        ['environment', '"Dev"'],
        ['application', 'nothing'],
        ['role', '7'],
      ].map(([field, got]) => ({
        code: 'VML045' as const,
        path: `request.${String(field)}`,
        got: String(got),
        rule: 'a field of a name is a word of a-z and 0-9',
        fix: 'give such a word',
      })),
      {
        code: 'VML045',
        path: 'request.number',
        got: '100',
        rule: 'this number is 0 to 99',
        fix: 'give such a number',
      },
    ]),
  );
});

test.each([[-1], [1.5], ['7']])('fails when a number is %p', (number) => {
  expect(() => generateName({ pattern: '{number:2}' }, { number })).toThrow(
    'this number is 0 to 99',
  );
});

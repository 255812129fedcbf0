import { textTable } from '../../../../lib/review/report/table';

test('columns are as wide as what people see in them', () => {
  const red = '\u001b[31mno\u001b[39m';
  expect(
    textTable(
      ['vm', 'met', 'why'],
      [
        ['web-1', red, 'x'],
        ['db', 'yes', ''],
      ],
    ),
  ).toBe(`vm     met  why\nweb-1  ${red}   x\ndb     yes`);
  expect(textTable(['a', 'b'], [])).toBe('a  b');
});

test('a link of a terminal takes the room of its text', () => {
  const link = '\u001b]8;;https://example.com\u0007site\u001b]8;;\u0007';
  expect(textTable(['a', 'b'], [[link, 'x']])).toBe(`a     b\n${link}  x`);
});

test.each([
  ['Chinese', '仮想', 4],
  ['a picture', '💥', 2],
  ['a letter with a combining accent', 'e\u0301', 1],
  ['an umlaut', 'ü', 1],
])('%s takes the columns that terminals give it', (_title, cell, columns) => {
  expect(textTable(['', 'b'], [[cell, 'x']])).toBe(`${' '.repeat(columns)}  b\n${cell}  x`);
});

test('cells of several lines stay in their columns', () => {
  expect(textTable(['a', 'b', 'c'], [['1', 'x\nlonger', 'y']])).toBe(
    'a  b       c\n1  x       y\n   longer',
  );
});

import {
  code,
  codeBlock,
  htmlCode,
  oneLine,
  plain,
  shorten,
  valueText,
} from '../../../../lib/review/report/text';

test('one line: line breaks, escapes and marks that turn the writing around are shown', () => {
  expect(oneLine('a\nb\u001b[31mc\u202ed\u2028e\u200bf')).toBe(
    'a\\nb\\u{1b}[31mc\\u{202e}d\\u{2028}e\\u{200b}f',
  );
  expect(oneLine('Größe 漢字 🙂')).toBe('Größe 漢字 🙂');
});

test('a text is cut, says so, and never within a character', () => {
  expect(shorten('abc', 3)).toBe('abc');
  expect(shorten('abcd', 3)).toBe('abc… (4 characters)');
  expect(shorten('ab🙂cd', 3)).toBe('ab… (6 characters)');
  expect(valueText({ a: ['x', null] })).toBe('{"a":["x",null]}');
  expect(valueText('x'.repeat(130))).toHaveLength(120 + '… (130 characters)'.length);
});

test.each([
  ['web-1', '`web-1`'],
  ['', '(empty)'],
  ['a`b', '``a`b``'],
  ['`', '`` ` ``'],
  ['``` <b>', '```` ``` <b> ````'],
  ['a\n- b', '`a\\n- b`'],
])('code of %j', (text, expected) => {
  expect(code(text)).toBe(expected);
});

test('code in a table holds neither the end of the cell nor of the code', () => {
  expect(code('web-1', true)).toBe('`web-1`');
  expect(code('a|b', true)).toBe('<code>a&#124;b</code>');
  expect(code('a\\|`<b>', true)).toBe('<code>a&#92;&#124;&#96;&#60;b&#62;</code>');
  expect(htmlCode('</code>@ops 🙂')).toBe('<code>&#60;&#47;code&#62;&#64;ops &#128578;</code>');
});

test('a block is closed by nothing in it', () => {
  expect(codeBlock(['a', '```', '````x\ny'])).toBe('`````text\na\n```\n````x\\ny\n`````');
  expect(codeBlock(['a'])).toBe('```text\na\n```');
});

test.each([
  ['*a* _b_ [c](d) ~e~ `f` |g|', '\\*a\\* \\_b\\_ \\[c\\]\\(d\\) \\~e\\~ \\`f\\` \\|g\\|'],
  ['<img src=x onerror=y> &amp;', '&lt;img src=x onerror=y&gt; &amp;amp;'],
  ['# title', '\\# title'],
  ['1. item', '\\1. item'],
  ['- item', '\\- item'],
  ['\n# x', '\\\\n# x'],
  ['@ops #12 !3', '@\u2060ops #\u206012 !\u20603'],
  ['https://evil www.evil.org', 'https:\u2060//evil www\u2060.evil.org'],
])('plain text of %j has no markup, mentions or links', (text, expected) => {
  expect(plain(text)).toBe(expected);
});

import { readXml } from '../../../../lib/drivers/common/xml';
import { MachineOperationError } from '../../../../lib/drivers/operations';

test('an element is its text, or its children, attributes and text', () => {
  expect(
    readXml(
      `<?xml version="1.0"?><!-- c --><a xmlns:x="urn:x" x:type="t"> one <b/><![CDATA[<two>]]><c k=" v ">3</c><c>4</c></a>`,
      'test',
    ),
  ).toEqual({
    a: { '@type': 't', '#text': 'one <two>', b: '', c: [{ '@k': 'v', '#text': '3' }, '4'] },
  });
});

test('names keep their prefixes and single children are lists, where this is asked for', () => {
  expect(
    readXml('<x:a xmlns:x="urn:x"><x:b/></x:a>', 'test', { lists: true, prefixes: true }),
  ).toEqual({ 'x:a': [{ '@xmlns:x': 'urn:x', 'x:b': [''] }] });
});

test('entities are decoded once, by name and by number; those nobody defined stay as they are', () => {
  expect(readXml('<a b="&quot;">&amp;#38; &#60; &#x1F600; &none;</a>', 'test')).toEqual({
    a: { '@b': '"', '#text': '&#38; < 😀 &none;' },
  });
});

test('numbers and truth values stay texts', () => {
  expect(readXml('<a><b>007</b><c>true</c></a>', 'test')).toEqual({ a: { b: '007', c: 'true' } });
});

test('no name is taken for a prototype', () => {
  const { a } = readXml('<a><__proto__><admin>1</admin></__proto__></a>', 'test');
  expect(Object.keys(a as object)).toEqual(['__proto__']);
  expect((a as { admin?: string }).admin).toBeUndefined();
});

test('entities of a document type are not expanded', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;"><!ENTITY f SYSTEM "file:///etc/hostname">]><a>&c;&f;</a>`;
  expect(readXml(bomb, 'test')).toEqual({ a: '&c;&f;' });
});

test.each([
  ['nothing', '', 'vSphere gave no XML: '],
  ['a page that says something else', '<html><br></html>', 'vSphere gave no XML: '],
  ['a document that is cut', '<a><b>', 'vSphere gave no XML: '],
])('fails for %s', (_title, text, message) => {
  expect(() => readXml(text, 'vSphere')).toThrow(MachineOperationError);
  expect(() => readXml(text, 'vSphere')).toThrow(message);
});

import { changeReferenceText, readChangeReference } from '../../../lib/operations/change-reference';

const change = { reference: 'CHG-1', record: 'abc' };

test('what is written is read', () => {
  const text = changeReferenceText(change);
  expect(text).toBe('{\n  "reference": "CHG-1",\n  "record": "abc"\n}\n');
  expect(readChangeReference(text, 'file')).toEqual(change);
});

test.each(['', '{', '[]', 'null', '{"reference":"","record":7}'])('%j is refused', (text) => {
  expect(() => readChangeReference(text, 'plans/lab.change.json')).toThrow(
    /^\[VML066\] plans\/lab\.change\.json\.reference: got .*\n\[VML066\] plans\/lab\.change\.json\.record: got /,
  );
});

test('a ticket of no record is none', () => {
  expect(() => readChangeReference('{"reference":"CHG-1"}', 'file')).toThrow(
    '[VML066] file.record: got nothing; it is a text; run `vm-lifecycle plan` with --reference',
  );
});

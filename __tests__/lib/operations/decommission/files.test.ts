import { decommissionFiles } from '../../../../lib/operations/decommission';

test('names make files that are apart', () => {
  const file = (stack: string, vm: string) =>
    decommissionFiles({ folder: 'e' }, { stack, vm, requested: '2026-11-01' }).evidence;
  expect(file('a', '../b c')).toBe('e/a/%2e.%2Fb%20c.2026-11-01.json');
  expect(file('a-b', 'c')).not.toBe(file('a', 'b-c'));
});

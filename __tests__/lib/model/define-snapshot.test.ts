import { formatProblem } from '../../../lib/errors';
import { addDays } from '../../../lib/model/dates';
import { checkChain, defineSnapshot } from '../../../lib/model/define-snapshot';
import { isToken, textToken } from './support';

const valid = { name: 'before-upgrade', expires: '2026-11-23' };

const define = (changes: object = {}): ReturnType<typeof defineSnapshot> =>
  defineSnapshot(
    { ...valid, ...changes },
    {
      path: 'lab/Snap',
      today: '2026-11-21',
      isToken,
    },
  );

const texts = (changes: object): string[] => define(changes).problems.map(formatProblem);

test('a snapshot is quiesced and leaves the memory out, unless it is told otherwise', () => {
  expect(define().model).toEqual({
    ...valid,
    description: 'before-upgrade',
    memory: false,
    quiesce: true,
  });
  expect(define({ memory: true }).model).toMatchObject({ memory: true, quiesce: false });
  expect(define({ quiesce: false }).model).toMatchObject({ memory: false, quiesce: false });
  expect(define({ description: textToken }).model).toMatchObject({ description: textToken });
});

test.each(['2026-11-21', '2026-11-23'])('a snapshot may expire on %s', (expires) => {
  expect(texts({ expires })).toEqual([]);
});

test.each([
  [
    { expires: '2026-11-24' },
    '[VML059] lab/Snap.expires: got "2026-11-24"; a snapshot lives for at most 72 hours, in a chain of at most 3; give 2026-11-23 or an earlier day',
  ],
  [
    { expires: '2026-11-20' },
    '[VML059] lab/Snap.expires: got "2026-11-20"; the snapshot has expired; take the snapshot out of the code, so that the next apply removes it',
  ],
  [
    { expires: undefined },
    '[VML041] lab/Snap.expires: got nothing; a required field is given; give 2026-11-23 or an earlier day',
  ],
  [
    { expires: 'tomorrow' },
    '[VML042] lab/Snap.expires: got "tomorrow"; a date is a day that exists, YYYY-MM-DD; give 2026-11-23 or an earlier day',
  ],
  [
    { name: '1st' },
    '[VML055] lab/Snap.name: got "1st"; the name of a snapshot is 1 to 40 letters, digits, "-" and "_", a letter first; write it as in before-upgrade',
  ],
  [
    { name: 'a'.repeat(41) },
    `[VML055] lab/Snap.name: got "${'a'.repeat(41)}"; the name of a snapshot is 1 to 40 letters, digits, "-" and "_", a letter first; write it as in before-upgrade`,
  ],
  [
    { memory: true, quiesce: true },
    '[VML048] lab/Snap.quiesce: got true; a snapshot with memory needs no quiescing: the guest goes on where it was; leave it out, or do not keep the memory',
  ],
  [
    { description: 'a\nb' },
    '[VML008] lab/Snap.description: got "a\\nb"; no line break or other control character in a text; write it in one line',
  ],
  [
    { expired: '2026-11-23' },
    '[VML043] lab/Snap.expired: got field "expired"; a field is known; did you mean "expires"?',
  ],
])('a snapshot fails with %j', (changes, text) => {
  expect(texts(changes)).toEqual([text]);
});

test('a chain has at most three snapshots', () => {
  expect(checkChain(2, 'web-1', 'lab/Snap')).toEqual([]);
  expect(checkChain(3, 'web-1', 'lab/Snap').map(formatProblem)).toEqual([
    '[VML059] lab/Snap.vm: got a snapshot of "web-1" beside 3 others; a snapshot lives for at most 72 hours, in a chain of at most 3; remove one of them first',
  ]);
});

test.each([
  ['2026-12-30', 3, '2027-01-02'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2027-03-01', -1, '2027-02-28'],
])('%s and %d days is %s', (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected);
});

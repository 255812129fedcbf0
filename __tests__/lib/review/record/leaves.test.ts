import { leavesOf } from '../../../../lib/review/record/leaves';

const shown = (...args: Parameters<typeof leavesOf>): Record<string, unknown> =>
  Object.fromEntries(
    [...leavesOf(...args)].map(([path, { value, unknown, sensitive }]) => [
      path,
      unknown ? 'unknown' : sensitive ? 'sensitive' : value,
    ]),
  );

describe('leaves', () => {
  it('names elements by what tells them apart, or by their place', () => {
    const value = {
      disk: [
        { label: 'b', size: 1 },
        { label: 'a', size: 2 },
      ],
      nic: [{ mac: 'm' }],
    };
    expect(shown({ value }, { disk: 'label' })).toEqual({
      'disk[b].label': 'b',
      'disk[b].size': 1,
      'disk[a].label': 'a',
      'disk[a].size': 2,
      'nic[0].mac': 'm',
    });
    const twice = { disk: [{ label: 'a' }, { label: 'a' }] };
    expect(Object.keys(shown({ value: twice }, { disk: 'label' }))).toEqual([
      'disk[0].label',
      'disk[1].label',
    ]);
    const odd = { disk: [{ label: '0' }, { label: 'a].x' }] };
    expect(Object.keys(shown({ value: odd }, { disk: 'label' }))).toEqual([
      'disk["0"].label',
      'disk["a].x"].label',
    ]);
  });

  it('takes a name with a dot for no path of two names', () => {
    expect(shown({ value: { 'a.b': 1, a: { b: 2 } } })).toEqual({ '["a.b"]': 1, 'a.b': 2 });
    const [leaf] = leavesOf({ value: { extra: { 'a.b': 1 } } }).values();
    expect(leaf).toMatchObject({ path: 'extra["a.b"]', attribute: 'extra.a.b' });
  });

  it('leaves out what is empty, and keeps zero and false', () => {
    expect(shown({ value: { a: null, b: '', c: [], d: {}, e: 0, f: false } })).toEqual({
      e: 0,
      f: false,
    });
    expect(shown({ value: null })).toEqual({});
  });

  it('finds what is unknown and what is sensitive, at every depth', () => {
    const value = { a: 1, list: [{ x: 1 }], secret: { deep: ['s'] }, whole: { p: 's' } };
    const unknown = { id: true, list: [{ y: true }], more: [{ z: true }], whole: { q: true } };
    const sensitive = { secret: { deep: [true] }, whole: true };
    expect(shown({ value, unknown, sensitive })).toEqual({
      a: 1,
      id: 'unknown',
      'list[0].x': 1,
      'list[0].y': 'unknown',
      'more[0].z': 'unknown',
      'secret.deep[0]': 'sensitive',
      whole: 'sensitive',
      'whole(unknown)': 'unknown',
    });
    expect(shown({ value: null, unknown: true })).toEqual({ '': 'unknown' });
  });

  it('does not name an element by what is sensitive', () => {
    const value = { disk: [{ label: 'secret' }] };
    expect(
      Object.keys(shown({ value, sensitive: { disk: [{ label: true }] } }, { disk: 'label' })),
    ).toEqual(['disk[0].label']);
  });
});

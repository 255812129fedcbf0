import { byCodeUnit } from '../../../../lib/model/json';
import { canonicalJson, digestOf } from '../../../../lib/review/record/canonical-json';

describe('canonical JSON', () => {
  // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2 and 3.2.3
  it('writes the examples of RFC 8785', () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      ö: 7,
    };
    expect(Object.values(JSON.parse(canonicalJson(names)) as object)).toHaveLength(7);
    expect(canonicalJson(names).match(/:\d/g)?.join('')).toBe(':2:4:6:7:1:5:3');
  });

  it('has one digest for one value, whatever the order of its names', () => {
    expect(digestOf({ a: 1, b: { c: 2, d: undefined } })).toBe(digestOf({ b: { c: 2 }, a: 1 }));
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }));
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
  });

  it('sorts by code unit, not by language', () => {
    expect(['ä', 'z', 'B', 'a'].sort(byCodeUnit)).toEqual(['B', 'a', 'z', 'ä']);
  });
});

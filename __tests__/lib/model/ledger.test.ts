import fc from 'fast-check';
import { VmLifecycleError } from '../../../lib/errors';
import {
  emptyLedger,
  ledgerText,
  protectedIn,
  readLedger,
  type Ledger,
} from '../../../lib/model/ledger';

const ledger: Ledger = {
  version: 1,
  stacks: {
    staging: {},
    prod: { 'libvirt_domain.b': { vm: 'b' }, 'libvirt_domain.a["x"]': {}, 'libvirt_domain.B': {} },
    dev: { 'libvirt_domain.c': { vm: 'c' } },
  },
};

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.message;
  }
  throw new Error('no VmLifecycleError');
}

describe('ledger of protected addresses', () => {
  it('is written sorted by code unit, one line an entry', () => {
    expect(ledgerText(ledger)).toBe(`{
  "version": 1,
  "stacks": {
    "dev": {
      "libvirt_domain.c": { "vm": "c" }
    },
    "prod": {
      "libvirt_domain.B": {},
      "libvirt_domain.a[\\"x\\"]": {},
      "libvirt_domain.b": { "vm": "b" }
    }
  }
}
`);
    expect(ledgerText(emptyLedger)).toBe('{\n  "version": 1,\n  "stacks": {}\n}\n');
  });

  it('is read as it was written, whatever its names are, and in whatever order it was made', () => {
    const addresses = fc.dictionary(
      fc.string(),
      fc.record({ vm: fc.string() }, { requiredKeys: [] }),
      { minKeys: 1, noNullPrototype: true },
    );
    const stacks = fc.dictionary(fc.string(), addresses, { noNullPrototype: true });
    fc.assert(
      fc.property(stacks, (given) => {
        const text = ledgerText({ version: 1, stacks: given });
        expect(ledgerText(readLedger(text, 'protected.json'))).toBe(text);
        const turned = Object.fromEntries(Object.entries(given).reverse());
        expect(ledgerText({ version: 1, stacks: turned })).toBe(text);
        expect(JSON.parse(text)).toEqual({ version: 1, stacks: given });
      }),
    );
  });

  it('gives what is protected in a stack', () => {
    expect(protectedIn(ledger, 'prod')).toEqual([
      { address: 'libvirt_domain.B' },
      { address: 'libvirt_domain.a["x"]' },
      { address: 'libvirt_domain.b', vm: 'b' },
    ]);
    expect(protectedIn(ledger, 'none')).toEqual([]);
    expect(protectedIn(ledger, 'toString')).toEqual([]);
  });

  it('says all that is wrong with it', () => {
    const text = JSON.stringify({
      version: 1,
      stacks: { prod: { 'a.b': { vm: 3, why: 'x', leaving: 'soon' }, 'c.d': null }, dev: [] },
    });
    expect(messageOf(() => readLedger(text, 'plans/protected.json')).split('\n')).toEqual([
      expect.stringMatching(
        /^\[VML066\] plans\/protected\.json\.stacks\["prod"\]\["a\.b"\]\.why: got "x"; a field here is one of vm, leaving; /,
      ),
      expect.stringContaining('["a.b"].leaving: got "soon"; leaving is true or false; '),
      '[VML066] plans/protected.json.stacks["prod"]["a.b"].vm: got 3; vm is the name of a VM; write { "version": 1, "stacks": { "<stack>": { "<address>": { "vm": "<name>" } } } }',
      expect.stringContaining('["c.d"]: got null; an entry is an object'),
      expect.stringContaining('.stacks["dev"]: got []; a stack is an object'),
    ]);
  });

  it.each([
    ['no JSON', '{', 'the file is JSON'],
    ['a list', '[]', 'the file is a JSON object'],
    [
      'another version',
      '{"version":2,"stacks":{}}',
      '.version: got 2; the version of the file is 1',
    ],
    ['an unknown field', '{"version":1,"stacks":{},"more":1}', '.more: got 1'],
    ['no stacks', '{"version":1}', '.stacks: got nothing'],
  ])('is no ledger: %s', (_, text, message) => {
    expect(messageOf(() => readLedger(text, 'protected.json'))).toContain(message);
  });
});

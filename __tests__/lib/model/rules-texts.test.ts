import { privateKey } from './ssh-keys';
import { define, textsOf, type Case, textToken, numberToken } from './support';

const cases: readonly Case[] = [
  [
    'the purpose is missing',
    { props: { purpose: undefined } },
    [
      '[VML041] lab/web-1.purpose: got nothing; a required field is given; say in one line what the VM is for',
    ],
    { props: { purpose: textToken } },
  ],
  [
    'the purpose is blank',
    { props: { purpose: ' ' } },
    [
      '[VML041] lab/web-1.purpose: got " "; a required field is given; say in one line what the VM is for',
    ],
    { props: { purpose: 'x' } },
  ],
  [
    'the purpose has two lines',
    { props: { purpose: 'one\ntwo' } },
    [
      '[VML008] lab/web-1.purpose: got "one\\ntwo"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: 'one, two' } },
  ],
  [
    'the purpose has a C1 control character',
    { props: { purpose: 'one\u0085two' } },
    [
      '[VML008] lab/web-1.purpose: got "one\\u0085two"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: 'eins, zwei – größer' } },
  ],
  [
    'the purpose has a line separator',
    { props: { purpose: 'one\u2028two' } },
    [
      '[VML008] lab/web-1.purpose: got "one\\u2028two"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: 'one two' } },
  ],
  [
    'the purpose changes the direction of reading',
    { props: { purpose: 'safe\u202Eexe' } },
    [
      '[VML008] lab/web-1.purpose: got "safe\\u202eexe"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: 'safe exe' } },
  ],
  [
    'the purpose has half a character',
    { props: { purpose: 'a\uD800' } },
    [
      '[VML008] lab/web-1.purpose: got "a\\ud800"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: 'a\u{1F600}' } },
  ],
  [
    'a token stands beside a line break',
    { props: { purpose: `${textToken}\nroot` } },
    [
      '[VML008] lab/web-1.purpose: got "${TfToken[TOKEN.0]}\\nroot"; no line break or other control character in a text; write it in one line',
    ],
    { props: { purpose: `${textToken} root` } },
  ],
  [
    'a number token stands for a text',
    { props: { purpose: numberToken } },
    [
      '[VML048] lab/web-1.purpose: got a token of another type; it is a text; say in one line what the VM is for',
    ],
    { props: { purpose: textToken } },
  ],
  [
    'nobody owns the VM',
    { environment: { owner: undefined } },
    [
      '[VML041] lab/web-1.owner: got nothing; a required field is given; name the person or team that answers for the VM, here or in the environment',
    ],
    { props: { owner: 'ann' }, environment: { owner: undefined } },
  ],
  [
    'nobody owns a production VM',
    { environment: { owner: undefined, category: 'production' } },
    [
      '[VML041] lab/web-1.owner: got nothing; a required field is given; name the person or team that answers for the VM, here or in the environment',
    ],
    { props: { owner: textToken }, environment: { owner: undefined, category: 'production' } },
  ],
  [
    'the owner is null',
    { props: { owner: null } },
    [
      '[VML041] lab/web-1.owner: got null; a required field is given; name the person or team that answers for the VM, here or in the environment',
    ],
    { props: { owner: 'ann' } },
  ],
  [
    'the owner of the environment is a number',
    { environment: { owner: 7 } },
    [
      '[VML048] lab/web-1.environment.owner: got 7; it is a text; name the person or team that answers for the VM, here or in the environment',
    ],
    { environment: { owner: 'ann' } },
  ],
  [
    'tags are a list',
    { props: { tags: ['a'] } },
    [
      "[VML048] lab/web-1.tags: got a list; it is an object of names and values; write { team: 'payments' }",
    ],
    { props: { tags: { a: '' } } },
  ],
  [
    'a tag is a number',
    { props: { tags: { cost: 7 } } },
    ['[VML048] lab/web-1.tags.cost: got 7; it is a text; give the value as a text'],
    { props: { tags: { cost: '7' } } },
  ],
  [
    'a tag has a control character',
    { props: { tags: { 'cost centre': '7\u0000' } } },
    [
      '[VML008] lab/web-1.tags["cost centre"]: got "7\\u0000"; no line break or other control character in a text; write it in one line',
    ],
    { props: { tags: { 'cost centre': '7' } } },
  ],
  [
    'the name of a tag has a control character',
    { props: { tags: { 'a\tb': 'x' } } },
    [
      '[VML008] lab/web-1.tags["a\\tb"]: got "a\\tb"; no line break or other control character in a text; write it in one line',
    ],
    { props: { tags: { 'a b': 'x' } } },
  ],
  [
    'the name of a tag is a private key',
    { props: { tags: { '-----BEGIN PRIVATE KEY-----': 'x' } } },
    [
      '[VML039] lab/web-1.tags: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { props: { tags: { 'BEGIN PRIVATE KEY': 'x' } } },
  ],
  [
    'the name of a tag is blank',
    { props: { tags: { '': 'x' } } },
    ['[VML041] lab/web-1.tags[""]: got ""; a tag has a name; give it one'],
    { props: { tags: { a: 'x' } } },
  ],
  [
    'the name of a tag is a token',
    { props: { tags: { [textToken]: 'x' } } },
    [
      '[VML046] lab/web-1.tags["${TfToken[TOKEN.0]}"]: got a token; a value that must be known at synthesis is not a token; give the name itself',
    ],
    { props: { tags: { x: textToken } } },
  ],
  [
    'a private key stands in a tag',
    { props: { tags: { key: privateKey } } },
    [
      '[VML039] lab/web-1.tags.key: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { props: { tags: { key: 'fingerprint' } } },
  ],
];

test.each(cases)('fails when %s', (_title, given, texts) => {
  expect(textsOf(given)).toEqual(texts);
  expect(define(given).vm).toBeUndefined();
});

test.each(cases)('accepts the nearest valid twin of: %s', (_title, _given, _texts, twin) => {
  expect(textsOf(twin)).toEqual([]);
  expect(Object.isFrozen(define(twin).vm)).toBe(true);
});

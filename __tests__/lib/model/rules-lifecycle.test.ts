import { define, textsOf, type Case } from './support';

const cases: readonly Case[] = [
  [
    'a development VM has no expiry date',
    { environment: { category: 'development' } },
    [
      '[VML042] lab/web-1.expires: got nothing; a date is written YYYY-MM-DD; a development VM has an expiry date in the future; give 2026-11-21 or a later day, or retire the VM',
    ],
    { props: { expires: '2026-11-22' }, environment: { category: 'development' } },
  ],
  [
    'a development VM has expired',
    { props: { expires: '2026-11-20' }, environment: { category: 'development' } },
    [
      '[VML042] lab/web-1.expires: got "2026-11-20"; a date is written YYYY-MM-DD; a development VM has an expiry date in the future; give 2026-11-21 or a later day, or retire the VM',
    ],
    { props: { expires: '2026-11-21' }, environment: { category: 'development' } },
  ],
  [
    'a date does not exist',
    { props: { expires: '2027-02-29' } },
    [
      '[VML042] lab/web-1.expires: got "2027-02-29"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"',
    ],
    { props: { expires: '2028-02-29' } },
  ],
  [
    'a date is written in another way',
    { props: { expires: '31.01.2027' } },
    [
      '[VML042] lab/web-1.expires: got "31.01.2027"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"',
    ],
    { props: { expires: '2027-01-31' } },
  ],
  [
    'a date is a Date',
    { props: { expires: new Date(0) } },
    [
      '[VML048] lab/web-1.expires: got a Date object; it is a text; give a day, such as "2027-03-31"',
    ],
    { props: { expires: '2027-01-31' } },
  ],
  [
    'the power state is unknown',
    { props: { powerState: 'off' } },
    [
      '[VML048] lab/web-1.powerState: got "off"; it is "running" or "stopped"; write "running" or "stopped"',
    ],
    { props: { powerState: 'stopped' } },
  ],
  [
    'flags are texts',
    { props: { autostart: 'false', protection: 0 } },
    [
      '[VML048] lab/web-1.autostart: got "false"; it is true or false; write true or false, without quotes',
      '[VML048] lab/web-1.protection: got 0; it is true or false; write true or false, without quotes',
    ],
    { props: { autostart: false, protection: true } },
  ],
  [
    'production lifts its protection',
    { props: { protection: false }, environment: { category: 'production' } },
    [
      '[VML040] lab/web-1.protection: got false; protection is lifted, and a control waived, only with a reason and an expiry date; leave it out, or give protectionOverride with reason and expires',
    ],
    {
      props: { protection: false, protectionOverride: { reason: 'drill', expires: '2026-11-21' } },
      environment: { category: 'production' },
    },
  ],
  [
    'an override has neither reason nor date',
    {
      props: { protection: false, protectionOverride: {} },
      environment: { category: 'production' },
    },
    [
      '[VML040] lab/web-1.protectionOverride.expires: got nothing; protection is lifted, and a control waived, only with a reason and an expiry date; give 2026-11-21 or a later day',
      '[VML040] lab/web-1.protectionOverride.reason: got nothing; protection is lifted, and a control waived, only with a reason and an expiry date; say why the VM may be destroyed',
    ],
    { props: { protection: false } },
  ],
  [
    'an override is blank and has expired',
    { props: { protectionOverride: { reason: ' ', expires: '2026-11-20' } } },
    [
      '[VML040] lab/web-1.protectionOverride.expires: got "2026-11-20"; protection is lifted, and a control waived, only with a reason and an expiry date; give 2026-11-21 or a later day',
      '[VML040] lab/web-1.protectionOverride.reason: got " "; protection is lifted, and a control waived, only with a reason and an expiry date; say why the VM may be destroyed',
    ],
    { props: { protectionOverride: { reason: 'drill', expires: '2026-11-22' } } },
  ],
  [
    'an override has a wrong date',
    { props: { protectionOverride: { reason: 'drill', expires: 'soon' } } },
    [
      '[VML042] lab/web-1.protectionOverride.expires: got "soon"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"',
    ],
    { props: { protectionOverride: { reason: 'drill', expires: '2026-11-22' } } },
  ],
  [
    'an override is true',
    { props: { protectionOverride: true } },
    [
      '[VML048] lab/web-1.protectionOverride: got true; it is an object with reason and expires; write { reason, expires }',
    ],
    { props: { protectionOverride: { reason: 'drill', expires: '2026-11-22' } } },
  ],
  [
    'a pack is unknown',
    { props: { hardeningPack: 'strikt' } },
    [
      '[VML048] lab/web-1.hardeningPack: got "strikt"; it is "baseline" or "strict"; did you mean "strict"?',
    ],
    { props: { hardeningPack: 'strict' } },
  ],
  [
    'the pack of the environment is unknown',
    { environment: { hardeningPack: 'none' } },
    [
      '[VML048] lab/web-1.environment.hardeningPack: got "none"; it is "baseline" or "strict"; write "baseline" or "strict"',
    ],
    { environment: { hardeningPack: 'strict' } },
  ],
  [
    'waivers are an object',
    { props: { waivers: {} } },
    [
      '[VML048] lab/web-1.waivers: got an object; it is a list of waivers; write a list, or leave it out',
    ],
    { props: { waivers: [] } },
  ],
  [
    'a waiver is a text',
    { props: { waivers: ['machine.tpm'] } },
    [
      '[VML048] lab/web-1.waivers[0]: got a text; it is a waiver; give an object with control, reason and expires',
    ],
    { props: { waivers: [{ control: 'machine.tpm', reason: '', expires: '' }] } },
  ],
  [
    'a waiver names no control',
    { props: { waivers: [{ reason: 'old', expires: 7 }] } },
    [
      '[VML041] lab/web-1.waivers[0].control: got nothing; a required field is given; give it as a text',
      '[VML048] lab/web-1.waivers[0].expires: got 7; it is a text; give it as a text',
    ],
    { props: { waivers: [{ control: 'machine.tpm' }] } },
  ],
  [
    'a field of a waiver is misspelt',
    { props: { waivers: [{ control: 'machine.tpm', reasons: 'x' }] } },
    [
      '[VML043] lab/web-1.waivers[0].reasons: got field "reasons"; a field is known; did you mean "reason"?',
    ],
    { props: { waivers: [{ control: 'machine.tpm', reason: 'x' }] } },
  ],
  [
    'the category of the environment is unknown',
    { environment: { category: 'prod' } },
    [
      '[VML048] lab/web-1.environment.category: got "prod"; it is "production", "staging", "development" or "lab"; did you mean "production"?',
    ],
    { environment: { category: 'production' } },
  ],
  [
    'the environment has no name',
    { environment: { name: '' } },
    [
      '[VML041] lab/web-1.environment.name: got ""; a required field is given; give the environment a name',
    ],
    { environment: { name: 'x' } },
  ],
  [
    'a field of the VM is misspelt',
    { props: { cpu_count: 2, memoryGiB: 4 } },
    [
      '[VML043] lab/web-1.cpu_count: got field "cpu_count"; a field is known; did you mean "cpuCount"?',
      '[VML043] lab/web-1.memoryGiB: got field "memoryGiB"; a field is known; did you mean "memory"?',
    ],
    { props: {} },
  ],
  [
    'a field of the VM has a name of its own kind',
    { props: { 'a\u001bb': 1, constructor: 2, ['__proto__']: 3 } },
    [
      '[VML043] lab/web-1.__proto__: got field "__proto__"; a field is known; remove it',
      '[VML043] lab/web-1.constructor: got field "constructor"; a field is known; remove it',
      '[VML043] lab/web-1["a\\u001bb"]: got field "a\\u001bb"; a field is known; remove it',
    ],
    { props: {} },
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

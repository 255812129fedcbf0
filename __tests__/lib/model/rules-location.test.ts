import { Schedule } from '../../../lib/model/schedule';
import { define, numberToken, textsOf, textToken, type Case } from './support';

const location = (value: unknown): Case[1] => ({ props: { location: value } });
const availability = (value: unknown): Case[1] => ({ props: { availability: value } });
const vmId = 'a VM id is between 100 and 999999999, and ranges do not overlap';
const giveId = 'give a number such as 100, or leave it out';
const giveName = 'give its name on the hypervisor';

const cases: readonly Case[] = [
  ...([99, 1_000_000_000, 100.5, NaN, -1] as const).map((id): Case => [
    `the VM id is ${String(id)} (case 36)`,
    location({ vmId: id }),
    [`[VML036] lab/web-1.location.vmId: got ${String(id)}; ${vmId}; ${giveId}`],
    location({ vmId: id < 101 || Number.isNaN(id) ? 100 : 999_999_999 }),
  ]),
  [
    'the VM id is a text',
    location({ vmId: '100' }),
    [`[VML048] lab/web-1.location.vmId: got "100"; it is a number; ${giveId}`],
    location({ vmId: 100 }),
  ],
  [
    'the VM id is a token',
    location({ vmId: numberToken }),
    [
      '[VML046] lab/web-1.location.vmId: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    location({ vmId: 100 }),
  ],
  [
    'a place is no text, or empty',
    location({ host: 7, datastore: ' ', folder: ['a'], storagePolicy: '' }),
    [
      `[VML041] lab/web-1.location.datastore: got " "; a required field is given; ${giveName}, or leave it out`,
      `[VML048] lab/web-1.location.folder: got a list; it is a text; ${giveName}`,
      `[VML048] lab/web-1.location.host: got 7; it is a text; ${giveName}`,
      `[VML041] lab/web-1.location.storagePolicy: got ""; a required field is given; ${giveName}, or leave it out`,
    ],
    location({ host: textToken, datastore: textToken, folder: 'a/b', storagePolicy: 'gold' }),
  ],
  [
    'a place has a line break',
    location({ folder: 'a\nb' }),
    [
      '[VML008] lab/web-1.location.folder: got "a\\nb"; no line break or other control character in a text; write it in one line',
    ],
    location({ folder: 'a b' }),
  ],
  [
    'the location is a text',
    location('esx1'),
    [
      "[VML048] lab/web-1.location: got a text; it is an object that says where the VM lies; write { datastore: 'fast' }, or leave it out",
    ],
    location({}),
  ],
  [
    'a field of the location is misspelt',
    location({ dataStore: 'fast' }),
    [
      '[VML043] lab/web-1.location.dataStore: got field "dataStore"; a field is known; did you mean "datastore"?',
    ],
    location({ datastore: 'fast' }),
  ],
  [
    'the storage of a data disk is no text',
    { disk: { datastore: 7 } },
    [`[VML048] lab/web-1.dataDisks[0].datastore: got 7; it is a text; ${giveName}`],
    { disk: { datastore: 'fast' } },
  ],
  [
    'the words of the availability are unknown',
    availability({ restartPriority: 'highest', migration: false }),
    [
      '[VML048] lab/web-1.availability.migration: got false; it is "automatic", "manual" or "disabled"; write "automatic", "manual" or "disabled"',
      '[VML048] lab/web-1.availability.restartPriority: got "highest"; it is "disabled", "low", "medium" or "high"; write "disabled", "low", "medium" or "high"',
    ],
    availability({ restartPriority: 'high', migration: 'manual' }),
  ],
  [
    'replications are wrong',
    availability({
      replication: [{ host: 'pve2', schedule: '*:0/15' }, { host: 'pve2' }, {}, 'pve3'],
    }),
    [
      '[VML048] lab/web-1.availability.replication[0].schedule: got "*:0/15"; it is a Schedule; write it as Schedule.every(Duration.minutes(15))',
      '[VML031] lab/web-1.availability.replication[1].host: got "pve2"; a host keeps one copy of a VM; name another host',
      '[VML041] lab/web-1.availability.replication[2].host: got nothing; a required field is given; give the name of the host',
      "[VML048] lab/web-1.availability.replication[3]: got a text; it is a replication; write { host: 'pve2' }",
    ],
    availability({
      replication: [{ host: 'pve2', schedule: Schedule.weekly('sun', '02:00') }, { host: 'pve3' }],
    }),
  ],
  [
    'the availability is no object',
    availability([]),
    [
      "[VML048] lab/web-1.availability: got a list; it is an object that says what happens when a host fails; write { restartPriority: 'high' }, or leave it out",
    ],
    availability({}),
  ],
];

test.each(cases)('fails when %s, and not its nearest valid twin', (_title, given, texts, twin) => {
  expect(textsOf(given)).toEqual(texts);
  expect(textsOf(twin)).toEqual([]);
});

test('keeps where a VM lies, and what happens when a host fails', () => {
  const schedule = Schedule.weekly('sun', '02:00');
  const { vm } = define({
    props: {
      location: { host: 'pve1', datastore: 'fast', vmId: 100 },
      availability: { migration: 'manual', replication: [{ host: 'pve2', schedule }] },
    },
    disk: { datastore: 'slow' },
  });
  expect(vm?.location).toEqual({ host: 'pve1', datastore: 'fast', vmId: 100 });
  expect(vm?.availability).toEqual({
    migration: 'manual',
    replication: [{ host: 'pve2', schedule }],
  });
  expect(vm?.availability?.replication?.[0]?.schedule).toBe(schedule);
  expect(vm?.dataDisks[0]?.datastore).toBe('slow');
});

import { Size } from '../../../lib/model/size';
import { define, textsOf, type Case } from './support';

const cases: readonly Case[] = [
  [
    'a data disk shrinks',
    {
      disk: { size: Size.gibibytes(20) },
      context: { recorded: { disks: { data: Size.gibibytes(40) } } },
    },
    [
      '[VML027] lab/web-1.dataDisks[0].size: got 20 GiB; a disk does not shrink; keep 40 GiB, or copy the data to a new disk of another name',
    ],
    {
      disk: { size: Size.gibibytes(40) },
      context: { recorded: { disks: { data: Size.gibibytes(40) } } },
    },
  ],
  [
    'a system disk shrinks',
    {
      props: { systemDiskSize: Size.gibibytes(20) },
      context: { recorded: { disks: { system: Size.gibibytes(40) } } },
    },
    [
      '[VML027] lab/web-1.systemDiskSize: got 20 GiB; a disk does not shrink; keep 40 GiB, or copy the data to a new disk of another name',
    ],
    {
      props: { systemDiskSize: Size.gibibytes(41) },
      context: { recorded: { disks: { system: Size.gibibytes(40) } } },
    },
  ],
  [
    'a system disk falls back to a smaller template',
    {
      context: {
        template: { systemDiskSize: Size.gibibytes(3) },
        recorded: { disks: { system: Size.gibibytes(40) } },
      },
    },
    [
      '[VML027] lab/web-1.systemDiskSize: got 3 GiB; a disk does not shrink; keep 40 GiB, or copy the data to a new disk of another name',
    ],
    { context: { template: { systemDiskSize: Size.gibibytes(3) }, recorded: { disks: {} } } },
  ],
  [
    'a system disk is smaller than its template',
    {
      props: { systemDiskSize: Size.gibibytes(2) },
      context: { template: { systemDiskSize: Size.gibibytes(3) } },
    },
    [
      '[VML029] lab/web-1.systemDiskSize: got 2 GiB; a system disk is at least as large as its template, and a full copy exactly as large; give at least 3 GiB, or leave it out',
    ],
    {
      props: { systemDiskSize: Size.gibibytes(3) },
      context: { template: { systemDiskSize: Size.gibibytes(3) } },
    },
  ],
  [
    'a disk has no size',
    { disk: { size: Size.gibibytes(0) } },
    [
      '[VML030] lab/web-1.dataDisks[0].size: got 0 B; a disk size is a positive whole number of GiB; give 1 GiB',
    ],
    { disk: { size: Size.gibibytes(1) } },
  ],
  [
    'a disk has ten and a half GiB',
    { disk: { size: Size.gibibytes(10.5) } },
    [
      '[VML030] lab/web-1.dataDisks[0].size: got 10752 MiB; a disk size is a positive whole number of GiB; give 11 GiB',
    ],
    { disk: { size: Size.gibibytes(11) } },
  ],
  [
    'a system disk has ten and a half GiB',
    { props: { systemDiskSize: Size.gibibytes(10.5) } },
    [
      '[VML030] lab/web-1.systemDiskSize: got 10752 MiB; a disk size is a positive whole number of GiB; give 11 GiB',
    ],
    { props: { systemDiskSize: Size.gibibytes(11) } },
  ],
  [
    'the size of a disk is a number',
    { disk: { size: 10 } },
    ['[VML048] lab/web-1.dataDisks[0].size: got 10; it is a Size; write it as Size.gibibytes(40)'],
    { disk: { size: Size.gibibytes(10) } },
  ],
  [
    'the size of a disk is missing',
    { disk: { size: undefined } },
    [
      '[VML041] lab/web-1.dataDisks[0].size: got nothing; a required field is given; write it as Size.gibibytes(40)',
    ],
    { disk: { size: Size.gibibytes(10) } },
  ],
  [
    'two disks have one name',
    {
      props: {
        dataDisks: [
          { name: 'data', size: Size.gibibytes(1) },
          { name: 'data', size: Size.gibibytes(1) },
        ],
      },
    },
    [
      '[VML031] lab/web-1.dataDisks[1].name: got "data"; a disk or network interface name is used once per VM; give each disk a name of its own',
    ],
    {
      props: {
        dataDisks: [
          { name: 'data', size: Size.gibibytes(1) },
          { name: 'data2', size: Size.gibibytes(1) },
        ],
      },
    },
  ],
  [
    'a data disk is named like the system disk',
    { disk: { name: 'system' } },
    [
      '[VML031] lab/web-1.dataDisks[0].name: got "system"; a disk or network interface name is used once per VM; this is the name of the system disk; give another one',
    ],
    { disk: { name: 'systems' } },
  ],
  [
    'the name of a disk has 21 characters',
    { disk: { name: 'a'.repeat(21) } },
    [
      '[VML055] lab/web-1.dataDisks[0].name: got "aaaaaaaaaaaaaaaaaaaaa"; the name of a disk is 1 to 20 of a-z, 0-9 and "-", without "-" at its ends; give the disk a name, such as "data"',
    ],
    { disk: { name: 'a'.repeat(20) } },
  ],
  [
    'the name of a disk ends with a hyphen',
    { disk: { name: 'data-' } },
    [
      '[VML055] lab/web-1.dataDisks[0].name: got "data-"; the name of a disk is 1 to 20 of a-z, 0-9 and "-", without "-" at its ends; give the disk a name, such as "data"',
    ],
    { disk: { name: 'data-1' } },
  ],
  [
    'the name of a disk is missing',
    { disk: { name: undefined } },
    [
      '[VML041] lab/web-1.dataDisks[0].name: got nothing; a required field is given; give the disk a name, such as "data"',
    ],
    { disk: { name: 'd' } },
  ],
  [
    'a disk is not persistent',
    { disk: { mode: 'independent_nonpersistent' } },
    [
      '[VML032] lab/web-1.dataDisks[0].mode: got "independent_nonpersistent"; a disk is persistent (VMCH-80-000208); leave it out',
    ],
    { disk: { mode: 'persistent' } },
  ],
  [
    'a disk is a text',
    { props: { dataDisks: ['10 GiB'] } },
    [
      '[VML048] lab/web-1.dataDisks[0]: got a text; it is a disk; give an object with name and size',
    ],
    { props: { dataDisks: [{ name: 'data', size: Size.gibibytes(10) }] } },
  ],
  [
    'the disks are an object',
    { props: { dataDisks: { name: 'data', size: Size.gibibytes(10) } } },
    [
      '[VML048] lab/web-1.dataDisks: got an object; it is a list of disks; write a list, or leave it out',
    ],
    { props: { dataDisks: [] } },
  ],
  [
    'a field of a disk is misspelt',
    { disk: { mountpoint: '/srv' } },
    [
      '[VML043] lab/web-1.dataDisks[0].mountpoint: got field "mountpoint"; a field is known; did you mean "mountPoint"?',
    ],
    { disk: { mountPoint: '/srv' } },
  ],
  [
    'the kind of clone is unknown',
    { props: { cloneType: 'thin' } },
    [
      '[VML048] lab/web-1.cloneType: got "thin"; it is "linked" or "full"; write "linked" or "full"',
    ],
    { props: { cloneType: 'full' } },
  ],
  [
    'a mount point is relative',
    { disk: { mountPoint: 'srv/data' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "srv/data"; a mount point is an absolute path of A-Z, a-z, 0-9, ".", "_" and "-", without ".."; give a path, such as "/srv/data"',
    ],
    { disk: { mountPoint: '/srv/data' } },
  ],
  [
    'a mount point climbs',
    { disk: { mountPoint: '/srv/../etc' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "/srv/../etc"; a mount point is an absolute path of A-Z, a-z, 0-9, ".", "_" and "-", without ".."; give a path, such as "/srv/data"',
    ],
    { disk: { mountPoint: '/srv/..etc' } },
  ],
  [
    'a mount point has a space',
    { disk: { mountPoint: '/srv/my data' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "/srv/my data"; a mount point is an absolute path of A-Z, a-z, 0-9, ".", "_" and "-", without ".."; give a path, such as "/srv/data"',
    ],
    { disk: { mountPoint: '/srv/my-data' } },
  ],
  [
    'a mount point hides the system',
    { disk: { mountPoint: '/usr/local' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "/usr/local"; an empty disk is not mounted over what the system needs; give a path, such as "/srv/data"',
    ],
    { disk: { mountPoint: '/user/local' } },
  ],
  [
    'a mount point hides the accounts',
    { disk: { mountPoint: '/home' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "/home"; an empty disk is not mounted over what the system needs; give a path, such as "/srv/data"',
    ],
    { disk: { mountPoint: '/home/ann' } },
  ],
  [
    'two disks have one mount point',
    {
      props: {
        dataDisks: [
          { name: 'a', size: Size.gibibytes(1), mountPoint: '/srv' },
          { name: 'b', size: Size.gibibytes(1), mountPoint: '/srv' },
        ],
      },
    },
    [
      '[VML053] lab/web-1.dataDisks[1].mountPoint: got "/srv"; a mount point is used once per VM; give each disk a path of its own',
    ],
    {
      props: {
        dataDisks: [
          { name: 'a', size: Size.gibibytes(1), mountPoint: '/srv' },
          { name: 'b', size: Size.gibibytes(1), mountPoint: '/srv/b' },
        ],
      },
    },
  ],
  [
    'a Windows disk has a mount point',
    { disk: { mountPoint: '/srv' }, guest: { operatingSystem: 'windows' } },
    [
      '[VML053] lab/web-1.dataDisks[0].mountPoint: got "/srv"; only Linux guests mount disks at a path; leave it out',
    ],
    { disk: {}, guest: { operatingSystem: 'windows' } },
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

import { dataDiskInterface, slotProblems } from '../../../../lib/drivers/proxmox/disk-slots';
import { Size } from '../../../../lib/model/size';
import type { DataDisk } from '../../../../lib/model/virtual-machine';

const usual = [
  ...['data', 'log', 'db', 'backup', 'home', 'var', 'swap', 'app'],
  ...['cache', 'wal', 'docker', 'media', 'tmp', 'opt', 'srv', 'disk'],
];
const disks = (...names: string[]): DataDisk[] =>
  names.map((name) => ({ name, size: Size.gibibytes(1) }));

describe('the interface of a data disk', () => {
  test('never changes: another interface is another, empty disk', () => {
    expect(Object.fromEntries(usual.map((name) => [name, dataDiskInterface(name)]))).toEqual({
      app: 'virtio12',
      backup: 'virtio5',
      cache: 'virtio7',
      data: 'virtio10',
      db: 'virtio1',
      disk: 'virtio3',
      docker: 'virtio4',
      home: 'virtio0',
      log: 'virtio11',
      media: 'virtio14',
      opt: 'virtio8',
      srv: 'virtio13',
      swap: 'virtio6',
      tmp: 'virtio9',
      var: 'virtio15',
      wal: 'virtio2',
    });
  });

  test('is one of its own for each of the usual names', () => {
    expect(new Set(usual.map(dataDiskInterface)).size).toBe(16);
    expect(slotProblems(disks(...usual), 'lab/web-1')).toEqual([]);
  });

  test('follows the number at the end of a name', () => {
    const series = Array.from({ length: 16 }, (_, index) => `data-${String(index + 1)}`);
    expect(new Set(series.map(dataDiskInterface)).size).toBe(16);
    expect(dataDiskInterface('data2')).toBe(dataDiskInterface('data-2'));
  });

  test('does not depend on other disks', () => {
    expect(slotProblems(disks('data', 'log'), 'lab/web-1')).toEqual([]);
    expect(slotProblems(disks('log'), 'lab/web-1')).toEqual([]);
  });

  test('two names that meet in one are refused, with a name that is free', () => {
    const taken = dataDiskInterface('data');
    const twin = Array.from(
      { length: 200 },
      (_, index) => `x${'y'.repeat(index % 15)}${String(index)}`,
    ).find((name) => dataDiskInterface(name) === taken);
    const [problem, ...others] = slotProblems(disks('data', String(twin)), 'lab/web-1');
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'VML031',
      path: 'lab/web-1.dataDisks[1].name',
      rule: `its interface follows from its name, and ${taken} is that of "data"`,
    });
    const suggested = /"(.+)"/.exec(problem?.fix ?? '')?.[1] ?? '';
    expect(slotProblems(disks('data', suggested), 'lab/web-1')).toEqual([]);
  });

  test('a seventeenth disk has no place', () => {
    const problems = slotProblems(disks(...usual, 'one-more'), 'lab/web-1');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.fix).toBe('rename the disk that does not exist yet');
  });
});

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { labInstance } from '../../../lab/hypervisor/instance';
import { vcenterEnvironment, vcenterUrl } from '../../../lab/vcenter';
import { parseRecord, readRecord, vcenterFiles, writeRecord } from '../../../lab/vcenter/record';

const process_ = { pid: 4711, startTime: '123', bootId: 'boot' };
const connection = { server: '127.0.0.1:41235', user: 'administrator', password: 'p"w\\' };

describe('parseRecord', () => {
  it('reads a whole record, and one of a start that is not done', () => {
    expect(parseRecord(JSON.stringify({ process: process_, connection }))).toEqual({
      process: process_,
      connection,
    });
    expect(parseRecord(JSON.stringify({ process: process_ }))).toEqual({ process: process_ });
  });

  it.each([
    ['a torn text', '{"process":{"pid":4711,'],
    ['nothing', ''],
    ['null', 'null'],
    ['no process', JSON.stringify({ connection })],
    ['process 1', JSON.stringify({ process: { ...process_, pid: 1 }, connection })],
    ['no start time', JSON.stringify({ process: { pid: 4711, bootId: 'boot' }, connection })],
  ])('takes %s for no record', (_, text) => {
    expect(parseRecord(text)).toBeUndefined();
  });

  it.each(['10.0.0.1:443', 'vcenter.example.test:443', '127.0.0.1', '127.0.0.1:0', ''])(
    'forgets the connection to %j, which is not on loopback',
    (server) => {
      const text = JSON.stringify({ process: process_, connection: { ...connection, server } });
      expect(parseRecord(text)).toEqual({ process: process_ });
    },
  );
});

describe('record of an instance', () => {
  const parent = mkdtempSync(join(tmpdir(), 'vml-'));
  const instance = labInstance('lab', { VM_LIFECYCLE_LAB_ROOT: parent });
  const files = vcenterFiles(instance);
  afterAll(() => {
    rmSync(parent, { recursive: true });
  });

  it('lies below the root of the instance, as everything of its vCenter does', () => {
    for (const file of Object.values(files)) {
      expect(file.startsWith(`${instance.root}/vcenter`)).toBe(true);
    }
  });

  it('is not there before it is written', () => {
    expect(readRecord(instance)).toBeUndefined();
  });

  it('is read as it was written, and by its owner only', async () => {
    mkdirSync(dirname(files.record), { recursive: true });
    await writeRecord(instance, { process: process_, connection });
    expect(readRecord(instance)).toEqual({ process: process_, connection });
    expect(statSync(files.record).mode & 0o777).toBe(0o600);
  });

  it('is none where the file is torn', () => {
    writeFileSync(files.record, '{');
    expect(readRecord(instance)).toBeUndefined();
  });
});

describe('connection', () => {
  it('becomes what the provider reads from the environment', () => {
    expect(vcenterEnvironment(connection)).toEqual({
      VSPHERE_SERVER: '127.0.0.1:41235',
      VSPHERE_USER: 'administrator',
      VSPHERE_PASSWORD: 'p"w\\',
      VSPHERE_ALLOW_UNVERIFIED_SSL: 'true',
    });
    expect(vcenterUrl(connection)).toBe('https://127.0.0.1:41235/sdk');
  });
});

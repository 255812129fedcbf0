import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Size } from '../../../lib';
import { addVm, cleanUp, lab, synthesized, written } from './support';

cleanUp();

/** A stack with everything that could depend on a machine, a moment or an order. */
function whole(): string {
  const { app, stack, template } = lab();
  addVm(stack, template, { disk: { mountPoint: '/srv/data' }, nic: { address: '10.0.0.9' } });
  addVm(stack, template, { props: { name: 'web-2', systemDiskSize: Size.gibibytes(8) } }, 'Web2');
  return written(app, stack);
}

const first = whole();

describe('the synthesized JSON', () => {
  const here = process.cwd();
  let elsewhere: string;
  beforeAll(() => {
    elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  });
  afterAll(() => {
    rmSync(elsewhere, { recursive: true });
  });
  afterEach(() => {
    process.chdir(here);
    jest.useRealTimers();
  });

  test('is the same each time, byte for byte', () => {
    expect(whole()).toBe(first);
    expect(whole()).toBe(first);
  });

  test('is the same from another folder', () => {
    process.chdir(elsewhere);
    expect(whole()).toBe(first);
  });

  test('is the same on another day', () => {
    jest.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z') });
    expect(whole()).toBe(first);
  });

  test('holds no path of the machine that makes it, no date and no time', () => {
    const local = [here, elsewhere, tmpdir(), process.env.HOME ?? '/root'];
    expect(
      local.filter((path) => first.includes(`${path}/`) || first.includes(`"${path}"`)),
    ).toEqual([]);
    const year = String(new Date().getFullYear());
    expect(first).not.toMatch(new RegExp(`${year}-\\d\\d-\\d\\d|\\d\\d:\\d\\d:\\d\\dZ`));
  });

  test('does not depend on other VMs of the stack', () => {
    const { app, stack, template } = lab();
    addVm(stack, template, { props: { name: 'web-2', systemDiskSize: Size.gibibytes(8) } }, 'Web2');
    const alone = synthesized(app, stack).resource;
    const together = (JSON.parse(first) as { resource: typeof alone }).resource;
    for (const [type, byName] of Object.entries(alone)) {
      expect(together[type]).toMatchObject(byName ?? {});
    }
    expect(Object.keys(alone)).toContain('libvirt_domain');
  });
});

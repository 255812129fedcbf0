import { ProxmoxRefusal } from '../../../../lib/drivers/proxmox/api';
import { askGuest } from '../../../../lib/drivers/proxmox/observer';

const machine = 'nodes/pve1/qemu/100';

/** Asks a guest whose program has these states, one after the other. */
async function ask(...states: object[]) {
  const asked: unknown[][] = [];
  const guest = await askGuest(
    {
      send: (...args) => {
        asked.push(args);
        return Promise.resolve({ pid: 7 });
      },
      get: <T>(path: string): Promise<T> => {
        asked.push([path]);
        return Promise.resolve(states.shift() as T);
      },
    },
    machine,
    'echo',
  );
  return { guest, asked };
}

test('the script runs in a shell of the guest, and what it prints is read when it has ended', async () => {
  const { guest, asked } = await ask(
    { exited: 0 },
    { exited: 1, exitcode: 0, 'out-data': '@control guest.a\n| fine\n' },
  );
  expect(guest).toEqual({ observed: new Map([['guest.a', 'fine']]) });
  const status = [`${machine}/agent/exec-status?pid=7`];
  expect(asked).toEqual([
    ['POST', `${machine}/agent/exec`, { command: ['/bin/sh', '-s'], 'input-data': 'echo' }],
    status,
    status,
  ]);
});

test.each([
  [
    'printed nothing',
    { exited: true, exitcode: 1, 'err-data': 'a\nmktemp: no space\n' },
    'the guest answered nothing (exit code 1: mktemp: no space)',
  ],
  [
    'printed too much',
    { exited: 1, 'out-data': '@control guest.a\n| fine', 'out-truncated': 1 },
    'the guest printed more than Proxmox VE passes on',
  ],
])('a guest that %s was not asked', async (_name, state, notAsked) => {
  expect((await ask(state)).guest).toEqual({ notAsked });
});

test('without an agent, or a permission, the guest was not asked; other faults are faults', async () => {
  const failing = (error: Error) => ({
    send: () => Promise.reject(error),
    get: () => Promise.reject(error),
  });
  const refused = new ProxmoxRefusal(500, 'POST agent/exec: 500 QEMU guest agent is not running');
  expect(await askGuest(failing(refused), machine, '')).toEqual({ notAsked: refused.message });
  await expect(askGuest(failing(new TypeError('x')), machine, '')).rejects.toThrow(TypeError);
});

import type {
  MachineObserver,
  Observation,
  ObservationRequest,
} from '../../../lib/drivers/observer';
import { MachineOperationError } from '../../../lib/drivers/operations';
import type { ExpectedControl } from '../../../lib/hardening/expectation';
import type { ExpectedMachine } from '../../../lib/hardening/expected-machines';
import {
  attestMachine,
  countsOf,
  isIncomplete,
  unaskedRows,
  unmetRows,
} from '../../../lib/operations/attest-machine';

const base = { title: 'a control', sources: ['a rule'], state: 'declared' } as const;
const machineControl = (id: string, rest: object = {}): ExpectedControl => ({
  ...{ ...base, id, scope: 'machine', expected: 'on', value: 'on', settings: {} },
  ...rest,
});
const guestControl = (id: string, rest: object = {}): ExpectedControl => ({
  ...{ ...base, id, scope: 'guest', expected: 'fine' },
  ...rest,
});
const expected: ExpectedMachine = {
  ...{ stack: 'lab', name: 'web-1', uuid: 'u', hypervisor: 'libvirt', address: 'a.b' },
  controls: [
    machineControl('machine.a'),
    machineControl('machine.w', {
      state: 'waived',
      waiver: { control: 'machine.w', reason: 'why', expires: '2027-01-01' },
    }),
    guestControl('guest.a'),
    guestControl('guest.t', { inherited: 'debian-12' }),
  ],
  script: 'echo',
};
const vm = { name: 'web-1', uuid: 'u' };
const observer = (observe: () => Observation): MachineObserver => ({
  observe: () => Promise.resolve().then(observe),
});
const machine = new Map([
  ['machine.a', 'on'],
  ['machine.w', 'off'],
]);
const inside = (a: string): Observation['guest'] => ({ observed: new Map([['guest.a', a]]) });

test('all that is asked for is met, and what is waived is no finding', async () => {
  const found = await attestMachine(
    expected,
    vm,
    observer(() => ({ machine, guest: inside('fine') })),
  );
  expect(countsOf([found])).toEqual({ met: 3, unmet: 0, waived: 1, notAsked: 0 });
  expect([unmetRows(found), unaskedRows(found), isIncomplete(found)]).toEqual([[], [], false]);
});

test('what is not as expected is named, on the machine and in the guest', async () => {
  const found = await attestMachine(
    expected,
    vm,
    observer(() => ({ machine: new Map([['machine.a', 'x is off']]), guest: inside('bad') })),
  );
  expect(unmetRows(found).map(({ control, observed }) => [control, observed])).toEqual([
    ['machine.a', 'x is off'],
    ['guest.a', 'bad'],
  ]);
});

test('a guest that is not asked attests nothing but what its template does', async () => {
  const seen = observer(() => ({ machine, guest: { notAsked: 'no agent' } }));
  const found = await attestMachine(expected, vm, seen);
  expect(found).toMatchObject({ guestNotAsked: 'no agent' });
  expect(unaskedRows(found).map(({ control }) => control)).toEqual(['guest.a']);
  expect([unmetRows(found), isIncomplete(found)]).toEqual([[], true]);
  expect(countsOf([found])).toEqual({ met: 2, unmet: 0, waived: 1, notAsked: 1 });

  const outside = await attestMachine(expected, vm, seen, true);
  expect(outside).not.toHaveProperty('guestNotAsked');
  expect(countsOf([outside])).toEqual({ met: 1, unmet: 0, waived: 1, notAsked: 0 });
});

test('nothing runs in a guest that is left out', async () => {
  const asked: ObservationRequest[] = [];
  const seen: MachineObserver = {
    observe: (_, request) => {
      asked.push(request);
      return Promise.resolve({ machine, guest: { notAsked: 'left alone' } });
    },
  };
  await attestMachine(expected, vm, seen, true);
  await attestMachine(expected, vm, seen);
  expect(asked.map(({ script }) => script)).toEqual([undefined, 'echo']);
});

test.each([
  [
    'does not answer',
    observer(() => {
      throw new MachineOperationError('connection refused');
    }),
    'connection refused',
  ],
  ['is not deployed', undefined, 'it is not deployed: apply its stack'],
])('a machine that %s is not asked, and its template vouches for nothing', async (_n, by, why) => {
  const found = await attestMachine(expected, vm, by);
  expect(found.notAsked).toBe(why);
  expect(isIncomplete(found)).toBe(true);
  expect(countsOf([found])).toEqual({ met: 0, unmet: 0, waived: 1, notAsked: 3 });
});

test('a fault of the program is none of the machine', async () => {
  const broken = observer(() => {
    throw new TypeError('x is undefined');
  });
  await expect(attestMachine(expected, vm, broken)).rejects.toThrow(TypeError);
});

import { Meeting } from '../../../lib/cli/meeting';

/** A task that ends, or fails, when it is told to. */
function task(): { run: jest.Mock; end: () => void; fail: (error: Error) => void } {
  let end = (): void => undefined;
  let fail: (error: Error) => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    [end, fail] = [resolve, reject];
  });
  return {
    run: jest.fn(() => over),
    end: () => {
      end();
    },
    fail: (error) => {
      fail(error);
    },
  };
}

const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise, Promise.resolve('pending')])) === 'pending';

test('the task runs once, when the last one is there, and all wait for its end', async () => {
  const { run, end } = task();
  const meeting = new Meeting(2, run);
  const first = meeting.arrive();
  expect(run).not.toHaveBeenCalled();
  const second = meeting.arrive();
  expect(run).toHaveBeenCalledTimes(1);
  expect(await isPending(first)).toBe(true);
  end();
  await Promise.all([first, second, meeting.over]);
});

test('the task also runs where all leave, and is over when it has ended', async () => {
  const { run, end } = task();
  const meeting = new Meeting(2, run);
  meeting.leave();
  meeting.leave();
  expect(run).toHaveBeenCalledTimes(1);
  expect(await isPending(meeting.over)).toBe(true);
  end();
  await meeting.over;
});

test('what the task fails with is heard by all who wait', async () => {
  const { run, fail } = task();
  const meeting = new Meeting(2, run);
  const waiting = meeting.arrive();
  meeting.leave();
  fail(new Error('no'));
  await expect(waiting).rejects.toThrow('no');
  await expect(meeting.over).rejects.toThrow('no');
});

test('where one fails, the task does not run, and the others do not wait for ever', async () => {
  const { run } = task();
  const meeting = new Meeting(2, run);
  const waiting = meeting.arrive();
  meeting.fail(new Error('no'));
  await expect(waiting).rejects.toThrow('no');
  expect(run).not.toHaveBeenCalled();
});

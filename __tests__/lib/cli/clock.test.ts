import { clockFrom } from '../../../lib/cli/clock';

describe('the clock of a command', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-21T23:59:30Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ['2026-11-21', '2026-11-21T23:59:30.000Z', '2026-11-22T00:00:30.000Z'],
    ['2026-12-05', '2026-12-05T23:59:30.000Z', '2026-12-06T00:00:30.000Z'],
    ['2026-11-20', '2026-11-20T23:59:30.000Z', '2026-11-21T00:00:30.000Z'],
  ])('says %s, and goes on from there', (today, first, second) => {
    const now = clockFrom(today);
    expect(now().toISOString()).toBe(first);
    jest.advanceTimersByTime(60_000);
    expect(now().toISOString()).toBe(second);
  });
});

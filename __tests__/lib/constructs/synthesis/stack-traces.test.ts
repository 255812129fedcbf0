import { Lazy } from 'cdktf';
import { withoutStackTraces } from '../../../../lib/constructs/synthesis/stack-traces';

const made = (): string[] => Lazy.anyValue({ produce: () => 1 }).creationStack;
// eslint-disable-next-line @typescript-eslint/unbound-method -- compared, not called
const before = Error.captureStackTrace;

afterEach(() => {
  delete process.env.CDKTF_LOG_LEVEL;
  expect(Error).toHaveProperty('captureStackTrace', before);
});

test('tokens know where they were made outside of it only', () => {
  expect(withoutStackTraces(made)).toEqual([]);
  expect(made().join('\n')).toContain('stack-traces.test');
});

test('CDKTF_LOG_LEVEL=debug keeps what they know', () => {
  process.env.CDKTF_LOG_LEVEL = 'DEBUG';
  expect(withoutStackTraces(made).join('\n')).toContain('stack-traces.test');
});

test('errors keep their stack traces, and end it', () => {
  const fail = (): never => {
    throw new Error('no');
  };
  expect(() => withoutStackTraces(fail)).toThrow('no');
  try {
    withoutStackTraces(fail);
  } catch (error) {
    expect((error as Error).stack).toContain('stack-traces.test');
  }
});

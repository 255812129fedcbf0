/**
 * Calls a function in which cdktf does not note for each token where it was made: a third of a synthesis goes into these
 * notes, which only errors of cdktf itself show. `CDKTF_LOG_LEVEL=debug` keeps them. Errors keep their stack traces.
 */
export function withoutStackTraces<T>(call: () => T): T {
  if (process.env.CDKTF_LOG_LEVEL?.toLowerCase() === 'debug') return call();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => undefined;
  try {
    return call();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

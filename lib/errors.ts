/**
 * Error codes and the one error type that bad input raises.
 *
 * Every problem is printed as `[code] path: got value; rule; what to do`.
 */

import { errorCodes, type ErrorCode } from './error-codes';

export { errorCodes, type ErrorCode };

/** One thing that is wrong with an input, in words that say what to do about it. */
export interface Problem {
  readonly code: ErrorCode;
  /** Construct path and field, such as `lab/web-1.guest.hostname`. */
  readonly path: string;
  /** What was given, already rendered for printing (see {@link got} and {@link redacted}). */
  readonly got: string;
  /** The rule that it breaks. */
  readonly rule: string;
  /** What to do. */
  readonly fix: string;
}

/** Renders a given value for an error text: quoted, control characters escaped, at most 80 characters. */
export function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  let text: string;
  try {
    text = hasText(value) ? value.toText() : JSON.stringify(value);
  } catch {
    text = typeof value;
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Units such as Size say themselves how people read them. */
function hasText(value: unknown): value is { toText(): string } {
  return typeof value === 'object' && value !== null && 'toText' in value;
}

/** Stands in for a value that must not be printed. */
export function redacted(what: string): string {
  return `${what} (value not shown)`;
}

/** The line that people read for one problem. */
export function formatProblem(problem: Problem): string {
  return `[${problem.code}] ${problem.path}: got ${problem.got}; ${problem.rule}; ${problem.fix}`;
}

const errorMark = Symbol.for('vm-lifecycle.VmLifecycleError');

/** Bad input: holds every problem that was found, not only the first. */
export class VmLifecycleError extends Error {
  readonly problems: readonly Problem[];
  /** Exit code of every command that ends with this error. */
  readonly exitCode = 2;

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'VmLifecycleError';
    this.problems = Object.freeze([...problems]);
    Object.defineProperty(this, errorMark, { value: true });
  }

  /** True for this error also when two copies of the package are loaded. */
  static is(value: unknown): value is VmLifecycleError {
    return typeof value === 'object' && value !== null && errorMark in value;
  }
}

/** Throws one error with all the problems, if there are any. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new VmLifecycleError(problems);
}

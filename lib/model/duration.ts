import { got, VmLifecycleError } from '../errors';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const durationMark = Symbol.for('vm-lifecycle.Duration');

/** A length of time. Conversions never round silently. */
export class Duration {
  static {
    Object.defineProperty(Duration.prototype, durationMark, { value: true });
  }

  static seconds(amount: number): Duration {
    return Duration.of('seconds', amount, SECOND);
  }
  static minutes(amount: number): Duration {
    return Duration.of('minutes', amount, MINUTE);
  }
  static hours(amount: number): Duration {
    return Duration.of('hours', amount, HOUR);
  }
  static days(amount: number): Duration {
    return Duration.of('days', amount, DAY);
  }

  /** True for a duration, also where two copies of the package are loaded. */
  static isDuration(value: unknown): value is Duration {
    return typeof value === 'object' && value !== null && durationMark in value;
  }

  private static of(unit: string, amount: number, factor: number): Duration {
    // Not a number: multiplying could throw (1n, symbols) or convert (null, '4', [4]).
    const seconds = typeof amount === 'number' ? amount * factor : NaN;
    // Tokens of numbers are negative numbers far below any duration, so they end here too.
    if (!Number.isSafeInteger(seconds) || seconds < 0) {
      throw new VmLifecycleError([
        {
          code: 'VML054',
          path: `Duration.${unit}`,
          got: got(amount),
          rule: 'a duration is a number that is known at synthesis, not negative, and whole in seconds',
          fix: 'give a plain number, such as Duration.days(14)',
        },
      ]);
    }
    return new Duration(Math.abs(seconds)); // no negative zero
  }

  private constructor(private readonly total: number) {
    Object.freeze(this);
  }

  toSeconds(): number {
    return this.total;
  }

  /** For people, in the largest unit that is whole: `14 days`. */
  toText(): string {
    const units = [
      ['day', DAY],
      ['hour', HOUR],
      ['minute', MINUTE],
    ] as const;
    const [name, factor] = units.find(([, f]) => this.total > 0 && this.total % f === 0) ?? [
      'second',
      SECOND,
    ];
    const count = this.total / factor;
    return `${String(count)} ${name}${count === 1 ? '' : 's'}`;
  }
  toString(): string {
    return this.toText();
  }
  toJSON(): string {
    return this.toText();
  }
}

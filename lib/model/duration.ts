import { got, VmLifecycleError } from '../errors';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time. Conversions never round silently. */
export class Duration {
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

  private static of(unit: string, amount: number, factor: number): Duration {
    const seconds = amount * factor;
    if (typeof amount !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) {
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
    return new Duration(seconds);
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
    const [name, factor] = units.find(([, f]) => this.total > 0 && this.total % f === 0) ?? ['second', SECOND];
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

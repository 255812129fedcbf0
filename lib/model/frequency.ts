import { got, VmLifecycleError } from '../errors';

const frequencyMark = Symbol.for('vm-lifecycle.Frequency');

/** An amount of CPU time, as the sum of clock rates: two cores of 2.6 GHz are 5200 MHz. Never rounded silently. */
export class Frequency {
  static {
    Object.defineProperty(Frequency.prototype, frequencyMark, { value: true });
  }

  static megahertz(amount: number): Frequency {
    return Frequency.of('megahertz', amount, 1);
  }
  static gigahertz(amount: number): Frequency {
    return Frequency.of('gigahertz', amount, 1000);
  }

  /** True for a frequency, also where two copies of the package are loaded. */
  static isFrequency(value: unknown): value is Frequency {
    if (typeof value !== 'object' || value === null || !(frequencyMark in value)) return false;
    return isAmount((value as { total?: unknown }).total);
  }

  /** The frequency as one of this copy of the package. */
  static from(frequency: Frequency): Frequency {
    return (frequency as object) instanceof Frequency ? frequency : new Frequency(frequency.total);
  }

  private static of(unit: string, amount: number, factor: number): Frequency {
    // 2.6 × 1000 is 2600.0000000000005: what is left of a millionth of a MHz is no amount of CPU time.
    const exact = typeof amount === 'number' ? amount * factor : NaN;
    const megahertz = Math.round(exact);
    if (!isAmount(megahertz) || Math.abs(exact - megahertz) > 1e-6) {
      throw new VmLifecycleError([
        {
          code: 'VML054',
          path: `Frequency.${unit}`,
          got: got(amount),
          rule: 'a frequency is a number that is known at synthesis, not negative, and whole in MHz',
          fix: 'give a plain number, such as Frequency.gigahertz(2.6)',
        },
      ]);
    }
    return new Frequency(Math.abs(megahertz)); // no negative zero
  }

  private constructor(private readonly total: number) {
    Object.freeze(this);
  }

  toMegahertz(): number {
    return this.total;
  }
  isLessThan(other: Frequency): boolean {
    return this.total < other.total;
  }
  equals(other: Frequency): boolean {
    return this.total === other.total;
  }

  /** For people, in the largest unit that is whole: `26 GHz`. */
  toText(): string {
    return this.total > 0 && this.total % 1000 === 0
      ? `${String(this.total / 1000)} GHz`
      : `${String(this.total)} MHz`;
  }
  toString(): string {
    return this.toText();
  }
  toJSON(): string {
    return this.toText();
  }
}

function isAmount(megahertz: unknown): boolean {
  return Number.isSafeInteger(megahertz) && (megahertz as number) >= 0;
}

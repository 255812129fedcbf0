import { got, VmLifecycleError } from '../errors';

const KIBI = 1024;
const UNITS = [
  ['TiB', KIBI ** 4],
  ['GiB', KIBI ** 3],
  ['MiB', KIBI ** 2],
  ['KiB', KIBI],
] as const;

const sizeMark = Symbol.for('vm-lifecycle.Size');

/** An amount of memory or storage, in binary units (IEC 80000-13). Conversions never round silently. */
export class Size {
  static {
    Object.defineProperty(Size.prototype, sizeMark, { value: true });
  }

  static kibibytes(amount: number): Size {
    return Size.of('kibibytes', amount, KIBI);
  }
  static mebibytes(amount: number): Size {
    return Size.of('mebibytes', amount, KIBI ** 2);
  }
  static gibibytes(amount: number): Size {
    return Size.of('gibibytes', amount, KIBI ** 3);
  }
  static tebibytes(amount: number): Size {
    return Size.of('tebibytes', amount, KIBI ** 4);
  }

  /** True for a size, also where two copies of the package are loaded. */
  static isSize(value: unknown): value is Size {
    if (typeof value !== 'object' || value === null || !(sizeMark in value)) return false;
    return isAmount((value as { bytes?: unknown }).bytes);
  }

  /** The size as one of this copy of the package. */
  static from(size: Size): Size {
    return (size as object) instanceof Size ? size : new Size(size.bytes);
  }

  private static of(unit: string, amount: number, factor: number): Size {
    // Not a number: multiplying could throw (1n, symbols) or convert (null, '4', [4]).
    const bytes = typeof amount === 'number' ? amount * factor : NaN;
    // Tokens of numbers are negative numbers far below any size, so they end here too.
    if (!isAmount(bytes)) {
      throw new VmLifecycleError([
        {
          code: 'VML054',
          path: `Size.${unit}`,
          got: got(amount),
          rule: 'a size is a number that is known at synthesis, not negative, and whole in bytes',
          fix: 'give a plain number, such as Size.gibibytes(40)',
        },
      ]);
    }
    return new Size(Math.abs(bytes)); // no negative zero
  }

  private constructor(readonly bytes: number) {
    Object.freeze(this);
  }

  /** Whole KiB. @throws VML054 where the size is not whole in this unit */
  toKibibytes(): number {
    return this.whole('KiB', KIBI);
  }
  /** Whole MiB. @throws VML054 where the size is not whole in this unit */
  toMebibytes(): number {
    return this.whole('MiB', KIBI ** 2);
  }
  /** Whole GiB. @throws VML054 where the size is not whole in this unit */
  toGibibytes(): number {
    return this.whole('GiB', KIBI ** 3);
  }

  /** True where the size is a whole multiple of the other one. */
  isMultipleOf(other: Size): boolean {
    return other.bytes > 0 && this.bytes % other.bytes === 0;
  }
  isLessThan(other: Size): boolean {
    return this.bytes < other.bytes;
  }
  equals(other: Size): boolean {
    return this.bytes === other.bytes;
  }

  /** For people, in the largest unit that is whole: `40 GiB`. */
  toText(): string {
    const [name, factor] = UNITS.find(([, f]) => this.bytes > 0 && this.bytes % f === 0) ?? [
      'B',
      1,
    ];
    return `${String(this.bytes / factor)} ${name}`;
  }
  toString(): string {
    return this.toText();
  }
  toJSON(): string {
    return this.toText();
  }

  private whole(unit: string, factor: number): number {
    if (this.bytes % factor !== 0) {
      throw new VmLifecycleError([
        {
          code: 'VML054',
          path: `Size.to${unit}`,
          got: this.toText(),
          rule: `it is not a whole number of ${unit}, and sizes are never rounded`,
          fix: 'convert to a smaller unit',
        },
      ]);
    }
    return this.bytes / factor;
  }
}

function isAmount(bytes: unknown): boolean {
  return Number.isSafeInteger(bytes) && (bytes as number) >= 0;
}

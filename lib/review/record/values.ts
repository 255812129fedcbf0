/**
 * Values as a record has them: printed where the driver allows it, else compared by a keyed digest.
 *
 * Input: one planned resource and the tables of the drivers. Output: recorded values, sorted by path. May import: the types
 * of lib/drivers/review-table, lib/review.
 */

import type { ResourceReview } from '../../drivers/review-table';
import { isListed } from '../printed';
import type { PlannedResource } from '../terraform-plan';
import { byCodeUnit } from '../../model/json';
import { canonicalJson, digestOf } from './canonical-json';
import { leavesOf, type Leaf, type ListKeys } from './leaves';
import { hiddenTexts, type RecordContext, type RecordedValue } from './plan-record';
import { keyedDigest, type RecordKey } from './record-key';

/** A resource whose type no table knows: nothing is printed, its id identifies it. */
const unknownType: ResourceReview = {
  printed: [],
  volatile: [],
  identity: ['id'],
  decisive: [],
};

export interface ValueRules {
  readonly review?: ResourceReview;
  readonly keys?: ListKeys;
  readonly key: RecordKey;
}

/** One planned resource, read by the rules of its type. */
export class ResourceValues {
  private readonly before: ReadonlyMap<string, Leaf>;
  private readonly after: ReadonlyMap<string, Leaf>;
  private readonly review: ResourceReview;
  private sorted: readonly Pair[] | undefined;
  private different: readonly Pair[] | undefined;

  constructor(
    private readonly resource: Pick<PlannedResource, 'address' | 'change'>,
    private readonly rules: ValueRules,
  ) {
    const { change } = resource;
    this.review = rules.review ?? unknownType;
    this.before = leavesOf(
      { value: change.before, sensitive: change.before_sensitive },
      rules.keys,
    );
    this.after = leavesOf(
      { value: change.after, unknown: change.after_unknown, sensitive: change.after_sensitive },
      rules.keys,
    );
  }

  /** What changes, without what the driver calls volatile. */
  changed(): readonly RecordedValue[] {
    return this.differing().filter(notVolatile(this.review)).map(this.recorded);
  }

  /** True where all that changes is volatile. */
  onlyVolatile(): boolean {
    const differing = this.differing();
    return differing.length > 0 && !differing.some(notVolatile(this.review));
  }

  /** What identifies the object that is there. */
  identity(): readonly RecordedValue[] {
    return this.pairs()
      .filter((pair) => pair.before !== undefined && listed(this.review.identity, pair))
      .map(({ before }) => this.recorded({ before }))
      .map((value) =>
        value.hidden === undefined ? value : { ...value, hidden: hiddenTexts.identity },
      );
  }

  /** What changes of the attributes that the driver calls decisive. */
  decisive(): readonly RecordedValue[] {
    return this.differing()
      .filter((pair) => listed(this.review.decisive, pair))
      .map(this.recorded);
  }

  /** One digest over what stays as it is and will be written again. */
  unchanged(): string {
    return unchangedDigest(
      this.pairs()
        .filter((pair) => !differs(pair) && notVolatile(this.review)(pair))
        .map(({ after }) => this.recorded({ after })),
    );
  }

  private differing(): readonly Pair[] {
    this.different ??= this.pairs().filter(differs);
    return this.different;
  }

  private pairs(): readonly Pair[] {
    this.sorted ??= [...new Set([...this.before.keys(), ...this.after.keys()])]
      .sort(byCodeUnit)
      .map((path) => ({ before: this.before.get(path), after: this.after.get(path) }));
    return this.sorted;
  }

  private readonly recorded = (pair: Pair): RecordedValue => {
    const { before, after } = pair;
    const { path } = some(pair);
    const known = after === undefined || after.unknown ? undefined : after;
    const value: Writable<RecordedValue> = { path };
    if (this.isPrinted(pair)) {
      if (before !== undefined) value.before = before.value;
      if (known !== undefined) value.after = known.value;
    } else {
      value.hidden = hiddenTexts.changed;
      const [was, becomes] = [this.digest(before), this.digest(known)];
      if (was !== undefined) value.beforeDigest = was;
      if (becomes !== undefined) value.afterDigest = becomes;
    }
    if (after?.unknown === true) value.unknown = true;
    return value;
  };

  private digest(leaf: Leaf | undefined): string | undefined {
    return leaf === undefined || leaf.unknown
      ? undefined
      : keyedDigest(this.rules.key, this.resource.address, leaf.path, leaf.value);
  }

  private isPrinted(pair: Pair): boolean {
    const marked = pair.before?.sensitive === true || pair.after?.sensitive === true;
    return !marked && listed(this.review.printed, pair);
  }
}

/** A planned resource, read by the tables of its driver. */
export function valuesOf(
  resource: PlannedResource,
  { tables, key }: Pick<RecordContext, 'tables' | 'key'>,
): ResourceValues {
  const { impact, review } = tables;
  const { type } = resource;
  return new ResourceValues(resource, {
    review: Object.hasOwn(review, type) ? review[type] : undefined,
    keys: Object.hasOwn(impact, type) ? impact[type]?.keys : undefined,
    key,
  });
}

/** The digest that `unchanged` of an entry is compared with: over these values' new sides. */
export function unchangedDigest(values: readonly RecordedValue[]): string {
  return digestOf(values.map(({ path, after, afterDigest }) => [path, after, afterDigest]));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Pair {
  readonly before?: Leaf;
  readonly after?: Leaf;
}

function differs({ before, after }: Pair): boolean {
  if (before === undefined || after === undefined || after.unknown) return true;
  if (before.value === after.value) return false;
  return canonicalJson(before.value) !== canonicalJson(after.value);
}

function notVolatile(review: ResourceReview): (pair: Pair) => boolean {
  return (pair) => !listed(review.volatile, pair);
}

function listed(lines: readonly string[], pair: Pair): boolean {
  return isListed(lines, some(pair).attribute);
}

function some({ before, after }: Pair): Leaf {
  const leaf = after ?? before;
  if (leaf === undefined) throw new Error('a pair without sides');
  return leaf;
}

/** Without the fields that have no value: what is absent is absent in the file, too. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

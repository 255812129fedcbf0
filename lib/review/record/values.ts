/**
 * Values as a record has them: printed where the driver allows it, else compared by a keyed digest.
 *
 * Input: one planned resource and the tables of the drivers. Output: recorded values, sorted by path. May import: the types
 * of lib/drivers/review-table, lib/review.
 */

import type { ResourceReview } from '../../drivers/review-table';
import { covers } from '../impact';
import type { PlannedResource } from '../terraform-plan';
import { canonicalJson, digestOf } from './canonical-json';
import { leavesOf, type Leaf, type ListKeys } from './leaves';
import { hiddenTexts, type RecordContext, type RecordedValue } from './plan-record';
import { keyedDigest, type RecordKey } from './record-key';
import { byCodeUnit } from '../../model/json';

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
    return this.pairs().filter(differs);
  }

  private pairs(): readonly Pair[] {
    const paths = [...new Set([...this.before.keys(), ...this.after.keys()])].sort(byCodeUnit);
    return paths.map((path) => ({ before: this.before.get(path), after: this.after.get(path) }));
  }

  private readonly recorded = (pair: Pair): RecordedValue => {
    const { before, after } = pair;
    const { path } = some(pair);
    const unknown = after?.unknown === true ? ({ unknown: true } as const) : {};
    if (this.isPrinted(pair)) {
      return {
        path,
        ...(before === undefined ? {} : { before: before.value }),
        ...(after === undefined || after.unknown ? {} : { after: after.value }),
        ...unknown,
      };
    }
    const digest = (leaf: Leaf | undefined): string | undefined =>
      leaf === undefined || leaf.unknown
        ? undefined
        : keyedDigest(this.rules.key, this.resource.address, path, leaf.value);
    return defined({
      path,
      hidden: hiddenTexts.changed,
      beforeDigest: digest(before),
      afterDigest: digest(after),
      ...unknown,
    });
  };

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

interface Pair {
  readonly before?: Leaf;
  readonly after?: Leaf;
}

function differs({ before, after }: Pair): boolean {
  if (before === undefined || after === undefined || after.unknown) return true;
  return canonicalJson(before.value) !== canonicalJson(after.value);
}

function notVolatile(review: ResourceReview): (pair: Pair) => boolean {
  return (pair) => !listed(review.volatile, pair);
}

function listed(lines: readonly string[], pair: Pair): boolean {
  const { attribute } = some(pair);
  return lines.some((line) => covers(line, attribute));
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

/**
 * The key that values which no record prints are compared by (docs/adr/0005-plan-records.md).
 *
 * Input: the environment, and the lineage of the state. Output: the key, and what of it a record may say. May import:
 * lib/errors.
 */

import { createHmac, hkdfSync } from 'node:crypto';
import { VmLifecycleError, redacted } from '../../errors';
import { canonicalJson } from './canonical-json';

/** Environment variable with a key of the organisation's own: at least 32 characters, the same wherever plans are made. */
export const recordKeyVariable = 'VM_LIFECYCLE_RECORD_KEY';

const leastCharacters = 32;
/** Terraform and OpenTofu make lineages as random UUIDs; what is none may be guessed. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where a key comes from. `none`: there is no state yet and no variable, and values that are not printed are not compared. */
export type KeySource = 'environment' | 'lineage' | 'none';

/** The key that values which are not printed are compared by. */
export interface RecordKey {
  readonly source: KeySource;
  /** Tells keys apart without telling the key. Absent with `none`. */
  readonly id?: string;
  /** @default - none: values that are not printed are not compared */
  readonly bytes?: Uint8Array;
}

/** What a key can be made from. */
export interface KeyMaterial {
  /** Value of `VM_LIFECYCLE_RECORD_KEY`. @default - not set */
  readonly environment?: string;
  /** Lineage of the state. @default - there is no state yet */
  readonly lineage?: string;
}

/**
 * The key for a new record: of the environment, else of the state's lineage, else none. A fresh plan is compared under the
 * key that the reviewed record was made with: give its source.
 *
 * @throws VmLifecycleError VML071 for a key that is too short
 */
export function recordKey(material: KeyMaterial, source: KeySource = best(material)): RecordKey {
  const { environment = '', lineage = '' } = material;
  if (environment !== '' && environment.length < leastCharacters) {
    throw new VmLifecycleError([
      {
        code: 'VML071',
        path: recordKeyVariable,
        got: redacted(`${String(environment.length)} characters`),
        rule: `a key has at least ${String(leastCharacters)} characters, so that it cannot be guessed`,
        fix: 'make one by `openssl rand -hex 32` and keep it with the secrets of CI, or unset the variable',
      },
    ]);
  }
  if (source === 'environment' && environment !== '') return keyOf('environment', environment);
  if (source === 'lineage' && uuid.test(lineage)) return keyOf('lineage', lineage);
  return { source: 'none' };
}

function best({ environment = '', lineage = '' }: KeyMaterial): KeySource {
  if (environment !== '') return 'environment';
  return uuid.test(lineage) ? 'lineage' : 'none';
}

function keyOf(source: KeySource, secret: string): RecordKey {
  return {
    source,
    id: derive(secret, 'key id').toString('hex').slice(0, 16),
    bytes: derive(secret, 'values'),
  };
}

/** What a record says of the state that it belongs to: a lineage may be the key, and is not printed. */
export function lineageDigest(lineage: string): string {
  return derive(lineage, 'state').toString('hex');
}

/** HKDF (RFC 5869): what is made for one purpose says nothing of what is made for another. */
function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `vm-lifecycle plan record: ${purpose}`, 32));
}

/**
 * The keyed digest of a value, cut to 128 bits (RFC 2104, section 5). Address and path are part of it, so that equal values
 * in two places do not show as equal.
 */
export function keyedDigest(
  key: RecordKey,
  address: string,
  path: string,
  value: unknown,
): string | undefined {
  if (key.bytes === undefined) return undefined;
  return createHmac('sha256', key.bytes)
    .update(canonicalJson([address, path, value]), 'utf8')
    .digest('hex')
    .slice(0, 32);
}

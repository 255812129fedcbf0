import { keyedDigest, lineageDigest, recordKey } from '../../../../lib/review/record/record-key';
import { lineage } from './plans';

const environment = 'k'.repeat(32);

describe('the key of unprinted values', () => {
  it('is of the environment, else of the lineage, else there is none', () => {
    expect(recordKey({ environment, lineage }).source).toBe('environment');
    expect(recordKey({ lineage }).source).toBe('lineage');
    expect(recordKey({})).toEqual({ source: 'none' });
    expect(recordKey({ environment: '' })).toEqual({ source: 'none' });
  });

  it('is of the source that a reviewed record names', () => {
    expect(recordKey({ environment, lineage }, 'lineage')).toEqual(recordKey({ lineage }));
    expect(recordKey({ environment, lineage }, 'none')).toEqual({ source: 'none' });
    expect(recordKey({ lineage }, 'environment')).toEqual({ source: 'none' });
  });

  it('is the same on every machine, and tells nothing of what it is made from', () => {
    const key = recordKey({ lineage });
    expect(key).toEqual(recordKey({ lineage }));
    expect(key.id).toBe('f9116a594b5c5d93');
    expect(lineageDigest(lineage)).not.toContain(key.id);
    expect(JSON.stringify([key.id, lineageDigest(lineage)])).not.toContain(lineage.slice(0, 8));
    expect(recordKey({ environment }).id).not.toBe(
      recordKey({ environment: `${environment}k` }).id,
    );
  });

  it('is not made from a lineage that may be guessed', () => {
    expect(recordKey({ lineage: 'production' })).toEqual({ source: 'none' });
  });

  it('has to be long', () => {
    expect(() => recordKey({ environment: 'hunter2' })).toThrow(
      '[VML071] VM_LIFECYCLE_RECORD_KEY: got 7 characters (value not shown); a key has at least 32 characters, so that it cannot be guessed; make one by `openssl rand -hex 32` and keep it with the secrets of CI, or unset the variable',
    );
  });

  it('makes other digests of equal values in other places', () => {
    const key = recordKey({ lineage });
    const digest = keyedDigest(key, 'machine.web', 'password', 'secret');
    expect(digest).toMatch(/^[0-9a-f]{32}$/);
    expect(keyedDigest(key, 'machine.web', 'password', 'secret')).toBe(digest);
    expect(keyedDigest(key, 'machine.db', 'password', 'secret')).not.toBe(digest);
    expect(keyedDigest(key, 'machine.web', 'token', 'secret')).not.toBe(digest);
    expect(keyedDigest(recordKey({ environment }), 'machine.web', 'password', 'secret')).not.toBe(
      digest,
    );
    expect(keyedDigest({ source: 'none' }, 'machine.web', 'password', 'secret')).toBeUndefined();
  });
});

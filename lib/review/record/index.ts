/**
 * Version-controlled plans: the record of a plan that is reviewed in git, and the comparison of a fresh plan with it.
 *
 * Input: a plan's JSON, the tables of the drivers, what the plan was made from, and journals. Output: records, their files,
 * and what is left to apply, or the refusals. May import: lib/errors, lib/review, the types of lib/drivers/impact and
 * lib/drivers/review-table. The rule: docs/adr/0005-plan-records.md.
 */

export { checkApply, type ApplyCheck } from './check-apply';
export { compareRecords, refusalText, type Comparison, type LosesData } from './compare';
export { synthDigest } from './checks';
export { checkDrift, decisiveDrift } from './drift';
export { journalEvent, readJournal, type JournalEntry, type JournalEvent } from './journal';
export { JournalFile, journalName, loadJournal } from './journal-file';
export * from './plan-record';
export { readRecord, recordText } from './record-file';
export {
  recordKey,
  recordKeyVariable,
  type KeyMaterial,
  type KeySource,
  type RecordKey,
} from './record-key';
export { changeDigest, recordDigest, recordOf } from './record-of';
export type { Refusal, RefusalKind } from './refusal';

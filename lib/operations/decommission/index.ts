/**
 * The end of a VM, in two reviewed steps: retire, then destroy. Input: a record of `plans/retirements.json`, the machine
 * operations of a driver, hooks, and a callback for Terraform. Output: evidence. May import: lib/errors, lib/model, the
 * types and errors of lib/drivers/operations, lib/operations/hooks. Described in docs/decommission.md.
 */

export { backupEvidenceFormat, readBackupEvidence } from './backup-evidence';
export {
  decommissionFiles,
  type DecommissionContext,
  type DecommissionFiles,
  type DestroyContext,
  type RetireContext,
  type TerraformEnding,
  type TerraformRequest,
} from './context';
export { describeDestroy, destroy } from './destroy';
export type { StepDescription } from './engine';
export {
  evidenceFormat,
  readEvidence,
  writeEvidence,
  type AddressResult,
  type DecommissionEvidence,
  type DestroyEvidence,
  type RetireEvidence,
} from './evidence';
export { describeRetire, retire } from './retire';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { RestoreEvidence } from '../../lib/operations/backup/restore-evidence';
import { repositoryRoot } from '../support/paths';

const schemaFile = join(repositoryRoot, 'lib/operations/backup/restore-evidence.schema.json');

/** Refuses evidence that other tools could not read. */
export function checkEvidence(evidence: RestoreEvidence): void {
  const ajv = new Ajv({ allErrors: true });
  const valid = ajv.validate(JSON.parse(readFileSync(schemaFile, 'utf8')) as object, evidence);
  if (!valid) throw new Error(`the evidence does not fit its schema: ${ajv.errorsText()}`);
}

import type { BackupPolicyModel } from '../../model/backup-policy';

/** Category of the tags by which backup products select machines. */
export const backupCategory = 'backup-policy';

/** What a backup product has to do, for the people who set it up: the description of the tag. */
export function policyText(policy: BackupPolicyModel): string {
  const { retention, copyTarget } = policy;
  const kept = (['last', 'daily', 'weekly', 'monthly', 'yearly'] as const)
    .filter((rule) => retention[rule] > 0)
    .map((rule) => `${String(retention[rule])} ${rule}`);
  return [
    `full ${policy.full.expression}`,
    ...(policy.incremental === undefined ? [] : [`incremental ${policy.incremental.expression}`]),
    `keep ${kept.join(', ')}`,
    `to ${policy.target.storage}`,
    ...(copyTarget === undefined ? [] : [`copy to ${copyTarget.storage}`]),
    `RPO ${policy.recoveryPoint.toText()}`,
    `RTO ${policy.recoveryTime.toText()}`,
    `restore test ${policy.restoreTest.expression}`,
  ].join('; ');
}

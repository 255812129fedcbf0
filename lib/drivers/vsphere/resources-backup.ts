/** Snapshots, and what backup products select machines by. */

import type { Construct } from 'constructs';
import { VirtualMachineSnapshot } from '@cdktf/provider-vsphere/lib/virtual-machine-snapshot';
import { literal } from '../common/literal';
import type { BackupPolicyRequest, MadeResources, SnapshotRequest } from '../contract';
import { backupCategory, policyText } from './map-backup';
import type { VsphereContext } from './resources';

/** Every argument replaces the snapshot when it changes; the day on which it expires is none of them. */
export function createSnapshot(
  scope: Construct,
  { provider }: VsphereContext,
  { snapshot, vm }: SnapshotRequest,
): MadeResources {
  const main = new VirtualMachineSnapshot(scope, 'Resource', {
    provider,
    virtualMachineUuid: vm.vmId,
    snapshotName: literal(snapshot.name),
    description: literal(snapshot.description),
    memory: snapshot.memory,
    quiesce: snapshot.quiesce,
    // Those that were made later by hand stay, and the disks are merged.
    removeChildren: false,
    consolidate: true,
  });
  return { main, all: { snapshot: main } };
}

/** The tag of the policy, whether or not a machine carries it yet. */
export function createBackupPolicy(
  { tags }: VsphereContext,
  { policy }: BackupPolicyRequest,
): MadeResources {
  const main = tags.tag(backupCategory, policy.name, policyText(policy));
  return main === undefined ? { all: {} } : { main, all: { tag: main } };
}

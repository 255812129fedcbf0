import { isAbsolute, join } from 'node:path';
import type { MachineOperations, MachineReference } from '../../drivers/operations';
import type { Retirement } from '../../model/retirement';
import type { Hook, HookEvent, HookVm } from '../hooks';
import { retirementKey } from '../../model/retirement';
import type { AddressResult } from './evidence';

/** What Terraform is asked for. The caller plans, compares the plan with the addresses, and applies it. */
export interface TerraformRequest {
  /** `destroy`: the machine is destroyed. `unregister`: every address leaves the state, and nothing is destroyed. */
  readonly ending: Retirement['ending'];
  /** Exactly these, approved one by one. */
  readonly addresses: readonly string[];
  /** `keep`: addresses of disks that are resources of their own leave the state, and are not destroyed. */
  readonly disks: Retirement['disks'];
  /** An earlier attempt has begun: some of the addresses may be gone. */
  readonly resumed: boolean;
}

/** @returns one result for each address of the request, and for no other */
export type TerraformEnding = (request: TerraformRequest) => Promise<readonly AddressResult[]>;

export interface DecommissionContext {
  /** The reviewed record. */
  readonly retirement: Retirement;
  readonly operations: MachineOperations;
  readonly hooks: readonly Hook[];
  /** Where evidence is kept: `plans/evidence`. */
  readonly folder: string;
  /** Where journals are kept, which only a command that is run again needs. @default - beside the evidence */
  readonly journalFolder?: string;
  /** Paths in records are relative to it. @default - the current folder */
  readonly repository?: string;
  /** Who runs it. @default - not said */
  readonly performedBy?: string;
  /** @default - the clock of this machine */
  readonly now?: () => Date;
  readonly onProgress?: (message: string) => void;
}

export interface RetireContext extends DecommissionContext {
  /** What hooks are told of the VM; see `hookVmOf`. The evidence keeps it for the destroy. */
  readonly vm: HookVm;
}

export interface DestroyContext extends DecommissionContext {
  readonly terraform: TerraformEnding;
}

/** Files of a retirement: `<stack>/<vm>.<day of the request>` and what they are. */
export interface DecommissionFiles {
  readonly evidence: string;
  readonly retireJournal: string;
  readonly destroyJournal: string;
}

export function decommissionFiles(
  { folder, journalFolder = folder }: Pick<DecommissionContext, 'folder' | 'journalFolder'>,
  { stack, vm, requested }: Pick<Retirement, 'stack' | 'vm' | 'requested'>,
): DecommissionFiles {
  const base = join(fileName(stack), `${fileName(vm)}.${requested}`);
  return {
    evidence: join(folder, `${base}.json`),
    retireJournal: join(journalFolder, `${base}.retire.jsonl`),
    destroyJournal: join(journalFolder, `${base}.destroy.jsonl`),
  };
}

/** Names may have characters that no file name should have; two names stay two. */
function fileName(name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return encoded.startsWith('.') ? `%2e${encoded.slice(1)}` : encoded;
}

export function referenceOf({ vm, uuid }: Retirement, facts?: HookVm): MachineReference {
  return { name: vm, uuid, ...(facts?.id === undefined ? {} : { id: facts.id }) };
}

export function revocation(
  retirement: Retirement,
  facts: HookVm | undefined,
  phase: 'retire' | 'destroy',
): HookEvent {
  const { stack, reference, reason, vm: name, uuid } = retirement;
  return {
    event: 'revoke',
    phase,
    stack,
    vm: { ...facts, name, uuid },
    record: retirementKey(retirement),
    ...(reference === undefined ? {} : { reference }),
    summary:
      phase === 'retire'
        ? `${retirement.vm} is retired: ${reason}`
        : `${retirement.vm} is destroyed`,
  };
}

/** The file of a backup product, where the record names one. */
export function backupEvidencePath({
  retirement,
  repository = '.',
}: DecommissionContext): string | undefined {
  const { evidence } = retirement.backup;
  if (evidence === undefined) return undefined;
  return isAbsolute(evidence) ? evidence : join(repository, evidence);
}

/** `destroy` and `revoke` of hooks: who is told, in words. */
export function told(hooks: readonly Hook[], event: HookEvent['event']): string {
  const names = hooks
    .filter(({ events }) => events.includes(event))
    .map(({ name, target }) => `${name} (${target})`);
  return names.length === 0 ? 'no hook asks for it' : names.join(', ');
}

export const timeOf = ({ now = () => new Date() }: DecommissionContext): Date => now();

/** `YYYY-MM-DD`, UTC. */
export const today = (context: DecommissionContext): string =>
  timeOf(context).toISOString().slice(0, 10);

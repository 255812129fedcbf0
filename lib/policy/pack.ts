import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../review/review';
import type { PolicyInput } from './input';
import { failure, ruleFindings } from './result';
import { compileWasm, evaluateWasm, type CompiledWasm } from './wasm';

/** The pack, compiled; its sources lie beside it. */
export const packFile = join(__dirname, 'pack', 'policy.wasm');

/** The rule that the pack is compiled for. */
export const packEntrypoint = 'vm_lifecycle/findings';

/**
 * What the pack reads of an input. Values and reasons of changes are most of a large plan, and no rule of the pack looks
 * at them: to copy them into the engine would take longer than to evaluate it.
 */
export function packInput(input: PolicyInput): PolicyInput {
  const changes = input.changes.map(
    ({ address, previousAddress, deposed, kind, vm, action, impact }) => ({
      address,
      previousAddress,
      deposed,
      kind,
      vm,
      action,
      impact,
    }),
  );
  return { ...input, changes: changes as unknown as PolicyInput['changes'], drift: [] };
}

let compiled: Promise<CompiledWasm> | undefined;

/** The pack is the same for all plans of a process. */
async function compiledPack(): Promise<CompiledWasm> {
  compiled ??= readFile(packFile).then((bytes) => compileWasm(new Uint8Array(bytes)));
  try {
    return await compiled;
  } catch (error) {
    compiled = undefined;
    throw error;
  }
}

/** Compiles the pack before it is needed. Why that fails is a finding of {@link packFindings}. */
export async function preparePack(): Promise<void> {
  await compiledPack().catch(() => undefined);
}

/**
 * Findings of the policy pack.
 *
 * @param data document `data`, with the settings of the pack
 */
export async function packFindings(
  input: PolicyInput,
  data: Readonly<Record<string, unknown>>,
): Promise<readonly Finding[]> {
  try {
    const results = evaluateWasm(await compiledPack(), {
      input: packInput(input),
      data,
      selects: (entrypoint) => entrypoint === packEntrypoint,
    });
    const result = results.find(([entrypoint]) => entrypoint === packEntrypoint)?.[1];
    return ruleFindings('findings', result, 'pack');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [failure('policy-failed', 'pack', `the engine failed: ${reason}`)];
  }
}

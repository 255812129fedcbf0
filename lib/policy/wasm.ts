import { loadPolicySync } from '@open-policy-agent/opa-wasm';

/** The part of Node's own WebAssembly that is used here; its types come with browsers' alone. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Module: { exports(module: object): readonly { readonly name: string }[] };
};

/** Results of a compiled policy, by the name of their entrypoint: `main/deny`. `undefined`: the rule has no result. */
export type WasmResults = readonly (readonly [entrypoint: string, result: unknown])[];

/** What compiled policies are evaluated with. */
export interface WasmOptions {
  readonly input: unknown;
  /** Document `data`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Which entrypoints. @default - all */
  readonly selects?: (entrypoint: string) => boolean;
}

/** A policy that can be evaluated. */
export type CompiledWasm = object;

/**
 * Reads a policy that `opa build --target wasm` has compiled.
 *
 * @throws Error what the engine says: it is no policy
 */
export async function compileWasm(wasm: Uint8Array): Promise<CompiledWasm> {
  try {
    const module = await WebAssembly.compile(wasm);
    // The engine would say this on the console alone.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'opa_wasm_abi_version')) {
      throw new Error('it is no policy that opa compiled');
    }
    return module;
  } catch (error) {
    throw new Error(messageOf(error), { cause: error });
  }
}

/**
 * Evaluates a compiled policy in this process.
 *
 * @throws Error what the engine says: the policy lacks a builtin, or failed
 */
export function evaluateWasm(
  module: CompiledWasm,
  { input, data, selects = () => true }: WasmOptions,
): WasmResults {
  try {
    const policy = loadPolicySync(module as Parameters<typeof loadPolicySync>[0], {
      initial: pagesFor(input) + pagesFor(data),
    });
    policy.setData(data);
    return Object.keys(policy.entrypoints as object)
      .filter(selects)
      .sort()
      .map((entrypoint) => [entrypoint, only(policy.evaluate(input, entrypoint))]);
  } catch (error) {
    throw new Error(messageOf(error), { cause: error });
  }
}

/** The engine's memory, in pages of 64 KiB. It grows page by page where it is short, which takes longer than to evaluate. */
function pagesFor(value: unknown): number {
  const bytes = JSON.stringify(value).length;
  return Math.min(smallest + Math.ceil((bytes * memoryPerByte) / 65_536), largest);
}

const smallest = 16;
const largest = 16_384;
/** Measured: 58 bytes for each byte of a plan whose every change is refused, 10 where none is. */
const memoryPerByte = 60;

/** The engine answers with a list of at most one result. */
function only(results: unknown): unknown {
  if (!Array.isArray(results)) throw new Error('the engine did not answer with a list of results');
  const [first] = results as readonly unknown[];
  if (first === undefined) return undefined;
  if (typeof first !== 'object' || first === null || !('result' in first) || results.length > 1) {
    throw new Error('the engine did not answer with one result');
  }
  return first.result;
}

/** It throws texts and plain objects too. */
function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return String(error.message);
  }
  return 'the engine failed';
}

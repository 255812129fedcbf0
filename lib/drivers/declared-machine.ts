/**
 * A machine as its synthesized stack has it: what its driver needs to reach it outside of Terraform.
 *
 * Input: nothing. Output: types. May import: nothing.
 */

type Arguments = Readonly<Record<string, unknown>>;

export interface DeclaredMachine {
  readonly name: string;
  /** Name of its backup policy. @default - it has none */
  readonly backupPolicy?: string;
  /** Arguments of the provider that its resource uses. */
  readonly provider: Arguments;
  /** Resources of the stack: type, name, arguments. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
  readonly environment: NodeJS.ProcessEnv;
}

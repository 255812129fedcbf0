import { Op, Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { addressOf, lazyAddressOf } from './address';
import { TerraformData } from './terraform-data';

/**
 * Remembers the first value of something that must not change, and refuses a plan that changes it.
 *
 * Becomes a `terraform_data` resource whose input is kept for ever (`ignore_changes`), and a precondition of the
 * resource that would lose data. It holds with plain `cdktf deploy`, on every backend, without any file.
 */
export function lockValue(
  scope: Construct,
  id: string,
  lock: {
    readonly value: string;
    readonly protects: TerraformResource;
    /** The error, or how it is told with the address of what remembers the value. */
    readonly message: string | ((record: string) => string);
    /** With its replacement the resource is made anew, and the value is free again. @default - never */
    readonly renewedWith?: TerraformResource;
  },
): void {
  const { renewedWith } = lock;
  const memory = new TerraformData(scope, id, {
    input: { value: lock.value },
    lifecycle: {
      ignoreChanges: ['input'],
      ...(renewedWith && { replaceTriggeredBy: [lazyAddressOf(renewedWith)] }),
    },
  });
  const remembered = memory.getStringAttribute('output.value');
  const errorMessage =
    typeof lock.message === 'string' ? lock.message : lock.message(addressOf(memory));
  const conditions = lock.protects.lifecycle?.precondition ?? [];
  lock.protects.lifecycle = {
    ...lock.protects.lifecycle,
    precondition: [
      ...conditions,
      { condition: Token.asString(Op.eq(remembered, lock.value)), errorMessage },
    ],
  };
}

import { Fn, Lazy, Op, TerraformLocal, Token, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { CloneType } from '../../model/vm-props';
import { literal } from './literal';
import { TerraformData } from './terraform-data';

/** What a VM was made from, as the state remembers it. */
export interface GenerationRecord {
  /** Its replacement makes the VM anew. */
  readonly resource: TerraformResource;
  /** Generation that the VM was made from, such as `debian-12-20261101`. Token. */
  readonly madeFrom: string;
  /** `linked` or `full`. Token. */
  readonly cloneType: string;
}

/**
 * Remembers what a VM was made from, and makes it anew on request only.
 *
 * Becomes a `terraform_data` resource whose trigger is kept for ever (`ignore_changes`) unless `rebuild` is asked for. It
 * is replaced, not updated: Terraform then destroys machine and disk first, so that an apply that fails half-way leaves
 * the old record, and the next plan goes on.
 */
export function recordGeneration(
  scope: Construct,
  made: { readonly from: string; readonly cloneType: CloneType; readonly rebuild: boolean },
): GenerationRecord {
  const resource = new TerraformData(scope, 'Generation', {
    triggersReplace: { template: literal(made.from), clone: made.cloneType },
    ...(made.rebuild ? {} : { lifecycle: { ignoreChanges: ['triggers_replace'] } }),
  });
  const recorded = resource.interpolationForAttribute('triggers_replace');
  return {
    resource,
    madeFrom: Token.asString(Fn.lookupNested(recorded, ['template'])),
    cloneType: Token.asString(Fn.lookupNested(recorded, ['clone'])),
  };
}

/** Refuses a plan where a linked clone's generation is not declared any more: its disk would lose its base. */
export function requireParent(
  clone: TerraformResource,
  record: GenerationRecord,
  parent: { readonly declared: () => readonly string[]; readonly message: string },
): void {
  // In a local value, not in the condition: cdktf escapes the texts of expressions once more, and so undoes ours.
  const names = (): string[] => [...new Set(parent.declared())].sort().map(literal);
  const declared = new TerraformLocal(clone, 'Parents', Lazy.anyValue({ produce: names }));
  const isFull = Op.eq(record.cloneType, 'full');
  const hasParent = Fn.contains(declared.expression, record.madeFrom) as unknown;
  clone.lifecycle = {
    ...clone.lifecycle,
    precondition: [
      ...(clone.lifecycle?.precondition ?? []),
      { condition: Token.asString(Op.or(isFull, hasParent)), errorMessage: parent.message },
    ],
  };
}

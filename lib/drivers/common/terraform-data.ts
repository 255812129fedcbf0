import { TerraformResource, type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';

/** By name, or the expression of an object. */
type Values = Readonly<Record<string, unknown>> | string;

export interface TerraformDataProps {
  /** Values that the state remembers. */
  readonly input?: Values;
  /** Values whose change replaces the resource. */
  readonly triggersReplace?: Values;
  readonly lifecycle?: TerraformResourceLifecycle;
}

/**
 * A `terraform_data` resource. That of cdktf runs `terraform version` for each one when a stack is synthesized: with
 * several per VM, minutes.
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps,
  ) {
    super(scope, id, {
      terraformResourceType: 'terraform_data',
      terraformGeneratorMetadata: { providerName: 'terraform' },
      ...(props.lifecycle && { lifecycle: props.lifecycle }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { input, triggersReplace } = this.props;
    return { input, triggers_replace: triggersReplace };
  }
}

import type { TerraformResourceLifecycle } from 'cdktf';

/** The lifecycle of a resource, with one more attribute whose changes Terraform leaves alone. */
export function withIgnored(
  lifecycle: TerraformResourceLifecycle | undefined,
  attribute: string,
): TerraformResourceLifecycle {
  const { ignoreChanges = [] } = lifecycle ?? {};
  if (!Array.isArray(ignoreChanges)) return { ...lifecycle };
  return { ...lifecycle, ignoreChanges: [...ignoreChanges, attribute] };
}

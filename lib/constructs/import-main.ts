import { TerraformResource } from 'cdktf';
import { literal } from '../drivers/common/literal';
import type { MadeResources } from '../drivers/contract';
import { got, VmLifecycleError } from '../errors';

/** Takes over an object that exists, as the main resource of a construct, by the id that its provider imports it by. */
export function importMain(path: string, { main }: MadeResources, id: string): void {
  if (TerraformResource.isTerraformResource(main)) {
    main.importFrom(literal(id));
    return;
  }
  throw new VmLifecycleError([
    {
      code: 'VML044',
      path: `${path}.importFrom`,
      got: got(id),
      rule: 'the hypervisor has no object for this construct',
      fix: 'leave it out: there is nothing to import',
    },
  ]);
}

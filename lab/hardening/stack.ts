import type { Construct } from 'constructs';
import { HardenedVm, Size, type HardeningPackName, type Waiver } from '../../lib';
import { allControls } from '../../lib/hardening/registry';
import { LabEnvironment, type LabEnvironmentProps } from '../../stacks/lab-environment';

export const hardeningStackId = 'hardening';

/** Two guests of one template that differ in nothing but their guest controls: none, and all of the pack. */
export class HardeningStack extends LabEnvironment {
  readonly plain: HardenedVm;
  readonly hardened: HardenedVm;

  constructor(
    scope: Construct,
    id: string,
    props: LabEnvironmentProps & { readonly pack?: HardeningPackName } = {},
  ) {
    super(scope, id, props);
    const machine = (name: string, waivers: readonly Waiver[]): HardenedVm =>
      new HardenedVm(this, name, {
        name: `${name}-01`,
        purpose: `Measures the hardening index of the ${name} guest`,
        template: this.template,
        cpuCount: 1,
        memory: Size.gibibytes(1),
        networks: [{ network: 'lab' }],
        guest: {},
        hardeningPack: props.pack ?? 'baseline',
        waivers,
      });
    this.plain = machine(
      'plain',
      allControls
        .filter((control) => control.scope === 'guest')
        .map(({ id: control }) => ({
          control,
          reason: 'the plain guest that the hardened one is compared with',
          expires: '2099-12-31',
        })),
    );
    this.hardened = machine('hardened', []);
  }
}

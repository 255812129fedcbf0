import { App } from 'cdktf';
import { LabStack, type LabStackProps } from '../stacks/lab';

/** Id of the lab's stack, in the app and for cdktf. */
export const labStackId = 'lab';

/** The lab's stack as constructs, without writing anything: what was asked for, to compare with what is there. */
export function labStack(props: LabStackProps = {}): LabStack {
  return new LabStack(new App({ outdir: '/nonexistent' }), labStackId, props);
}

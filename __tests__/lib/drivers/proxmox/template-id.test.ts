import { Size, Template, type HardenedVm } from '../../../../lib';
import { cleanUp, problemsOf, textsOf, type VmChanges } from '../../constructs/support';
import { addVm, cluster } from './stack';

cleanUp();

function vmOf(
  template: { vmId: string | number },
  location: VmChanges['props'],
  vmIds?: { from: number; to: number },
): HardenedVm {
  const all = cluster({ ...(vmIds && { vmIds }) });
  const found = Template.fromVmId(all.stack, 'Numbered', {
    ...template,
    templateName: 'debian-12',
    generation: '7',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
  return addVm({ ...all, template: found }, { props: { location } });
}

const rest =
  'a VM id is used once; the template debian-12-7 has it; give the VM another location.vmId, or its hypervisor vmIds without that of the template';

test.each([9000, '9000'])('a VM has another id than its template %j', (vmId) => {
  expect(textsOf(() => vmOf({ vmId }, { vmId: 9000 }))).toEqual([
    `[VML036] lab/Web.location.vmId: got 9000; ${rest}`,
  ]);
  expect(problemsOf(() => vmOf({ vmId }, { vmId: 9001 }))).toEqual([]);
});

test('an id from a range is none of its template either', () => {
  expect(textsOf(() => vmOf({ vmId: 500 }, {}, { from: 500, to: 500 }))).toEqual([
    `[VML036] lab/Web.location.vmId: got 500; ${rest}`,
  ]);
  expect(problemsOf(() => vmOf({ vmId: 500 }, {}, { from: 501, to: 501 }))).toEqual([]);
});

test('nothing is said where the id is known at plan only', () => {
  expect(problemsOf(() => vmOf({ vmId: '${var.template}' }, { vmId: 9000 }))).toEqual([]);
});

import { reviewJson } from '../../../../lib/review';
import { printedPlan, review, reviewed } from '../support';

describe('the JSON', () => {
  test('has the shape that other programs read', () => {
    const document = reviewJson(review(printedPlan('update-vsphere')));
    expect(Object.keys(document)).toEqual([
      'stack',
      'summary',
      'changes',
      'drift',
      'policy',
      'warnings',
    ]);
    expect(Object.keys(document.changes[0]!).slice(0, 5)).toEqual([
      'address',
      'vm',
      'action',
      'impact',
      'reason',
    ]);
    expect(document).toMatchObject({ stack: 'test', drift: [], policy: [], warnings: [] });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('has null where there is no machine, and no stack', () => {
    const made = reviewed([{ address: 'vsphere_tag.t', actions: ['create'], after: {} }]);
    const document = reviewJson({ ...made, stack: undefined });
    expect([document.stack, document.changes[0]!.vm]).toEqual([null, null]);
  });
});

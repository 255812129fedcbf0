import { Construct } from 'constructs';
import { fleetProblems, LinkedCloneSet, vmsOf, type HardenedVm } from '../../../lib';
import {
  addVm,
  cleanUp,
  cloneSetProps,
  inventoryOf,
  lab,
  problemsOf,
  synthesized,
  textsOf,
  unchecked,
  type Lab,
  type Synthesized,
  type VmChanges,
} from './support';

cleanUp();

function made(changes: VmChanges = {}): Lab & { readonly vm: HardenedVm } {
  const all = lab();
  return { ...all, vm: addVm(all.stack, all.template, changes) };
}

describe('the import of a VM', () => {
  test('emits an import of the domain', () => {
    const { stack, vm } = made();
    vm.importFrom('5a1d6b9e-0000-4000-8000-000000000001');
    const address = String(Object.keys(unchecked(stack).resource.libvirt_domain ?? {})[0]);
    expect(unchecked(stack).import).toMatchObject([
      { id: '5a1d6b9e-0000-4000-8000-000000000001', to: `libvirt_domain.${address}` },
    ]);
  });

  test('does not let its id be evaluated', () => {
    const { stack, vm } = made();
    vm.importFrom('${file("/etc/hostname")}');
    expect(unchecked(stack).import).toMatchObject([{ id: '$${file("/etc/hostname")}' }]);
  });
});

describe('the move of a VM', () => {
  test('emits a move per resource, and leaves those of the target only', () => {
    const { stack, template, vm } = made({ disk: {} });
    const before = unchecked(stack);
    const site = new Construct(stack, 'Site');
    vm.moveTo(addVm(site, template, { disk: {} }));
    const after = unchecked(stack);
    const addresses = (result: Synthesized): string[] =>
      Object.entries(result.resource).flatMap(([type, byName]) =>
        Object.keys(byName ?? {}).map((name) => `${type}.${name}`),
      );
    const own = addresses(before).filter((address) => address.includes('.Web_'));
    expect(own).toHaveLength(9);
    expect(after.moved?.map(({ from }) => from).sort()).toEqual(own.sort());
    expect(after.moved?.every(({ to }) => addresses(after).includes(to))).toBe(true);
    expect(addresses(after).filter((address) => address.includes('.Web_'))).toEqual([]);
    expect(addresses(after)).toHaveLength(addresses(before).length);
  });

  test('leaves one row in the inventory, and no duplicate for the checks of the fleet', () => {
    const { app, stack, template, vm } = made({ nic: { address: '10.0.0.9' } });
    const target = addVm(new Construct(stack, 'Site'), template, { nic: { address: '10.0.0.9' } });
    expect(problemsOf(() => synthesized(app, stack)).map(({ code }) => code)).toEqual([
      'VML007',
      'VML009',
    ]);
    vm.moveTo(target);
    expect(fleetProblems(app)).toEqual([]);
    expect(vmsOf(app)).toEqual([target]);
    expect(Object.keys(inventoryOf(unchecked(stack)))).toEqual(['web-1']);
    expect(String(inventoryOf(unchecked(stack))['web-1']?.id)).toContain(
      'libvirt_domain.Site_Web_',
    );
  });

  test('fails when the target lacks a disk, and then moves nothing', () => {
    const { stack, template, vm } = made({ disk: {} });
    const target = addVm(new Construct(stack, 'Site'), template);
    expect(
      textsOf(() => {
        vm.moveTo(target);
      }),
    ).toEqual([
      '[VML055] lab/Web.moveTo: got no "DataDisk-data" in lab/Site/Web; both constructs have the same disks; give the target every disk that this VM has, and change disks in a second step',
    ]);
    expect(vm.movedAway).toBe(false);
    expect(unchecked(stack).moved).toBeUndefined();
  });

  test('takes the record of a clone along, from one set to another', () => {
    const { stack, template } = lab();
    const props = cloneSetProps(template, { members: ['blue'], naming: 'shop-{member}' });
    const set = (id: string): LinkedCloneSet => new LinkedCloneSet(stack, id, props);
    const [from, to] = [set('Old'), set('New')];
    from.member('blue').moveTo(to.member('blue'));
    const moved = unchecked(stack).moved?.map((move) => [move.from, move.to]) ?? [];
    expect(moved.map((pair) => pair.map((address) => address.slice(0, -9)))).toContainEqual([
      'terraform_data.Old_blue_Generation',
      'terraform_data.New_blue_Generation',
    ]);
  });

  test.each([
    [
      { name: 'web-2' },
      [
        '[VML055] lab/Web.moveTo: got name "web-2" of lab/Site/Web; a VM keeps its name when it moves; this one has "web-1"; give the target the name of this VM, and change it in a second step',
        '[VML055] lab/Web.moveTo: got uuid "UUID" of lab/Site/Web; a VM keeps its uuid when it moves; this one has "UUID"; give the target the uuid of this VM, and change it in a second step',
      ],
    ],
    [
      { uuid: '5a1d6b9e-0000-4000-8000-000000000001' },
      [
        '[VML055] lab/Web.moveTo: got uuid "UUID" of lab/Site/Web; a VM keeps its uuid when it moves; this one has "UUID"; give the target the uuid of this VM, and change it in a second step',
      ],
    ],
  ])('fails when the target is another machine: %j', (props, texts) => {
    const { stack, template, vm } = made();
    const target = addVm(new Construct(stack, 'Site'), template, { props });
    const lines = textsOf(() => {
      vm.moveTo(target);
    });
    expect(
      lines.map((line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')),
    ).toEqual(texts);
    expect(vm.movedAway).toBe(false);
    expect(unchecked(stack).moved).toBeUndefined();
  });

  test('fails when the target is in another stack', () => {
    const { app, vm } = made();
    const other = lab({ app, id: 'other' });
    const target = addVm(other.stack, other.template, { props: { name: 'web-2' } });
    expect(
      textsOf(() => {
        vm.moveTo(target);
      }),
    ).toEqual([
      '[VML055] lab/Web.moveTo: got other/Web, of another stack; a stack has a state of its own, and a move stays within it; move within the stack, or move the resources between the states by hand',
    ]);
  });
});

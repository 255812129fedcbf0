import { protectedAddresses } from '../../../lib/operations/protected-addresses';

const locked = { lifecycle: { prevent_destroy: true } };
const vmOf = (address: string): string | undefined =>
  address.startsWith('libvirt_') ? 'web-1' : undefined;

test('is what Terraform itself refuses to destroy, with its VM where that is known', () => {
  const synthesized = {
    resource: {
      terraform_data: { B: locked, A: { lifecycle: { prevent_destroy: false } }, C: {} },
      libvirt_volume: { Web_data: locked },
    },
  };
  const found = protectedAddresses(synthesized, [], vmOf);
  expect(found).toEqual({ 'libvirt_volume.Web_data': { vm: 'web-1' }, 'terraform_data.B': {} });
  expect(Object.keys(found)).toEqual(['libvirt_volume.Web_data', 'terraform_data.B']);
});

test('is each machine that is declared as protected, although its resource has no lock', () => {
  const vms = [
    { vm: 'web-1', address: 'libvirt_domain.Web', protected: true },
    { vm: 'web-2', address: 'libvirt_domain.Other', protected: false },
    { vm: 'web-3', protected: true },
    { vm: 'web-4', address: 'libvirt_domain.Fourth' },
  ];
  expect(protectedAddresses({}, vms, vmOf)).toEqual({ 'libvirt_domain.Web': { vm: 'web-1' } });
});

test.each([[undefined], [null], ['text'], [{ resource: null }], [{ resource: { a: 'x' } }]])(
  'of %j it is nothing',
  (synthesized) => {
    expect(protectedAddresses(synthesized, [], vmOf)).toEqual({});
  },
);

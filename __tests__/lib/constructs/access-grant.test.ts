import { Construct } from 'constructs';
import { AccessGrant, ResourcePool, type AccessGrantProps } from '../../../lib';
import { ClusterHypervisor } from './cluster-hypervisor';
import { addVm, byPath, cleanUp, lab, synthesized, textsOf, type Lab } from './support';

cleanUp();

function cluster(): Lab & { pve: ClusterHypervisor; pool: ResourcePool } {
  const all = lab();
  const pve = new ClusterHypervisor(new Construct(all.stack, 'Site'), 'Pve');
  return { ...all, pve, pool: new ResourcePool(all.stack, 'Pool', { name: 'p', hypervisor: pve }) };
}

const operators: AccessGrantProps = { principal: 'operators@example', level: 'operator' };

test('on a VM and on a pool becomes an object each, on the hypervisor of its target', () => {
  const { app, stack, pve, pool, template } = cluster();
  const vm = addVm(stack, template, { props: { hypervisor: pve } });
  const onVm = new AccessGrant(stack, 'OnVm', { ...operators, vm });
  const onPool = new AccessGrant(stack, 'OnPool', { ...operators, pool, propagate: false });
  expect([onVm.hypervisor, onPool.hypervisor]).toEqual([pve, pve]);
  expect(onVm.node.defaultChild).toBe(onVm.resources.main);
  const made = byPath(synthesized(app, stack), 'terraform_data');
  const grant = { principal: 'operators@example', principalKind: 'group', level: 'operator' };
  expect(made['lab/OnVm/Resource']?.input).toEqual({ ...grant, propagate: true, on: 'web-1' });
  expect(made['lab/OnPool/Resource']?.input).toEqual({
    ...grant,
    propagate: false,
    on: '${terraform_data.Pool_D3F588B8.id}',
  });
});

test('fails on neither, or both', () => {
  const { stack, pve, pool, template } = cluster();
  const vm = addVm(stack, template, { props: { hypervisor: pve } });
  const rest =
    'a grant is on one VM or on one pool; give either vm or pool, and make a grant for each';
  expect(textsOf(() => new AccessGrant(stack, 'A', operators))).toEqual([
    `[VML041] lab/A.vm: got neither vm nor pool; ${rest}`,
  ]);
  expect(textsOf(() => new AccessGrant(stack, 'B', { ...operators, vm, pool }))).toEqual([
    `[VML041] lab/B.vm: got both vm and pool; ${rest}`,
  ]);
});

test('fails on a target of another hypervisor', () => {
  const { stack, pool, hypervisor } = cluster();
  const props = { ...operators, pool, hypervisor };
  expect(textsOf(() => new AccessGrant(stack, 'A', props))).toContain(
    '[VML048] lab/A.pool: got one of lab/Site/Pve; a grant is on one of the same hypervisor, which is lab/Libvirt; give one of lab/Libvirt',
  );
});

test('fails without a principal', () => {
  const { stack, pool } = cluster();
  expect(textsOf(() => new AccessGrant(stack, 'A', { ...operators, principal: '', pool }))).toEqual(
    [
      '[VML041] lab/A.principal: got ""; a required field is given; name a user or group of the hypervisor, such as "operators@example"',
    ],
  );
});

test('fails on libvirt, which has no permissions', () => {
  const { stack, template } = lab();
  const vm = addVm(stack, template);
  expect(textsOf(() => new AccessGrant(stack, 'A', { ...operators, vm }))).toEqual([
    '[VML044] lab/A.level: got "operator"; libvirt (dmacvicar/libvirt 0.8.3) does not support access.grant; use instead: access control of the host: polkit rules of libvirt, or SSH accounts',
  ]);
});

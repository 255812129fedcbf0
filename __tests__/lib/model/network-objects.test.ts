import { checkNetwork, firstHostOf } from '../../../lib/model/define-network';
import { formatProblem } from '../../../lib/errors';
import type { NetworkModel } from '../../../lib/model/vm-props';
import { define, isToken } from './support';

/** Like a network construct: an instance whose data are partly getters. */
class NetworkConstruct {
  readonly node = { scope: this, id: 'own' };
  readonly networkName = 'own';
  readonly prefixLength: number = 24;
  readonly attachment = { id: '${TfToken[TOKEN.7]}' };
  get cidr(): string {
    return `10.1.0.0/${String(this.prefixLength)}`;
  }
}

test('keeps a network construct as it is, for its driver', () => {
  const network = new NetworkConstruct();
  const { vm } = define({ nic: { network, address: '10.1.0.9' } });
  expect(vm?.networks[0]?.network).toBe(network);
  expect(vm?.networks[0]?.address).toEqual({ ip: '10.1.0.9', prefixLength: 24 });
  expect(Object.isFrozen(network)).toBe(false);
});

test('keeps the fields that a hypervisor adds to a plain network', () => {
  const network = { networkName: 'own', attachment: { name: 'vmnet0' } };
  const { vm } = define({ nic: { network } });
  expect(vm?.networks[0]?.network).toEqual(network);
  expect((vm?.networks[0]?.network as unknown as typeof network).attachment).toBe(
    network.attachment,
  );
  expect(Object.isFrozen(network.attachment)).toBe(false);
});

test('checks a network construct by what it says of itself', () => {
  const network = Object.assign(new NetworkConstruct(), { vlan: 5000 });
  expect(define({ nic: { network } }).problems.map(formatProblem)).toEqual([
    '[VML016] lab/web-1.networks[0].network.vlan: got 5000; a VLAN id is between 1 and 4094 (IEEE 802.1Q); leave it out for an untagged network',
  ]);
});

test.each([
  [
    undefined,
    '[VML041] lab/net: got nothing; a required field is given; give an object with networkName and what is known of it',
  ],
  [
    'net',
    '[VML048] lab/net: got "net"; it is a network; give an object with networkName and what is known of it',
  ],
  [
    {},
    '[VML041] lab/net.networkName: got nothing; a required field is given; give the name of the network',
  ],
  [
    { networkName: 'a\nb' },
    '[VML008] lab/net.networkName: got "a\\nb"; no line break or other control character in a text; write it in one line',
  ],
  [
    { networkName: 'net', cidr: '10.0.0.0/24', gateway: '10.0.0.0' },
    '[VML012] lab/net.gateway: got "10.0.0.0"; a gateway lies in the subnet and is not the VM itself; this is the network address; give the address of the router',
  ],
])('fails when a network is declared as %j', (network, text) => {
  expect(checkNetwork(network as NetworkModel, 'lab/net').map(formatProblem)).toEqual([text]);
});

test('accepts a network', () => {
  const network = { networkName: 'net', cidr: '2001:db8::/64', gateway: '2001:db8::', vlan: 1 };
  expect(checkNetwork(network, 'lab/net', isToken)).toEqual([]);
});

test.each([
  ['10.20.0.0/24', '10.20.0.1'],
  ['10.20.0.128/25', '10.20.0.129'],
  ['2001:db8::/64', '2001:db8::1'],
  ['2001:db8:0:0:1:2:3:0/112', '2001:db8::1:2:3:1'],
  ['none/24', 'none'],
])('the first host of %s is %s', (cidr, host) => {
  expect(firstHostOf(cidr)).toBe(host);
});

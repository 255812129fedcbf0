import { formatProblem } from '../../../lib/errors';
import { defineClusterPolicy } from '../../../lib/model/define-cluster-policy';
import { isToken, textToken } from './support';

const define = (props: unknown): ReturnType<typeof defineClusterPolicy> =>
  defineClusterPolicy(props, 'lab/Cluster', isToken);
const valid = { clusterName: 'compute', loadBalancing: 'fully-automated' };

test('fills in every default', () => {
  expect(define(valid)).toEqual({
    problems: [],
    model: { ...valid, highAvailability: true, hostMonitoring: true, vmMonitoring: 'off' },
  });
  expect(define({ ...valid, highAvailability: false }).model).toMatchObject({
    highAvailability: false,
    hostMonitoring: false,
  });
});

test.each([
  { kind: 'percentage', cpuPercent: 0, memoryPercent: 100 },
  { kind: 'slots', hostFailures: 1 },
  { kind: 'dedicated-hosts', hosts: ['esx4'] },
])('keeps the reserve %j', (failoverReserve) => {
  const { model, problems } = define({ ...valid, failoverReserve });
  expect(problems).toEqual([]);
  expect(model?.failoverReserve).toEqual(failoverReserve);
  expect(Object.isFrozen(model?.failoverReserve)).toBe(true);
});

const percentage = { kind: 'percentage', cpuPercent: 25, memoryPercent: 25 };
const isPercentage = 'a percentage is between 0 and 100, and here a whole number';
const withoutHa =
  'it is a part of high availability, which is off; leave it out, or set highAvailability to true';
const at = 'lab/Cluster.failoverReserve';

test.each([
  [
    { loadBalancing: undefined },
    '[VML041] lab/Cluster.loadBalancing: got nothing; a required field is given; write "off", "manual", "partially-automated" or "fully-automated"',
  ],
  [
    { loadBalancing: 'fully automated' },
    '[VML048] lab/Cluster.loadBalancing: got "fully automated"; it is "off", "manual", "partially-automated" or "fully-automated"; did you mean "fully-automated"?',
  ],
  [
    { clusterName: 'a/b' },
    '[VML006] lab/Cluster.clusterName: got "a/b"; a cluster name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); give the cluster a name, such as "production"',
  ],
  [
    { clusterName: textToken },
    '[VML046] lab/Cluster.clusterName: got a token; a value that must be known at synthesis is not a token; give the value itself',
  ],
  [
    { vmMonitoring: true },
    '[VML048] lab/Cluster.vmMonitoring: got true; it is "off", "vm" or "vm-and-application"; write "off", "vm" or "vm-and-application"',
  ],
  [
    { failoverReserve: 25 },
    `[VML048] ${at}: got 25; it is an object with the kind of the reserve; write { kind: 'percentage', cpuPercent: 25, memoryPercent: 25 }`,
  ],
  [
    { failoverReserve: { cpuPercent: 25, memoryPercent: 25 } },
    `[VML041] ${at}.kind: got nothing; a required field is given; write "percentage", "slots" or "dedicated-hosts"`,
  ],
  [
    { failoverReserve: { ...percentage, cpuPercent: 101 } },
    `[VML057] ${at}.cpuPercent: got 101; ${isPercentage}; give a whole number, such as 25`,
  ],
  [
    { failoverReserve: { ...percentage, memoryPercent: -1 } },
    `[VML057] ${at}.memoryPercent: got -1; ${isPercentage}; give a whole number, such as 25`,
  ],
  [
    { failoverReserve: { ...percentage, memoryPercent: 0.5 } },
    `[VML057] ${at}.memoryPercent: got 0.5; ${isPercentage}; give a whole number, such as 25`,
  ],
  [
    { failoverReserve: { kind: 'percentage', cpuPercent: 25 } },
    `[VML041] ${at}.memoryPercent: got nothing; a required field is given; give a whole number, such as 25`,
  ],
  [
    { failoverReserve: { kind: 'slots', hostFailures: 0 } },
    `[VML048] ${at}.hostFailures: got 0; it is a positive whole number; give the number of hosts`,
  ],
  [
    { failoverReserve: { kind: 'slots', hostFailures: 1, hosts: ['a'] } },
    `[VML043] ${at}.hosts: got field "hosts"; a reserve of the kind "slots" has the fields kind, hostFailures; remove it`,
  ],
  [
    { failoverReserve: { kind: 'dedicated-hosts', hosts: [] } },
    `[VML041] ${at}.hosts: got an empty list; a required field is given; name at least one host`,
  ],
  [
    { highAvailability: false, failoverReserve: percentage },
    `[VML048] ${at}: got an object; ${withoutHa}`,
  ],
  [
    { highAvailability: false, vmMonitoring: 'vm' },
    `[VML048] lab/Cluster.vmMonitoring: got "vm"; ${withoutHa}`,
  ],
  [
    { clustername: 'x' },
    '[VML043] lab/Cluster.clustername: got field "clustername"; a field is known; did you mean "clusterName"?',
  ],
])('fails for %j', (changes, text) => {
  expect(define({ ...valid, ...changes }).problems.map(formatProblem)).toEqual([text]);
});

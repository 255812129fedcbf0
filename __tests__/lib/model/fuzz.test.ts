import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { errorCodes } from '../../../lib/errors';
import { defineVm } from '../../../lib/model/define-vm';
import { Schedule } from '../../../lib/model/schedule';
import { Size } from '../../../lib/model/size';
import type { VmProps } from '../../../lib/model/vm-props';
import { contextOf, ed25519, environment, listToken, numberToken, textToken } from './support';

const junk = fc.oneof(
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    '',
    '\n',
    NaN,
    -0,
    textToken,
    numberToken,
    listToken,
    Size.gibibytes(7),
  ),
  fc.string({ unit: 'binary' }),
);

/** Mostly what is valid there, now and then anything. */
const field = (...valid: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 150, arbitrary: fc.constantFrom(...valid) }, { weight: 1, arbitrary: junk });

const record = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 100, arbitrary: fc.record(fields) },
    { weight: 1, arbitrary: junk },
  );

const list = (element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 100, arbitrary: fc.array(element, { maxLength: 2 }) },
    { weight: 1, arbitrary: junk },
  );

const rule = record({
  description: field('web', undefined),
  protocol: field('tcp', 'udp'),
  ports: list(field(443, '8000-8099')),
  cidrs: field(['10.0.0.0/8'], listToken),
});

const acceptance = record({ reason: field('drill'), expires: field('2027-01-31') });

const guest = record({
  operatingSystem: field('linux', 'windows'),
  hostname: field('web', undefined),
  domain: field('example.org', textToken),
  timezone: field('Europe/Berlin'),
  locale: field('C.UTF-8'),
  managementAccount: field('ops'),
  sshAuthorizedKeys: field([ed25519], listToken),
  sshCertificateAuthority: field(ed25519),
  adminCidrs: list(field('10.0.0.0/24')),
  ingress: list(rule),
  egress: list(rule),
  dnsServers: list(field('10.0.0.53')),
  ntpServers: list(field('2001:db8::1')),
  logCollector: record({ address: field('10.0.0.14'), port: field(514), protocol: field('tcp') }),
  runOnce: list(field('true')),
  windows: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: record({
        fullName: field('Administrator'),
        organization: field('shop', undefined),
        workgroup: field(undefined, 'OFFICE'),
        activeDirectory: fc.oneof(
          fc.constant(undefined),
          record({ domain: field('corp'), account: field('join'), password: field(textToken) }),
        ),
        administratorPassword: field(textToken, undefined),
        licenceKey: field(textToken, undefined),
      }),
    },
  ),
});

const nic = record({
  name: field('lan', undefined),
  network: field('frontend', 'open', { networkName: 'own' }),
  address: field('dhcp', '10.0.0.9/24', '10.0.0.10/24'),
  gateway: field(undefined),
  macAddress: field('52:54:00:00:00:01', undefined),
  slaac: field(true, false),
  bandwidth: record({ inboundMegabitsPerSecond: field(100) }),
});

const vm = record({
  name: field('web-1', 'db_1'),
  purpose: field('web server'),
  owner: field('ann'),
  expires: field('2027-01-31'),
  cpuCount: field(2, 4, numberToken),
  coresPerSocket: field(undefined, 2),
  memory: field(Size.gibibytes(4)),
  minimumMemory: field(undefined, Size.gibibytes(1)),
  cpuHotAdd: field(true),
  memoryHotAdd: field(false),
  firmware: field('uefi'),
  secureBoot: field(true),
  vtpm: field(true),
  cloneType: field('full'),
  systemDiskSize: field(Size.gibibytes(10)),
  dataDisks: list(
    record({
      name: field('data', 'log'),
      size: field(Size.gibibytes(1)),
      mode: field('persistent'),
      mountPoint: field('/srv/data', undefined),
      datastore: field('fast', textToken, undefined),
    }),
  ),
  networks: list(nic),
  guest,
  powerState: field('running'),
  autostart: field(true),
  protection: field(true),
  protectionOverride: acceptance,
  tags: record({ team: field('shop') }),
  hardeningPack: field('strict'),
  waivers: list(
    record({ control: field('machine.tpm'), reason: field('x'), expires: field('2027-01-31') }),
  ),
  uuid: field(undefined),
  location: record({
    host: field('pve1', textToken),
    datastore: field('fast'),
    folder: field('web'),
    storagePolicy: field(undefined),
    vmId: field(100, 999_999_999),
  }),
  availability: record({
    restartPriority: field('high'),
    migration: field('manual'),
    replication: list(
      record({ host: field('pve2', 'pve3'), schedule: field(Schedule.weekly('sun', '02:00')) }),
    ),
  }),
});

const decision = record({
  reason: field('drill'),
  expires: field('2027-01-31', '2020-01-31'),
  stateEncryption: field('opentofu'),
  vms: list(field('web-1')),
});

const surroundings = fc.record({
  category: fc.constantFrom('production', 'staging', 'development', 'lab'),
  secretsInState: fc.oneof(fc.constant(undefined), decision),
  withoutBackup: field(undefined, { reason: 'drill', expires: '2027-01-31', vms: ['web-1'] }),
  guestDefaults: field(undefined, {}, { timezone: 'Etc/UTC' }),
  networks: field(environment.networks, undefined),
  naming: field(undefined, { pattern: '{role}-{number:1}' }, { pattern: '{' }),
});

test('returns either problems or a frozen VM for any input, and never throws', () => {
  let valid = 0;
  const check = (props: unknown, around: Record<string, unknown>): void => {
    const result = defineVm(props as VmProps, contextOf({ environment: around }));
    const isRefused = result.problems.length > 0;
    assert(Object.isFrozen(result) && isRefused === (result.vm === undefined));
    if (!isRefused) {
      assert(Object.isFrozen(result.vm));
      JSON.stringify(result.vm);
      valid++;
    }
    for (const problem of result.problems) {
      assert(Object.hasOwn(errorCodes, problem.code));
      assert(problem.path.startsWith('lab/web-1'));
      const line = `${problem.path}${problem.got}${problem.rule}${problem.fix}`;
      assert.doesNotMatch(line, /[\p{Cc}\p{Cs}]|undefined|\[object/u);
    }
  };
  fc.assert(fc.property(vm, surroundings, check), { numRuns: 10_000, seed: 20261121 });
  // A property of problems alone would also hold if everything were refused.
  expect(valid).toBeGreaterThan(100);
});

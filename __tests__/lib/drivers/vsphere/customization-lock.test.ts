import type { HardenedVmProps } from '../../../../lib';
import {
  addVm,
  cleanUp,
  guest,
  lab,
  machineOf,
  objects,
  stackOf,
  type Attributes,
} from './support';

cleanUp();

interface Lock {
  /** What the first apply remembers. */
  readonly value: unknown;
  readonly error: string;
}

/** The locks of a VM, by their constructs. */
function locksOf(
  changes: Partial<HardenedVmProps> = {},
  settings: object = {},
): Record<string, Lock> {
  const all = lab();
  const operatingSystem = 'windows' as const;
  addVm(
    all,
    {
      cloneType: 'full',
      ...changes,
      guest: { ...guest, operatingSystem, ...settings },
    },
    'Web',
  );
  const json = stackOf(all);
  const { lifecycle } = machineOf(json) as {
    lifecycle: { precondition?: { error_message: string }[] };
  };
  const records = Object.entries(objects(json.resource, 'terraform_data')).filter(([path]) =>
    path.startsWith('Web/Customization'),
  );
  return Object.fromEntries(
    records.map(([path, { input, lifecycle: own }]) => {
      expect(own).toMatchObject({ ignore_changes: ['input'] });
      const field = path === 'Web/Customization' ? 'guest:' : 'networks[0].address:';
      const error = lifecycle.precondition?.find(({ error_message: text }) =>
        text.includes(`Web.${field}`),
      );
      return [path, { value: (input as Attributes).value, error: error?.error_message ?? '' }];
    }),
  );
}

const valueOf = (locks: Record<string, Lock>, path = 'Web/Customization'): unknown =>
  locks[path]?.value;

test('what sysprep set is remembered, and a change of it is refused', () => {
  const locks = locksOf();
  expect(Object.keys(locks).sort()).toEqual(['Web/Customization', 'Web/Customization-nic0']);
  expect(locks['Web/Customization']?.error).toMatch(
    /^\[VML044\] lab\/Web\.guest: got another host name, domain, time zone, DNS server, workgroup or run-once command; sysprep sets it when the VM is cloned, and vSphere changes nothing later; put it back, or make the VM anew; where it was changed in the guest, apply with -replace=terraform_data\.Web_Customization_\w{8}$/,
  );
  expect(locks['Web/Customization-nic0']?.error).toMatch(
    /^\[VML044\] lab\/Web\.networks\[0\]\.address: got another address; .*-replace=terraform_data\.Web_Customization-nic0_\w{8}$/,
  );
});

test.each([
  ['a host name', { hostname: 'other' }],
  ['a time zone', { timezone: 'Europe/Berlin' }],
  ['a DNS server', { dnsServers: ['10.0.0.53'] }],
  ['a domain', { domain: 'example.org' }],
  ['a workgroup', { windows: { workgroup: 'SHOP' } }],
])('%s is one of them', (_what, settings) => {
  expect(valueOf(locksOf({}, settings))).not.toBe(valueOf(locksOf()));
});

test('what sysprep does not set, or only shows, is none of them', () => {
  const before = locksOf();
  expect(locksOf({ owner: 'another team', cpuCount: 4 })).toEqual(before);
  expect(locksOf({}, { windows: { fullName: 'Operator' } })).toEqual(before);
});

test('the address of an interface is locked by its own record, so that others come and go', () => {
  const one = locksOf();
  const networks = [{ network: 'office' }, { network: 'office', address: '10.0.0.9' }];
  const two = locksOf({ networks });
  expect(Object.keys(two)).toContain('Web/Customization-nic1');
  expect(valueOf(two, 'Web/Customization-nic0')).toBe(valueOf(one, 'Web/Customization-nic0'));
  const moved = locksOf({ networks: [{ network: 'office', address: '10.0.0.9' }] });
  expect(valueOf(moved, 'Web/Customization-nic0')).not.toBe(valueOf(one, 'Web/Customization-nic0'));
});

test('a Linux guest follows its configuration, and has no such lock', () => {
  expect(locksOf({ cloneType: 'linked' }, { operatingSystem: 'linux' })).toEqual({});
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnnounced, parseAccepted } from '../../../lab/upgrade/accepted';
import { exportsOf } from '../../../lab/upgrade/checkout';
import { git } from '../../../lab/upgrade/release';
import { verdictOf, type AcceptedChange } from '../../../lab/upgrade/verdict';
import type { TerraformPlan } from '../../../lib/review';
import { reviewPlan } from '../../../lib/review-api';

const provider_name = 'registry.terraform.io/dmacvicar/libvirt';
const domain = { name: 'web-01', vcpu: 1, autostart: true, description: 'a' };
const volume = { name: 'web-01.system.qcow2', pool: 'guests' };

function change(
  type: string,
  actions: readonly string[],
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
): NonNullable<TerraformPlan['resource_changes']>[number] {
  return {
    address: `${type}.Web`,
    type,
    mode: 'managed',
    name: 'Web',
    provider_name,
    change: { actions, before, after },
  };
}

const review = (...changes: ReturnType<typeof change>[]): ReturnType<typeof reviewPlan> =>
  reviewPlan({ format_version: '1.2', resource_changes: changes });

const replaced = change('libvirt_domain', ['delete', 'create'], domain, { ...domain, vcpu: 2 });

test('passes where nothing changes', () => {
  expect(verdictOf(review(), 'v0.1.0')).toEqual({
    passed: true,
    text: 'upgrade: no replacement, no reboot (0 changes, all none or hot)',
    unsafe: [],
    accepted: [],
  });
});

test('passes where changes are none or hot', () => {
  const found = review(
    change('libvirt_domain', ['update'], domain, { ...domain, autostart: false }),
    change('libvirt_volume', ['create'], null, { ...volume, name: 'more.qcow2' }),
  );
  expect(found.changes.map(({ impact }) => impact)).toEqual(['none', 'none']);
  expect(verdictOf(found, 'v0.1.0')).toMatchObject({
    passed: true,
    text: 'upgrade: no replacement, no reboot (2 changes, all none or hot)',
  });
});

test.each([
  ['a VM is replaced', replaced],
  ['a VM is removed', change('libvirt_domain', ['delete'], domain, null)],
  ['a volume is replaced', change('libvirt_volume', ['delete', 'create'], volume, volume)],
  ['a volume is forgotten', change('libvirt_volume', ['forget'], volume, null)],
  ['a resource is of no known type', change('other_thing', ['delete', 'create'], {}, {})],
])('fails when %s', (_case, entry) => {
  expect(verdictOf(review(entry), 'v0.1.0')).toMatchObject({
    passed: false,
    unsafe: [entry.address],
  });
});

test.each(['reboot', 'power-cycle', 'rebuild', 'data-loss'] as const)(
  'fails when an update means %s',
  (impact) => {
    const found = review(change('libvirt_domain', ['update'], domain, { ...domain, vcpu: 2 }));
    const changes = found.changes.map((one) => ({ ...one, impact }));
    expect(verdictOf({ changes }, 'v0.1.0').passed).toBe(false);
  },
);

test('names the machine and the reason', () => {
  const { text } = verdictOf(review(replaced), 'v0.1.0');
  expect(text).toContain(
    'upgrade: FAILED: 1 change restarts, replaces or removes what v0.1.0 deployed of web-01\n  libvirt_domain.Web: replace: ',
  );
});

test('names what makes Terraform replace', () => {
  const entry = change('libvirt_volume', ['delete', 'create'], volume, { ...volume, pool: 'b' });
  const forced = { ...entry, change: { ...entry.change, replace_paths: [['pool']] } };
  expect(verdictOf(review(forced), 'v0.1.0').text).toContain(
    '\n  libvirt_volume.Web: replace because of pool: ',
  );
});

describe('what was announced', () => {
  const [{ impact } = { impact: 'none' as const }] = review(replaced).changes;
  const announced: AcceptedChange = {
    from: 'v0.1.0',
    address: 'libvirt_domain.Web',
    impact,
    changeset: 'two-cpus',
  };
  test('passes, and is counted', () => {
    expect(verdictOf(review(replaced), 'v0.1.0', [announced])).toMatchObject({
      passed: true,
      text: 'upgrade: no replacement and no reboot beside what is announced (1 change, 1 announced)',
      accepted: ['libvirt_domain.Web'],
    });
  });
  test.each<[string, Partial<AcceptedChange>]>([
    ['another release', { from: 'v0.2.0' }],
    ['another address', { address: 'libvirt_domain.Web2' }],
    ['a lesser impact', { impact: 'hot' }],
  ])('fails when it was for %s', (_case, other) => {
    expect(verdictOf(review(replaced), 'v0.1.0', [{ ...announced, ...other }]).passed).toBe(false);
  });
  test('is read from JSON', () => {
    expect(parseAccepted(JSON.stringify([announced]))).toEqual([announced]);
  });
  test.each([
    '{}',
    '[{}]',
    JSON.stringify([{ ...announced, impact: 'some' }]),
    JSON.stringify([{ ...announced, changeset: '../x' }]),
    JSON.stringify([{ ...announced, more: 'x' }]),
  ])('fails when it is %s', (text) => {
    expect(() => parseAccepted(text)).toThrow('lab/upgrade/accepted.json: it is a list of');
  });
});

test('an announcement is a changeset, now or in the history', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'announced-'));
  try {
    const entry = {
      from: 'v0.1.0',
      address: 'a.b',
      impact: 'reboot',
      changeset: 'two-cpus',
    } as const;
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    await git(folder, ['init', '--quiet']);
    await git(folder, [...author, 'commit', '--quiet', '--allow-empty', '--message=first']);
    await expect(checkAnnounced(folder, [entry])).rejects.toThrow(
      'lab/upgrade/accepted.json, a.b: there is no .changeset/two-cpus.md, now or in the history',
    );
    mkdirSync(join(folder, '.changeset'));
    writeFileSync(join(folder, '.changeset', 'two-cpus.md'), 'Two CPUs.');
    await checkAnnounced(folder, [entry]);
    await git(folder, ['add', '--all']);
    await git(folder, [...author, 'commit', '--quiet', '--message=change']);
    await git(folder, ['rm', '--quiet', '-r', '.changeset']);
    await git(folder, [...author, 'commit', '--quiet', '--message=release']);
    await checkAnnounced(folder, [entry]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('settings of another checkout are read as a shell does', () => {
  expect(exportsOf("note\nexport A='1 2'\nexport B='it'\\''s'\n")).toEqual({ A: '1 2', B: "it's" });
});

import { largePlan } from '../../../../bench/large-plan';
import {
  readPlan,
  reviewMarkdown,
  withFindings,
  type Finding,
  type Review,
} from '../../../../lib/review';
import { isDestructive } from '../../../../lib/review/report/arrange';
import { plan, planned, printedPlan, review, reviewed, type Planned } from '../support';

const next = 'vm-lifecycle apply test';
const bytes = (text: string): number => Buffer.byteLength(text);

describe('the comment', () => {
  const vm = (name: string, more: object = {}): object => ({
    name,
    memory: 1024,
    cpu_hot_add_enabled: false,
    ...more,
  });
  const made = withFindings(
    reviewed(
      [
        {
          address: 'vsphere_virtual_machine.calm',
          before: vm('calm'),
          after: vm('calm', { annotation: 'canary' }),
        },
        {
          address: 'vsphere_virtual_machine.worst',
          before: vm('worst', { disk: [{ label: 'data', size: 4 }] }),
          after: vm('worst', { disk: [{ label: 'data', size: 2 }] }),
        },
        {
          address: 'vsphere_virtual_machine.middle',
          before: vm('middle'),
          after: vm('middle', { memory: 2048 }),
        },
        { address: 'vsphere_folder.f', before: { path: 'a' }, after: { path: 'b' } },
        {
          address: 'vsphere_virtual_machine.same',
          actions: ['no-op'],
          before: vm('same'),
          after: vm('same'),
        },
      ],
      {
        resource_drift: ['a', 'b', 'c'].map((name) =>
          planned({
            address: `vsphere_virtual_machine.${name}`,
            before: vm(name, { power_state: 'on' }),
            after: vm(name, { power_state: 'off' }),
          }),
        ),
      },
    ),
    [
      { rule: 'owner', severity: 'warn', subject: 'calm', message: 'has no owner', source: 'pack' },
      {
        rule: 'loss',
        severity: 'deny',
        subject: 'vsphere_virtual_machine.worst',
        message: 'loses data',
        source: 'invariant',
      },
    ],
  );
  const text = reviewMarkdown(made, { next });

  test('is pinned', () => {
    expect(text).toBe(`## Plan review: \`test\`

Worst impact: **data-loss**. 4 changes (4 update) of 3 machines and what they need; impact: 1 data-loss, 1 reboot, 2 none.

### ⛔ Denied (1)

- **loss** \`vsphere_virtual_machine.worst\`: loses data

### ⚠️ Warnings (1)

- **owner** \`calm\`: has no owner

| machine | impact | changes |
| --- | --- | --- |
| \`worst\` | **data-loss** | 1 update |
| \`middle\` | **reboot** | 1 update |
| \`calm\` | none | 1 update |

### Machines

#### \`worst\`: data-loss

- **update** \`vsphere_virtual_machine.worst\`, virtual machine: **data-loss**; \`disk[data].size\`: vmware/terraform-provider-vsphere v2.16.1 vsphere/internal/virtualdevice/virtual\\_machine\\_disk\\_subresource.go DiffExisting: refused; virtual disks cannot be shrunk
  - \`disk[data].size\`: \`4\` → \`2\`

#### \`middle\`: reboot

- **update** \`vsphere_virtual_machine.middle\`, virtual machine: **reboot**; \`memory\`: vmware/terraform-provider-vsphere v2.16.1 vsphere/virtual\\_machine\\_config\\_structure.go expandMemorySizeConfig: the guest is shut down and started
  - \`memory\`: \`1024\` → \`2048\`

#### \`calm\`: none

- **update** \`vsphere_virtual_machine.calm\`, virtual machine: none; \`annotation\`: vmware/terraform-provider-vsphere v2.16.1 vsphere/resource\\_vsphere\\_virtual\\_machine.go Update: a name, a place or a note in vCenter
  - \`annotation\`: (changed)

### Other resources

#### folder: none

- **update** \`vsphere_folder.f\`, folder: none; \`path\`: vmware/terraform-provider-vsphere v2.16.1 vsphere/resource\\_vsphere\\_folder.go: a place in vCenter; Delete is refused while something is in it
  - \`path\`: \`a\` → \`b\`

### Changed outside of Terraform (3 resources)

- **decisive** vsphere\\_virtual\\_machine \`power_state\`: \`a\`, \`b\`, \`c\`
  - \`power_state\`: \`on\` → \`off\`

**Next:**

\`\`\`text
vm-lifecycle apply test
\`\`\`
`);
  });

  test('of nothing says so', () => {
    expect(reviewMarkdown(reviewed([]), { next })).toContain('Nothing changes.');
  });

  test('of a real removal names every address and no secret', () => {
    const real = review(printedPlan('delete-three-hypervisors'));
    const shown = reviewMarkdown(real, { next });
    for (const { address } of real.changes) expect(shown).toContain(`\`${address}\``);
    expect(shown).not.toMatch(/ssh-ed25519|guestinfo|stylesheet/);
  });
});

describe('names of foreign plans', () => {
  const evil = '`|\n\n# @everyone <script>alert(1)</script> [x](https://evil) #1';
  const text = reviewMarkdown(
    withFindings(
      reviewed(
        [
          {
            address: `libvirt_domain.a["${evil}"]`,
            actions: ['delete'],
            before: { name: evil, id: evil },
          },
          {
            address: 'vsphere_virtual_machine.b',
            before: { name: evil, disk: [{ label: evil, size: 2 }] },
            after: { name: evil, disk: [{ label: evil, size: 1 }] },
          },
          { address: 'evil_type.c', type: evil, actions: ['delete'], before: {} },
        ],
        {
          resource_drift: [
            planned({
              address: 'evil_type.d',
              type: evil,
              before: { [evil]: 1 },
              after: { [evil]: 2 },
            }),
          ],
        },
      ),
      [{ rule: evil, severity: 'deny', subject: evil, message: evil, source: 'user' }],
    ),
    { next: evil },
  );
  /** What is left when code is taken away, in which nothing means anything. */
  const outside = text
    .replace(/(`{3,})text\n[\s\S]*?\n\1(?=\n)/g, '')
    .replace(/<code>[^<]*<\/code>/g, '')
    .replace(/(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, '');

  test('make no markup, no HTML, no mention, no link, no further cell or line', () => {
    expect(text).toContain('everyone');
    expect(outside).not.toMatch(
      /@\w|<script|<\/?(?!details|summary)[a-z]|\]\(|https:\/\/|(?<!\w)#\d/,
    );
    for (const line of text.split('\n')) expect(line).not.toMatch(/^# /);
    const rows = outside.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(row.match(/\|/g)).toHaveLength(4);
  });
});

describe('the size', () => {
  const large = review(readPlan(JSON.parse(JSON.stringify(largePlan(3000))), 'plan'));
  const destructive = large.changes.filter(isDestructive);
  const removed = (count: number, name = 'v'): Review =>
    reviewed(
      Array.from({ length: count }, (_, index): Planned => ({
        address: `libvirt_volume.${name}${String(index).padStart(5, '0')}`,
        actions: ['delete'],
        before: { name: `v${String(index)}` },
      })),
    );
  const missing = (text: string, { changes }: Review): number => {
    const words = new Set(text.split(/[\s`]+/));
    return changes.filter((change) => isDestructive(change) && !words.has(change.address)).length;
  };
  const loud = (text: string): number =>
    Number(/🛑 (\d+) of (\d+) destructive/.exec(text)?.[1] ?? 0);

  test('is that of the limit at most, and the next command is always there', () => {
    for (const limit of [4000, 8000, 20_000, 65_536, 200_000, 1_000_000]) {
      for (const one of [large, removed(40), removed(900), removed(2500)]) {
        const text = reviewMarkdown(one, { next, limit, record: 'plans/test.json' });
        expect(bytes(text)).toBeLessThanOrEqual(limit);
        expect(text).toContain(next);
        expect(text).toContain('Worst impact: **data-loss**');
        // Each destructive change is named, or counted as missing.
        expect(loud(text)).toBe(missing(text, one));
      }
    }
  });

  test('folds what is harmless first, into counts', () => {
    const some = reviewed([
      ...Array.from({ length: 900 }, (_, index): Planned => ({
        address: `vsphere_virtual_machine.calm${String(index)}`,
        before: { name: `calm${String(index)}`, memory: 1 },
        after: { name: `calm${String(index)}`, memory: 2 },
      })),
      { address: 'libvirt_volume.gone', actions: ['delete'], before: { name: 'gone' } },
    ]);
    const text = reviewMarkdown(some, { next });
    expect(bytes(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain('`libvirt_volume.gone`');
    expect(text).toContain('| `calm899` | **reboot** | 1 update |');
    expect(text).not.toContain('vsphere_virtual_machine.calm899');
    expect(text).toContain(
      'Not all is shown here: the whole review is in the JSON of this review.',
    );
  });

  test('lists more than a thousand destructive addresses compactly', () => {
    const many = removed(1400);
    const text = reviewMarkdown(many, { next });
    expect(bytes(text)).toBeLessThanOrEqual(65_536);
    expect(missing(text, many)).toBe(0);
    expect(text).toContain('**delete, data-loss** (1400)');
  });

  test('says loudly, and exactly, how many destructive changes there is no room for', () => {
    expect(destructive.length).toBeGreaterThan(1500);
    const text = reviewMarkdown(large, { next, limit: 20_000, record: 'plans/test.json' });
    expect(loud(text)).toBe(missing(text, large));
    expect(loud(text)).toBeGreaterThan(1000);
    expect(text).toContain(
      `of ${String(destructive.length)} destructive changes are NOT listed here`,
    );
    expect(text).toContain('Read all of them in `plans/test.json` before you approve.');
  });

  test('stays in the limit with thousands of findings, drifts and warnings', () => {
    const findings = Array.from({ length: 3000 }, (_, index): Finding => ({
      rule: `rule-${String(index % 60)}`,
      severity: index % 2 === 0 ? 'deny' : 'warn',
      subject: 'x'.repeat(300),
      message: 'y'.repeat(600),
      source: 'pack',
    }));
    const noisy = review(
      plan(
        Array.from({ length: 300 }, (_, index) => ({
          address: `t${String(index)}_x.a`,
          before: { a: 1 },
          after: { a: 2 },
        })),
        {
          resource_drift: Array.from({ length: 500 }, (_, index) =>
            planned({ address: `d${String(index)}_x.a`, before: { a: 1 }, after: { a: 2 } }),
          ),
        },
      ),
    );
    for (const limit of [4000, 65_536]) {
      const text = reviewMarkdown(withFindings(noisy, findings), { next, limit });
      expect(bytes(text)).toBeLessThanOrEqual(limit);
      expect(text).toContain(next);
    }
  });
});

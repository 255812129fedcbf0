import { execFileSync } from 'node:child_process';
import type { GuestControl } from '../../../lib/hardening/control';
import { observationScript, parseObservations } from '../../../lib/hardening/observation';
import { shellQuote } from '../../../lib/hardening/shell';
import { ownControl, planOf, testVm } from './fixture';

/** Runs the script on this machine, with the user's own controls alone. It only reads. */
function run(...observe: string[]): Map<string, string> {
  const vm = testVm();
  const additional = observe.map((command, index) =>
    ownControl({ id: `guest.own.c${String(index)}`, observe: () => command }),
  );
  const { controls } = planOf(vm, { additional });
  const own = controls.filter((row) => row.control.id.startsWith('guest.own.'));
  const script = observationScript(vm, { controls: own });
  return parseObservations(execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' }));
}

function runOne(observe: string): string | undefined {
  return run(observe).get('guest.own.c0');
}

describe('the script', () => {
  test('prints what each control observes', () => {
    expect(run('echo one', 'echo two; echo three')).toEqual(
      new Map([
        ['guest.own.c0', 'one'],
        ['guest.own.c1', 'two\nthree'],
      ]),
    );
  });

  test.each([
    ['a missing command', 'no-such-command-at-all', /not found[^]*\(exit status 127\)$/],
    ['a failing command', 'echo half; false', /^half\n\(exit status 1\)$/],
    ['a command that exits', 'echo half; exit 3', /^half\n\(exit status 3\)$/],
    ['a syntax error', 'if then', /\(exit status \d+\)$/],
    ['an unclosed quote', "echo 'fine", /\(exit status \d+\)$/],
    ['a command that reads', 'read -r line; echo "got $line"', /^got$/],
  ])('survives %s', (_, command, text) => {
    const observed = run(command, 'echo fine');
    expect(observed.get('guest.own.c0')).toMatch(text);
    expect(observed.get('guest.own.c1')).toBe('fine');
  });

  test('takes nothing observed for another control', () => {
    const observed = run('echo "@control guest.own.c1"; echo "| fine"', 'echo bad');
    expect(observed.get('guest.own.c0')).toBe('@control guest.own.c1\n| fine');
    expect(observed.get('guest.own.c1')).toBe('bad');
  });

  test('is valid shell as a whole, for every control', () => {
    const vm = testVm({ hardeningPack: 'strict' }, { managementAccount: `o'ps $(reboot) \`x\`` });
    const script = observationScript(vm, planOf(vm));
    expect(() => execFileSync('sh', ['-n'], { input: script })).not.toThrow();
    expect(script).toContain(`for user in root 'o'\\''ps $(reboot) \`x\`'; do`);
  });

  test.each(["a'b", '$(reboot)', '`reboot`', '"', '\\', '${HOME}', 'a\nb', '!x', ''])(
    'quotes %j',
    (text) => {
      const printed = execFileSync('sh', ['-c', `printf %s ${shellQuote(text)}`], {
        encoding: 'utf8',
      });
      expect(printed).toBe(text);
    },
  );
});

describe('the functions of the prelude', () => {
  const given = (name: string, content: string, command: string) =>
    runOne(`printf '%s\\n' ${shellQuote(content)} > "$facts/${name}"; ${command}`);

  test('kernel_parameters tells every distinct value of all interfaces', () => {
    const facts = [
      'net.ipv6.conf.all.accept_ra = 0',
      'net.ipv6.conf.eth0/10.accept_ra = 1',
      'net.ipv6.conf.lo.accept_ra = 0',
      'kernel.sysrq = 0',
    ].join('\n');
    expect(
      given(
        'sysctl',
        facts,
        `kernel_parameters kernel.sysrq 'net.ipv6.conf.*.accept_ra' kernel.none`,
      ),
    ).toBe('kernel.sysrq = 0\nnet.ipv6.conf.*.accept_ra = 0 and 1\nkernel.none = (not set)');
  });

  test('sshd_options tells where root and the management account differ', () => {
    const facts = 'permitrootlogin no\nmaxsessions 2\npermitrootlogin no\nmaxsessions 10';
    expect(given('sshd', facts, 'sshd_options permitrootlogin maxsessions banner')).toBe(
      'permitrootlogin no\nmaxsessions 2 and 10\nbanner (not set)',
    );
  });

  test('audit_rules names the rules that are missing', () => {
    const command = `audit_rules << 'END'\n-w /etc/passwd -p wa -k identity\n-w /a -p wa -k b\nEND`;
    expect(given('audit-rules', '-w /a -p wa -k b', command)).toBe(
      '1 of 2 rules loaded\nmissing: -w /etc/passwd -p wa -k identity',
    );
    expect(given('audit-rules', 'No rules', command)).toMatch(/^0 of 2 rules loaded\n/);
  });

  const table = (rule: string) =>
    `table inet x {\n\tchain input {\n\t\tpolicy drop;\n\t\t${rule}\n\t}\n}`;

  test.each([
    ['ip saddr 192.0.2.0/24 accept', 'ip saddr 192.0.2.0/24 accept', 'as in'],
    ['ip saddr 192.0.2.0/24 accept', 'ip saddr 0.0.0.0/0 accept', 'not as in'],
  ])(
    'firewall_table leaves addresses out, but tells %j from %j',
    (configured, running, verdict) => {
      const command = `printf '%s\\n' ${shellQuote(table(configured))} > "$facts/nft-configured"; firewall_table x`;
      expect(given('nft-running', table(running), command)).toBe(
        `policy drop;\nip saddr (address) accept\n${verdict} /etc/nftables.conf`,
      );
    },
  );

  test('firewall_table tells a missing table', () => {
    expect(given('nft-running', 'table inet y {\n}', 'firewall_table x')).toBe(
      'not as in /etc/nftables.conf',
    );
  });

  test('in_force tells a unit that is not there', () => {
    expect(runOne('in_force no-such.service /etc/hostname')).not.toContain('active with');
  });
});

describe('reading the output', () => {
  test('copes with noise, line ends of terminals and a cut', () => {
    const output =
      'motd\r\n| stray\r\n@control guest.a.b\r\n| one\r\nnoise\r\n| two\r\n@control guest.c.d\r\n| thr';
    expect(parseObservations(output)).toEqual(
      new Map([
        ['guest.a.b', 'one\ntwo'],
        ['guest.c.d', 'thr'],
      ]),
    );
  });

  test('of nothing is nothing', () => {
    expect(parseObservations('').size).toBe(0);
  });
});

test('waived controls are not observed', () => {
  const vm = testVm();
  const control: GuestControl = ownControl({ observe: () => 'echo never' });
  const controls = [{ control, state: 'waived' as const }];
  expect(observationScript(vm, { controls })).not.toContain('never');
});

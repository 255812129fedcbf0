import { packageFindings, ruleFindings, sortFindings } from '../../../lib/policy/result';
import type { Finding } from '../../../lib/review/review';

const finding = { rule: 'no-mondays', severity: 'warn', subject: 'web-1', message: 'a Monday' };

describe('results of policies', () => {
  it('are findings', () => {
    expect(packageFindings({ findings: [finding], helper: 1 }, 'org')).toEqual([
      { ...finding, source: 'org' },
    ]);
    expect(packageFindings({ findings: [] }, 'org')).toEqual([]);
  });

  it('are sets of conftest', () => {
    const entry = { msg: 'no', subject: 'web-1', rule: 'named' };
    expect(packageFindings({ deny: ['a'], violation: [entry], warn: ['c'] }, 'org')).toEqual([
      { rule: 'deny', severity: 'deny', message: 'a', source: 'org' },
      { rule: 'named', severity: 'deny', subject: 'web-1', message: 'no', source: 'org' },
      { rule: 'warn', severity: 'warn', message: 'c', source: 'org' },
    ]);
  });

  it.each([undefined, null, 'deny', [], {}, { helper: true }])(
    'deny a package that is %j',
    (given) => {
      expect(packageFindings(given, 'org')).toEqual([
        expect.objectContaining({ rule: 'policy-undefined', severity: 'deny', source: 'org' }),
      ]);
    },
  );

  it('deny a rule that is undefined', () => {
    expect(ruleFindings('findings', undefined, 'org')[0]).toMatchObject({
      rule: 'policy-undefined',
      severity: 'deny',
      message: 'org: its rule findings is undefined',
    });
  });

  it.each([
    ['findings', true],
    ['findings', { a: finding }],
    ['findings', ['text']],
    ['findings', [{ ...finding, rule: '' }]],
    ['findings', [{ ...finding, message: undefined }]],
    ['findings', [{ ...finding, subject: 3 }]],
    ['deny', true],
    ['deny', false],
    ['deny', [3]],
    ['warn', [{ message: 'not msg' }]],
    ['warn', [{ msg: 'a', subject: {} }]],
  ] as const)('deny a malformed one: %s %j', (rule, value) => {
    expect(ruleFindings(rule, value, 'org')).toEqual([
      expect.objectContaining({ rule: 'policy-malformed', severity: 'deny' }),
    ]);
  });

  it('deny what has an unknown severity', () => {
    for (const severity of ['DENY', 'info', null, undefined]) {
      const [found] = ruleFindings('findings', [{ ...finding, severity }], 'org');
      expect(found).toMatchObject({ rule: 'no-mondays', severity: 'deny' });
      expect(found?.message).toMatch(/^a Monday \(its severity is .+: taken for deny\)$/);
    }
  });

  it('print no value of a plan that a policy put into a malformed result', () => {
    expect(JSON.stringify(ruleFindings('deny', [{ secret: 'hunter2' }], 'org'))).not.toContain(
      'hunter2',
    );
  });

  it('are sorted by severity, subject and rule, each once', () => {
    const made = (
      severity: 'deny' | 'warn',
      subject: string | undefined,
      rule: string,
    ): Finding => ({
      severity,
      ...(subject === undefined ? {} : { subject }),
      rule,
      message: 'm',
      source: 's',
    });
    const sorted = [
      made('deny', undefined, 'z'),
      made('deny', 'B', 'b'),
      made('deny', 'a', 'a'),
      made('deny', 'a', 'b'),
      made('warn', undefined, 'a'),
    ];
    expect(sortFindings([...sorted].reverse().concat(sorted))).toEqual(sorted);
  });
});

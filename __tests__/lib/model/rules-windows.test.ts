import { define, listToken, textsOf, textToken, type Given, type Case } from './support';

const accepted = {
  secretsInState: {
    reason: 'the provider has no other way',
    expires: '2027-01-31',
    stateEncryption: 'opentofu',
    vms: ['web-1'],
  },
};
const windows = (value: unknown, environment: object = accepted, more: object = {}): Given => ({
  guest: { operatingSystem: 'windows', windows: value, ...more },
  environment: { ...environment },
});
const directory = { domain: 'corp.example', account: 'join@corp.example', password: textToken };
const at = 'lab/web-1.guest.windows';
const isToken =
  'a secret is a token of a sensitive Terraform variable, never a text in the program; declare new TerraformVariable(..., { sensitive: true }), give its stringValue, and set TF_VAR_...';
const intoState =
  'a secret reaches the state only where the state is encrypted and the environment accepts it by name';
const howTo =
  'name the VM in environment.secretsInState with reason, expires, stateEncryption and vms';
const named = (length: number): string => 'x'.repeat(length);

const cases: readonly Case[] = [
  [
    'a Linux guest has Windows settings',
    { guest: { windows: {} } },
    [
      `[VML048] ${at}: got an object; only Windows guests have it; leave it out, or set guest.operatingSystem to "windows"`,
    ],
    windows({}),
  ],
  [
    'registered names are too long',
    windows({ fullName: named(64), organization: named(64) }),
    [
      `[VML053] ${at}.fullName: got "${named(64)}"; a registered name has 1 to 63 characters (Windows setup); give a name, or leave it out`,
      `[VML053] ${at}.organization: got "${named(64)}"; a registered name has 1 to 63 characters (Windows setup); give a name, or leave it out`,
    ],
    windows({ fullName: named(63), organization: named(63) }),
  ],
  [
    'the owner, which is the organization by default, is too long',
    { ...windows(undefined), props: { owner: named(64) } },
    [
      `[VML053] ${at}.organization: got "${named(64)}"; a registered name has 1 to 63 characters (Windows setup); give a name, or leave it out`,
    ],
    { ...windows({ organization: 'shop' }), props: { owner: named(64) } },
  ],
  [
    'a workgroup name has 16 characters',
    windows({ workgroup: 'SIXTEEN-LETTERS-' }),
    [
      `[VML001] ${at}.workgroup: got "SIXTEEN-LETTERS-"; a workgroup name has at most 15 characters (NetBIOS); give a name such as "WORKGROUP", or leave it out`,
    ],
    windows({ workgroup: 'FIFTEEN-LETTERS' }),
  ],
  [
    'a workgroup name has a slash',
    windows({ workgroup: 'A/B' }),
    [
      `[VML055] ${at}.workgroup: got "A/B"; a workgroup name has none of " / \\ [ ] : ; | = , + * ? < > (NetBIOS); give a name such as "WORKGROUP", or leave it out`,
    ],
    windows({ workgroup: 'A-B' }),
  ],
  [
    'it is a member of a workgroup and of a domain',
    windows({ workgroup: 'OFFICE', activeDirectory: directory }),
    [
      `[VML048] ${at}.workgroup: got "OFFICE"; a computer is a member of a workgroup or of a domain; leave out workgroup or activeDirectory`,
    ],
    windows({ activeDirectory: directory }),
  ],
  [
    'what a domain needs is missing',
    windows({ activeDirectory: { organizationalUnit: 7 } }),
    [
      `[VML041] ${at}.activeDirectory.account: got nothing; a required field is given; give it as a text`,
      `[VML041] ${at}.activeDirectory.domain: got nothing; a required field is given; give it as a text`,
      `[VML048] ${at}.activeDirectory.organizationalUnit: got 7; it is a text; give it as a text`,
      `[VML041] ${at}.activeDirectory.password: got nothing; a required field is given; give a token of a sensitive Terraform variable`,
    ],
    windows({ activeDirectory: { ...directory, organizationalUnit: textToken } }),
  ],
  [
    'secrets are plain texts (case 39)',
    windows({
      administratorPassword: 'hunter2',
      licenceKey: 'ABCDE-12345',
      activeDirectory: { ...directory, password: 42 },
    }),
    [
      `[VML039] ${at}.activeDirectory.password: got a secret (value not shown); ${isToken}`,
      `[VML039] ${at}.administratorPassword: got a secret (value not shown); ${isToken}`,
      `[VML039] ${at}.licenceKey: got a secret (value not shown); ${isToken}`,
    ],
    windows({
      administratorPassword: textToken,
      licenceKey: textToken,
      activeDirectory: directory,
    }),
  ],
  [
    'a secret is a token of a list',
    windows({ administratorPassword: listToken }),
    [
      `[VML048] ${at}.administratorPassword: got a token of another type; it is a token of a text; give the stringValue of the variable`,
    ],
    windows({ administratorPassword: textToken }),
  ],
  [
    'nobody accepted secrets in the state',
    windows({ administratorPassword: textToken, licenceKey: textToken }, {}),
    [
      `[VML056] ${at}: got administratorPassword, licenceKey (value not shown); ${intoState}; ${howTo}`,
    ],
    windows({}, {}),
  ],
  [
    'secrets in the state are accepted for another VM',
    windows(
      { activeDirectory: directory },
      { secretsInState: { ...accepted.secretsInState, vms: ['web-2'] } },
    ),
    [`[VML056] ${at}: got activeDirectory.password (value not shown); ${intoState}; ${howTo}`],
    windows({ activeDirectory: directory }),
  ],
  [
    'the acceptance has expired',
    windows(
      { licenceKey: textToken },
      { secretsInState: { ...accepted.secretsInState, expires: '2026-11-20' } },
    ),
    [
      `[VML056] ${at}: got licenceKey (value not shown), accepted until "2026-11-20"; ${intoState}; ${howTo}`,
    ],
    windows(
      { licenceKey: textToken },
      { secretsInState: { ...accepted.secretsInState, expires: '2026-11-21' } },
    ),
  ],
  [
    'a field is misspelt, and one holds a password',
    windows({ fullname: 'a', password: 'hunter2' }),
    [
      `[VML043] ${at}.fullname: got field "fullname"; a field is known; did you mean "fullName"?`,
      `[VML039] ${at}.password: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority`,
    ],
    windows({ fullName: 'a' }),
  ],
];

test.each(cases)('fails when %s, and not its nearest valid twin', (_title, given, texts, twin) => {
  expect(textsOf(given)).toEqual(texts);
  expect(textsOf(twin)).toEqual([]);
});

describe('the settings of a Windows guest', () => {
  test('are a workgroup, an administrator and the owner by default', () => {
    expect(define(windows(undefined, {})).vm?.guest.windows).toEqual({
      fullName: 'Administrator',
      organization: 'team-shop',
      workgroup: 'WORKGROUP',
    });
  });

  test('have no workgroup with a domain', () => {
    expect(define(windows({ activeDirectory: directory })).vm?.guest.windows).toEqual({
      fullName: 'Administrator',
      organization: 'team-shop',
      activeDirectory: directory,
    });
  });

  test('are none of a Linux guest', () => {
    expect(define({}).vm?.guest.windows).toBeUndefined();
  });
});

const decision = { reason: 'a test', expires: '2027-01-31', vms: ['web-1'] };
const how = 'write { reason, expires, vms }';
const isDecision = 'it is an object with reason, expires and vms';

const decisions: readonly Case[] = [
  [
    'decisions are no objects',
    { environment: { secretsInState: true, withoutBackup: 'web-1' } },
    [
      `[VML048] lab/web-1.environment.secretsInState: got true; ${isDecision}; ${how}`,
      `[VML048] lab/web-1.environment.withoutBackup: got a text; ${isDecision}; ${how}`,
    ],
    { environment: { withoutBackup: decision } },
  ],
  [
    'a decision is empty',
    { environment: { secretsInState: {} } },
    [
      '[VML041] lab/web-1.environment.secretsInState.expires: got nothing; a required field is given; give a day, such as "2027-03-31"',
      '[VML041] lab/web-1.environment.secretsInState.reason: got nothing; a required field is given; write why the risk is accepted',
      '[VML041] lab/web-1.environment.secretsInState.stateEncryption: got nothing; a required field is given; write "opentofu" or "backend"',
      "[VML041] lab/web-1.environment.secretsInState.vms: got nothing; a required field is given; write ['web-1']",
    ],
    { environment: accepted },
  ],
  [
    'the parts of a decision are wrong',
    {
      environment: {
        withoutBackup: { reason: ' ', expires: '31.01.2027', vms: ['a', 7], until: 'x' },
      },
    },
    [
      '[VML042] lab/web-1.environment.withoutBackup.expires: got "31.01.2027"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"',
      '[VML041] lab/web-1.environment.withoutBackup.reason: got " "; a required field is given; write why the risk is accepted',
      '[VML043] lab/web-1.environment.withoutBackup.until: got field "until"; a field is known; remove it',
      '[VML048] lab/web-1.environment.withoutBackup.vms[1]: got 7; it is a text; give the name of a VM',
    ],
    { environment: { withoutBackup: { ...decision, vms: [] } } },
  ],
  [
    'a state is encrypted in an unknown way',
    { environment: { secretsInState: { ...accepted.secretsInState, stateEncryption: 's3' } } },
    [
      '[VML048] lab/web-1.environment.secretsInState.stateEncryption: got "s3"; it is "opentofu" or "backend"; write "opentofu" or "backend"',
    ],
    { environment: { secretsInState: { ...accepted.secretsInState, stateEncryption: 'backend' } } },
  ],
];

test.each(decisions)('fails when %s', (_title, given, texts, twin) => {
  expect(textsOf(given)).toEqual(texts);
  expect(textsOf(twin)).toEqual([]);
});

test.each([
  ['2026-11-21', ['web-1'], { reason: 'a test', expires: '2026-11-21' }],
  ['2026-11-20', ['web-1'], undefined],
  ['2027-01-31', ['web-2'], undefined],
])('an exemption until %s for %j is %j today', (expires, vms, exemption) => {
  const environment = { withoutBackup: { reason: 'a test', expires, vms } };
  expect(define({ environment }).vm?.backupExemption).toEqual(exemption);
});

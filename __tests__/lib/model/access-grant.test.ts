import { formatProblem } from '../../../lib/errors';
import { defineAccessGrant } from '../../../lib/model/define-access-grant';
import { isToken, textToken } from './support';

const define = (props: unknown): ReturnType<typeof defineAccessGrant> =>
  defineAccessGrant(props, 'lab/Grant', isToken);

test('fills in every default, and takes a token as principal', () => {
  expect(define({ principal: 'ops@example', level: 'operator' }).model).toEqual({
    principal: 'ops@example',
    principalKind: 'group',
    level: 'operator',
    propagate: true,
  });
  const given = {
    principal: textToken,
    principalKind: 'user',
    level: 'viewer',
    propagate: false,
  };
  expect(define(given)).toEqual({ model: given, problems: [] });
});

const name = 'name a user or group of the hypervisor, such as "operators@example"';

test.each([
  [{ principal: ' ' }, `[VML041] lab/Grant.principal: got " "; a required field is given; ${name}`],
  [{ principal: 7 }, `[VML048] lab/Grant.principal: got 7; it is a text; ${name}`],
  [
    { principal: 'a\nb' },
    '[VML008] lab/Grant.principal: got "a\\nb"; no line break or other control character in a text; write it in one line',
  ],
  [
    { level: 'admin' },
    '[VML048] lab/Grant.level: got "admin"; it is "viewer", "operator" or "administrator"; did you mean "administrator"?',
  ],
  [
    { principalKind: 'team' },
    '[VML048] lab/Grant.principalKind: got "team"; it is "user" or "group"; write "user" or "group"',
  ],
  [
    { propagate: 'no' },
    '[VML048] lab/Grant.propagate: got "no"; it is true or false; write true or false, without quotes',
  ],
  [
    { password: 'hunter2' },
    '[VML039] lab/Grant.password: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
  ],
])('fails for %j', (changes, text) => {
  const given = { principal: 'ops@example', level: 'operator', ...changes };
  expect(define(given).problems.map(formatProblem)).toEqual([text]);
});

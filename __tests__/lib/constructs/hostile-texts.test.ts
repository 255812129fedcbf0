import { formatProblem, VmLifecycleError } from '../../../lib';
import {
  dataDiskFields,
  guestFields,
  interfaceFields,
  vmFields,
} from '../../../lib/model/known-fields';
import { isEvaluated } from '../drivers/common/hostile';
import { keys, privateKey } from '../model/ssh-keys';
import { addVm, cleanUp, lab, textsOf } from './support';
import { diskTexts, guestTexts, nicTexts, textProps, vmTexts } from './text-props';

cleanUp();

/** Every text of a synthesized stack that Terraform evaluates; what stands under "//" are comments. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === '//' ? [] : [name, ...textsIn(child)],
  );
}

/** What of a text is not one of the expressions that the library itself writes. */
function foreignPart(text: string): string {
  return text.replace(
    /\$\{(?:\(*terraform_data|libvirt_|substr\(sha256\(jsonencode\(\[libvirt_|\(4294967296 >= libvirt_)[^}]*\}/g,
    '',
  );
}

type Result = { readonly refused: string } | { readonly texts: string[] };

function attempt(synthesize: (value: string) => string, value: string): Result {
  try {
    return { texts: textsIn(JSON.parse(synthesize(value))) };
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    return { refused: error.problems.map(formatProblem).join('\n') };
  }
}

test('every text that a VM takes is in the table', () => {
  const names = (table: object): string[] => Object.keys(table).sort();
  expect(names(vmTexts)).toEqual(names(vmFields));
  expect(names(guestTexts)).toEqual(names(guestFields));
  expect(names(nicTexts)).toEqual(names(interfaceFields));
  expect(names(diskTexts)).toEqual(names(dataDiskFields));
});

const payloads = [
  '${terraform.workspace}',
  '${file("/hostile")} %{ if true }hostile%{ endif } $${terraform.workspace} %${terraform.workspace}',
];
// A VM's name has no "/" and no "%"; a text is then refused, and nothing of it reaches Terraform.
const alsoRefused = new Set(['HardenedVm.name']);

describe.each(textProps)('a hostile text as $name', ({ name, outcome, synthesize }) => {
  test.each(payloads)(`is ${outcome}, never evaluated: %s`, (payload) => {
    const result = attempt(synthesize, payload);
    if ('refused' in result) {
      expect(outcome === 'refused' || alsoRefused.has(name)).toBe(true);
      expect(result.refused).toMatch(/^\[VML0\d\d\] lab/);
      return;
    }
    const evaluated = result.texts.map(foreignPart).filter(isEvaluated);
    expect(evaluated).toEqual([]);
    const mark = /\$\{(?:file|terraform\.)/;
    const reached = result.texts.some((text) => mark.test(text) && !text.startsWith('[VML'));
    expect(reached ? 'written' : 'kept').toBe(outcome);
  });
});

// What they hold is the path of a field, or the rule, and so in the text of an error; they are names, given in code.
const names = ['EnvironmentStack.naming', 'HardenedVm.tags name', 'the id of a construct'];

describe.each(textProps.filter(({ name }) => !names.includes(name)))(
  'a secret as $name',
  ({ synthesize, outcome }) => {
    const oneLine = privateKey.replaceAll('\n', ' ');
    const body = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU';

    test.each([
      ['a private key', oneLine],
      ['the body of a private key', `${body}=`],
    ])('never appears: %s', (_title, secret) => {
      const result = attempt(synthesize, secret);
      const shown = 'refused' in result ? [result.refused] : result.texts;
      expect(shown.filter((text) => text.includes(body))).toEqual([]);
      // Where it would have been written, it is refused.
      expect(outcome === 'written' ? 'refused' in result : true).toBe(true);
    });
  },
);

describe('a password', () => {
  const secret = 'hunter2-canary';
  test.each([
    ['password', { guest: { password: secret } }],
    ['rootPassword', { guest: { rootPassword: secret } }],
    ['passwd', { guest: { passwd: secret } }],
    ['adminPwd', { guest: { adminPwd: secret } }],
    ['clientSecret', { props: { clientSecret: secret } }],
    ['privateKey', { props: { privateKey: secret } }],
    ['passphrase', { nic: { passphrase: secret } }],
    ['a key that is none', { guest: { sshAuthorizedKeys: [secret] } }],
    ['keys that are no list', { guest: { sshAuthorizedKeys: secret } }],
    ['an SSH CA that is none', { guest: { sshCertificateAuthority: secret } }],
  ])('as %s is refused, and its value not shown', (_title, changes) => {
    const { stack, template } = lab();
    const texts = textsOf(() => addVm(stack, template, changes));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^\[VML0(?:39|48)\]/);
    expect(texts[0]).toContain('value not shown');
    expect(texts[0]).not.toContain(secret);
  });

  test('is not what a public key is taken for', () => {
    const { stack, template } = lab();
    const changes = { guest: { sshAuthorizedKeys: [keys.rsa3072] } };
    expect(textsOf(() => addVm(stack, template, changes))).toEqual([]);
  });
});

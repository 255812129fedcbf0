import {
  addVm,
  cleanUp,
  filesOf,
  lab,
  newApp,
  problemsOf,
  synthesized,
} from '../lib/constructs/support';
import { badInputs } from './bad-input-cases';
import type { BadInput } from './bad-input-support';

cleanUp();

/** The problems of one VM, by code and field; without any, its stack is synthesized. */
function outcome(given: BadInput['given'], id = 'lab'): { problems: string[]; files: number } {
  const all = lab({ id });
  const problems = problemsOf(() => {
    addVm(all.stack, all.template, typeof given === 'function' ? given(all) : given);
    synthesized(all.app, all.stack);
  });
  const lines = problems.map(({ code, path }) => `${code} ${path.replace(`${id}/Web.`, '')}`);
  return { problems: lines, files: filesOf(all.app).length };
}

describe.each(badInputs)('case $name', ({ given, code, field, twin, stack }) => {
  test('fails with its code at its field, and nothing is written', () => {
    const { problems, files } = outcome(given, stack);
    expect(problems).toContain(`${code} ${field}`);
    expect(files).toBe(0);
  });

  test('passes as its nearest valid twin', () => {
    expect(outcome(twin, stack)).toEqual({ problems: [], files: 4 });
  });
});

/** Two VMs in two stacks of one environment. */
function pair(first: object, second: object): string[] {
  const app = newApp();
  const made = [first, second].map((changes, index) => {
    const id = ['blue', 'green'][index];
    const all = lab({ app, id, name: 'shop', category: 'lab' });
    addVm(all.stack, all.template, changes);
    return all;
  });
  return problemsOf(() => made[0] && synthesized(app, made[0].stack)).map(
    ({ code, path, rule }) => `${code} ${path}: ${rule}`,
  );
}

const web1 = (nic: object): object => ({ nic });
const web2 = (nic: object, name = 'web-2'): object => ({
  props: { name },
  guest: { hostname: 'web-2' },
  nic,
});

describe('cases of two VMs in two stacks', () => {
  test.each([
    [
      '7 one name in two cases',
      web1({}),
      web2({}, 'WEB-1'),
      'VML007 green/Web.name: a VM name is used once, whatever its case; blue/Web.name has it',
      web2({}),
    ],
    [
      '9 one static IP',
      web1({ address: '10.0.0.9' }),
      web2({ address: '10.0.0.9/24' }),
      'VML009 green/Web.networks[0].address: a static IP address is used once; blue/Web.networks[0].address has it',
      web2({ address: '10.0.0.10' }),
    ],
    [
      '15 one MAC',
      web1({ macAddress: '52:54:00:00:00:0a' }),
      web2({ macAddress: '52:54:00:00:00:0A' }),
      'VML015 green/Web.networks[0].macAddress: a MAC address is used once; blue/Web.networks[0].macAddress has it',
      web2({ macAddress: '52:54:00:00:00:0b' }),
    ],
  ])('%s fails, and names both paths', (_title, first, second, problem, twin) => {
    expect(pair(first, second)).toEqual([problem]);
    expect(pair(first, twin)).toEqual([]);
  });
});

test('a VM fails with all of its cases at once', () => {
  const { problems } = outcome({
    props: { cpuCount: 0, name: 'a/b', systemDiskSize: 40 },
    nic: { address: '10.0.1.9', macAddress: '01:00:5e:00:00:01' },
    guest: { sshAuthorizedKeys: [], dnsServers: ['ns1'] },
  });
  expect(problems).toEqual([
    'VML020 cpuCount',
    'VML017 guest.dnsServers[0]',
    'VML039 guest.sshAuthorizedKeys',
    'VML006 name',
    'VML010 networks[0].address',
    'VML015 networks[0].macAddress',
    'VML048 systemDiskSize',
  ]);
});

import { VmLifecycleError } from '../../../../lib/errors';
import { hookVmOf, readHooks } from '../../../../lib/operations/hooks';

describe('hooks.json', () => {
  const problems = (value: unknown): readonly string[] => {
    try {
      readHooks(typeof value === 'string' ? value : JSON.stringify(value), 'hooks.json', {
        HOOK_SECRET: 'x',
      });
    } catch (error) {
      if (!VmLifecycleError.is(error)) throw error;
      return error.message.split('\n');
    }
    return [];
  };

  test('all problems are reported together, and no secret is printed', () => {
    const hook = {
      name: 'dns',
      kind: 'dns',
      events: ['revoke'],
      webhook: { url: 'https://hooks.example.org/vm', secretEnvironment: 'HOOK_SECRET' },
    };
    expect(problems({ version: 1, hooks: [hook] })).toEqual([]);
    const wrong = problems({
      version: 1,
      hooks: [
        hook,
        { ...hook, kind: 'dsn', events: ['revoked'] },
        {
          ...hook,
          name: 'B',
          webhook: { url: 'http://hooks.example.org', secretEnvironment: 'canary-5f1d7c' },
        },
        {
          ...hook,
          name: 'c',
          webhook: {
            url: 'https://user:canary-5f1d7c@hooks.example.org',
            secretEnvironment: 'MISSING',
            retries: 99,
          },
        },
        { ...hook, name: 'd', command: { program: 'x' } },
        { name: 'e', kind: 'dns', events: [] },
        {
          name: 'f',
          kind: 'dns',
          events: ['enrol'],
          command: { args: [1], environment: ['A=B'], timeout: 1 },
        },
      ],
    });
    expect(wrong).toMatchSnapshot();
    expect(wrong.join('\n')).not.toContain('canary-5f1d7c');
  });
});

test('of a row of the inventory these facts are passed on, and no others', () => {
  const row = {
    uuid: 'u',
    id: 300,
    owner: 'team',
    purpose: 'x',
    waivers: [],
    cpu_count: 2,
    user_data: 'canary',
    tags: { a: 'b', c: 1 },
    interfaces: { nic0: { network: 'n', mac: 'm', address: '192.0.2.1', password: 'canary' } },
  };
  expect(hookVmOf('web-1', row)).toEqual({
    name: 'web-1',
    uuid: 'u',
    id: '300',
    owner: 'team',
    purpose: 'x',
    tags: { a: 'b' },
    interfaces: { nic0: { network: 'n', mac: 'm', address: '192.0.2.1' } },
  });
});

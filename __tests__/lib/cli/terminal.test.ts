import { Terminal } from '../../../lib/cli/terminal';

function terminal(
  options: { tty?: boolean; json?: boolean; environment?: Record<string, string> } = {},
) {
  const { tty = false, json = false, environment = {} } = options;
  const printed = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: tty,
    write: (text: string) => (printed[name] += text),
  });
  const made = new Terminal({
    json,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment,
  });
  return { terminal: made, printed };
}

const ESCAPE = '\u001B';
const step = (on: Terminal) =>
  on.step('Plan lab', (detail) => {
    detail('  first\n  line ');
    detail('x'.repeat(200));
    return Promise.resolve(7);
  });

test('a terminal shows what is done in one line that is replaced, and a check mark in the end', async () => {
  const { terminal: on, printed } = terminal({ tty: true });
  expect(await step(on)).toBe(7);
  expect(printed.stderr).toContain(`\r${ESCAPE}[2K  Plan lab: first line`);
  expect(printed.stderr).toContain(`${'x'.repeat(97)}...`);
  expect(printed.stderr).not.toContain('x'.repeat(98));
  expect(printed.stderr).toMatch(/✔ Plan lab \d+\.\d s\n$/);
  expect(printed.stdout).toBe('');
  expect(on.style('red', 'text')).toBe(`${ESCAPE}[31mtext${ESCAPE}[39m`);
});

test.each([
  ['piped', {}],
  ['with NO_COLOR', { tty: true, environment: { NO_COLOR: '1' } }],
])('%s there is one plain line per step, and no colour', async (_name, options) => {
  const { terminal: on, printed } = terminal(options);
  await step(on);
  expect(printed.stderr).toMatch(/^✔ Plan lab \d+\.\d s\n$/);
  expect(on.style('red', 'text')).toBe('text');
});

test('an empty NO_COLOR is none', () => {
  expect(terminal({ tty: true, environment: { NO_COLOR: '' } }).terminal.color).toBe(true);
});

test('a step that fails says so, and passes its error on', async () => {
  const { terminal: on, printed } = terminal();
  await expect(on.step('Apply lab', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(printed.stderr).toMatch(/^✖ Apply lab \d+\.\d s\n$/);
});

test('with --json there is one document on standard output, and nothing beside it but errors', async () => {
  const { terminal: on, printed } = terminal({ tty: true, json: true });
  await step(on);
  await on.step('fails', () => Promise.reject(new Error())).catch(() => undefined);
  on.note('a note');
  expect(printed).toEqual({ stdout: '', stderr: '' });
  on.result(() => 'for people', { a: [1] });
  expect(JSON.parse(printed.stdout)).toEqual({ a: [1] });
  expect(on.style('red', 'text')).toBe('text');
  on.error('broken');
  expect(printed.stderr).toBe('broken\n');
});

test('results end with one line break, and nothing stays nothing', () => {
  const { terminal: on, printed } = terminal();
  on.result(() => 'a', {});
  on.result(() => 'b\n', {});
  on.result(() => '', {});
  on.note('n');
  expect(printed).toEqual({ stdout: 'a\nb\n', stderr: 'n\n' });
});

test.each([
  ['a pipe with FORCE_COLOR', { environment: { FORCE_COLOR: '1' } }, true],
  ['FORCE_COLOR beside NO_COLOR', { environment: { FORCE_COLOR: '', NO_COLOR: '1' } }, true],
  ['a terminal with FORCE_COLOR=0', { tty: true, environment: { FORCE_COLOR: '0' } }, false],
  ['a terminal that can do nothing', { tty: true, environment: { TERM: 'dumb' } }, false],
  ['JSON with FORCE_COLOR', { json: true, environment: { FORCE_COLOR: '1' } }, false],
])('%s: coloured is %s', (_title, options, colored) => {
  expect(terminal(options).terminal.color).toBe(colored);
});

import { run } from '../../../lib/operations/process';

const node = (script: string): string[] => ['-e', script];

it('hands on each line as it ends, however many pieces it comes in', async () => {
  const lines: string[] = [];
  const { stdout } = await run(
    process.execPath,
    node(`
      const parts = ['one\\ntw', 'o ', 'ä\\n\\nthree\\nno end'];
      const next = () => {
        const part = parts.shift();
        if (part !== undefined) process.stdout.write(part, () => setTimeout(next, 20));
      };
      next();
    `),
    { onLine: (line) => lines.push(line) },
  );
  expect(stdout).toBe('one\ntwo ä\n\nthree\nno end');
  expect(lines).toEqual(['one', 'two ä', '', 'three']);
});

it('reads a line as long as a large plan in seconds', async () => {
  const size = 60_000_000;
  const lines: string[] = [];
  const began = performance.now();
  const { stdout } = await run(
    process.execPath,
    node(`process.stdout.write('x'.repeat(${String(size)}) + '\\n')`),
    { onLine: (line) => lines.push(line) },
  );
  expect(stdout).toHaveLength(size + 1);
  expect(lines.map(({ length }) => length)).toEqual([size]);
  // To look at all of the line again with each piece of it took half a minute.
  expect(performance.now() - began).toBeLessThan(10_000);
});

// Small images of containers have no ps.
test.each([
  ['with ps', process.env.PATH],
  ['without ps', '/nowhere'],
])(
  'ends what does not end in its time, and its children, on a machine %s',
  async (_, PATH) => {
    // As long as the child has the pipe of its output, the program has not ended.
    const program = `
    const { run } = require('./lib/operations/process');
    run('/bin/sh', ['-c', '/bin/sleep 60 & wait'], { timeoutMs: 200 }).catch(({ name }) => console.log(name));
  `;
    const args = ['--require', 'tsx/cjs', ...node(program)];
    const { stdout } = await run(process.execPath, args, { env: { PATH } });
    expect(stdout).toBe('TimedOut\n');
  },
  30_000,
);

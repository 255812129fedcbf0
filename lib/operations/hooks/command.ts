import { spawn } from 'node:child_process';
import { HookFailure, receiptOf, type Hook, type HookMessage, type HookReceipt } from './hook';

export interface CommandProps {
  readonly program: string;
  readonly args: readonly string[];
  /** It answers whether it has a key, when it is called with the action `status`. */
  readonly status: boolean;
  /** Names of further variables of the environment that it gets. */
  readonly environment: readonly string[];
  readonly timeoutSeconds: number;
  /** Where it runs. @default - the current folder */
  readonly cwd?: string;
}

/** What programs need to run at all. Credentials of hypervisors and other hooks are none of a hook's business. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'SystemRoot'];
/** Exit code of the action `status`: the key is not known. */
const NOT_RECEIVED = 3;
const LARGEST_ANSWER = 64 * 1024;

/**
 * Runs a program, without a shell: the message as JSON on its standard input, and `VM_LIFECYCLE_ACTION` (`deliver` or
 * `status`), `VM_LIFECYCLE_EVENT` and `VM_LIFECYCLE_KEY` in its environment. Exit code 0 confirms; of `status`, 0 is yes
 * and 3 is no. Its standard output may be JSON with a `reference`.
 */
export function command(
  identity: Pick<Hook, 'name' | 'kind' | 'events'>,
  props: CommandProps,
): Hook {
  const { name } = identity;
  const deliver = async (message: HookMessage): Promise<HookReceipt> => {
    const { code, output } = await run(name, props, message, 'deliver');
    if (code === 0) return receiptOf(output);
    throw new HookFailure(name, `${props.program} ended with ${String(code)}`);
  };
  const received = async (message: HookMessage): Promise<HookReceipt | undefined> => {
    const { code, output } = await run(name, props, message, 'status');
    if (code === 0) return receiptOf(output);
    if (code === NOT_RECEIVED) return undefined;
    const what = `it is not known whether it has ${message.key}`;
    throw new HookFailure(name, `${what}: ${props.program} ended with ${String(code)}`);
  };
  return {
    ...identity,
    target: [props.program, ...props.args].join(' '),
    deliver,
    ...(props.status ? { received } : {}),
  };
}

function run(
  name: string,
  props: CommandProps,
  message: HookMessage,
  action: 'deliver' | 'status',
): Promise<{ readonly code: number | string; readonly output: string }> {
  const { program, args, timeoutSeconds, cwd } = props;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd,
      env: {
        ...environmentOf([...PASSED_ON, ...props.environment]),
        VM_LIFECYCLE_ACTION: action,
        VM_LIFECYCLE_EVENT: message.event,
        VM_LIFECYCLE_KEY: message.key,
      },
      // Its messages are for whoever runs the command; they are not kept.
      stdio: ['pipe', 'pipe', 'inherit'],
      shell: false,
    });
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (output.length < LARGEST_ANSWER) output += piece;
    });
    // A program need not read what it is given.
    child.stdin.on('error', () => undefined).end(JSON.stringify(message));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new HookFailure(name, `${program} can't be run (${error.code ?? error.message})`));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (late)
        reject(new HookFailure(name, `${program} ran longer than ${String(timeoutSeconds)} s`));
      else resolve({ code: code ?? signal ?? 'a signal', output });
    });
  });
}

function environmentOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

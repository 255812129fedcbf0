import { CommandFailed, run, TimedOut } from '../process';
import { HookFailure, receiptOf, type Hook, type HookMessage, type HookReceipt } from './hook';

export interface CommandProps {
  readonly program: string;
  readonly args: readonly string[];
  /** It answers whether it has a key, when it is called with the action `status`. */
  readonly status: boolean;
  /** Names of further variables of the environment that it gets. */
  readonly environment: readonly string[];
  readonly timeoutSeconds: number;
}

/** What programs need to run at all. Credentials of hypervisors and other hooks are none of a hook's business. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'SystemRoot'];
/** Exit code of the action `status`: the key is not known. */
const NOT_RECEIVED = 3;

/**
 * Runs a program, without a shell: the message as JSON on its standard input, and `VM_LIFECYCLE_ACTION` (`deliver` or
 * `status`), `VM_LIFECYCLE_EVENT` and `VM_LIFECYCLE_KEY` in its environment. Exit code 0 confirms; of `status`, 0 is yes
 * and 3 is no. Its standard output may be JSON with a `reference`; nothing else that it prints is kept.
 */
export function command(
  identity: Pick<Hook, 'name' | 'kind' | 'events'>,
  props: CommandProps,
): Hook {
  const { name } = identity;
  const deliver = async (message: HookMessage): Promise<HookReceipt> => {
    const { code, output } = await call(name, props, message, 'deliver');
    if (code === 0) return receiptOf(output);
    throw new HookFailure(name, `${props.program} ended with ${String(code)}`);
  };
  const received = async (message: HookMessage): Promise<HookReceipt | undefined> => {
    const { code, output } = await call(name, props, message, 'status');
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

async function call(
  name: string,
  { program, args, timeoutSeconds, environment }: CommandProps,
  message: HookMessage,
  action: 'deliver' | 'status',
): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { code, stdout } = await run(program, args, {
      input: JSON.stringify(message),
      timeoutMs: timeoutSeconds * 1000,
      env: {
        ...environmentOf([...PASSED_ON, ...environment]),
        VM_LIFECYCLE_ACTION: action,
        VM_LIFECYCLE_EVENT: message.event,
        VM_LIFECYCLE_KEY: message.key,
      },
    });
    return { code, output: stdout };
  } catch (error) {
    if (error instanceof TimedOut) {
      throw new HookFailure(name, `${program} ran longer than ${String(timeoutSeconds)} s`);
    }
    if (error instanceof CommandFailed) return { code: error.result.code, output: '' };
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new HookFailure(name, `${program} can't be run (${code})`);
  }
}

function environmentOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

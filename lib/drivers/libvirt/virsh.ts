import { spawn } from 'node:child_process';
import { readXml, type XmlObject } from '../common/xml';
import { MachineOperationError } from '../operations';

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program on this machine without a shell; replaced in tests. Never rejects because of an exit code. */
export type RunCommand = (
  argv: readonly string[],
  options: { readonly timeoutSeconds: number },
) => Promise<Ended>;

const ANSWER_SECONDS = 60;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Texts in English, whatever the locale, because they are matched. */
export const runCommand: RunCommand = ([program = '', ...args], { timeoutSeconds }) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
    });
    const texts = { stdout: '', stderr: '' };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (piece: string) => {
        if (texts[name].length < LARGEST_OUTPUT) texts[name] += piece;
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const fix =
        program === 'virsh'
          ? 'install the libvirt clients (Debian: sudo apt-get install libvirt-clients)'
          : 'install it, or give its path';
      reject(new MachineOperationError(`${program} can't be run (${error.code ?? ''}): ${fix}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (late) {
        const stderr = `${program} ran longer than ${String(timeoutSeconds)} s`;
        resolve({ code: 124, stdout: texts.stdout, stderr });
      } else resolve({ code: code ?? 1, ...texts });
    });
  });

/** virsh on one connection. */
export class Virsh {
  constructor(
    private readonly uri: string,
    private readonly run: RunCommand = runCommand,
  ) {}

  /** What it prints; undefined where the domain, volume or pool is not there. */
  async ask(...args: readonly string[]): Promise<string | undefined> {
    const ended = await this.try(args);
    if (ended.code === 0) return ended.stdout;
    if (/failed to get (domain|vol|pool)|Domain not found/.test(ended.stderr)) return undefined;
    throw failure(args, ended);
  }

  /** @throws MachineOperationError where it does not end well */
  async do(...args: readonly string[]): Promise<string> {
    const ended = await this.try(args);
    if (ended.code === 0) return ended.stdout;
    throw failure(args, ended);
  }

  /** How it ends, whatever that is. */
  async try(
    args: readonly string[],
    options: { readonly timeoutSeconds?: number } = {},
  ): Promise<Ended> {
    return this.run(['virsh', '--quiet', '--connect', this.uri, ...args], {
      timeoutSeconds: ANSWER_SECONDS,
      ...options,
    });
  }
}

export function failure(args: readonly string[], { code, stderr }: Ended): MachineOperationError {
  const lines = stderr
    .trim()
    .split('\n')
    .slice(-5)
    .join('; ')
    .replace(/error: /g, '');
  return new MachineOperationError(
    `virsh ${args[0] ?? ''} ended with ${String(code)}${lines === '' ? '' : `: ${lines}`}`,
  );
}

/** An element: its children in lists, its attributes as texts, its own text as `#text`. */
export type Element = XmlObject;

/** The root element of a document. */
export function rootOf(xml: string, name: string): Element {
  const [root] = children(readXml(xml, 'libvirt', { lists: true, prefixes: true }), name);
  if (root === undefined) throw new MachineOperationError(`libvirt gave no <${name}>`);
  return root;
}

/** Child elements; of one that holds text alone, `#text` is that text. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  const found = element?.[name];
  if (!Array.isArray(found)) return [];
  return (found as (Element | string)[]).map((child) =>
    typeof child === 'string' ? { '#text': child } : child,
  );
}

/** An attribute (`@type`) or the text (`#text`) of an element. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const value = element?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

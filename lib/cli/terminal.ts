/**
 * Where a command prints: its result on standard output, progress on standard error.
 *
 * Input: what a command says. Output: text or JSON. May import: lib/review/report/style.
 */

import { mayColor, painter, type Paint } from '../review/report/style';

/** A stream that may be a terminal. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface TerminalOptions {
  /** One JSON document on standard output, and no progress. */
  readonly json: boolean;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** NO_COLOR, FORCE_COLOR and TERM. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export class Terminal {
  readonly json: boolean;
  /** True where the result may be coloured. */
  readonly color: boolean;
  /** Text in a style, where the result may be coloured. */
  readonly style: Paint;
  private readonly live: boolean;

  constructor(private readonly options: TerminalOptions) {
    const { json, stdout, stderr, environment } = options;
    const plain = (environment.NO_COLOR ?? '') !== '';
    this.json = json;
    this.color = !json && mayColor(stdout, environment);
    this.style = painter(this.color);
    this.live = !json && !plain && stderr.isTTY === true;
  }

  /** The result of a command: as text for people, as data for programs. */
  result(text: () => string, data: unknown): void {
    const printed = this.json ? `${JSON.stringify(data, undefined, 2)}\n` : ended(text());
    this.options.stdout.write(printed);
  }

  /** Something that people should see beside the result. */
  note(text: string): void {
    if (!this.json) this.options.stderr.write(ended(text));
  }

  /** Why a command failed; also beside JSON. */
  error(text: string): void {
    this.options.stderr.write(ended(text));
  }

  /** Runs a task, shows on a terminal what it does, and says how long it took. */
  async step<T>(title: string, task: (detail: (text: string) => void) => Promise<T>): Promise<T> {
    const began = Date.now();
    this.show(`  ${title}`);
    try {
      const value = await task((text) => {
        this.show(`  ${title}: ${oneLine(text)}`);
      });
      this.end(`✔ ${title} ${seconds(began)}`);
      return value;
    } catch (error) {
      this.end(`✖ ${title} ${seconds(began)}`);
      throw error;
    }
  }

  /** A line that the next one replaces. */
  private show(line: string): void {
    if (this.live) this.options.stderr.write(`\r\u001B[2K${line}`);
  }

  private end(line: string): void {
    if (this.json) return;
    this.options.stderr.write(this.live ? `\r\u001B[2K${line}\n` : `${line}\n`);
  }
}

const widest = 100;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > widest ? `${line.slice(0, widest - 3)}...` : line;
}

function seconds(began: number): string {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

import type { Terminal } from './terminal';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Folder of cdktf.json. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Day that expiry dates are compared with, `YYYY-MM-DD`. */
  readonly today: string;
  /** A clock whose day is {@link today} when the command begins. */
  readonly now: () => Date;
}

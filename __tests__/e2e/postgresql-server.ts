import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages } from '../../lab/packages';
import { run, type RunResult } from '../../lib/operations/process';

const versions = '/usr/lib/postgresql';

/** A PostgreSQL of its own for one test file: in a temporary folder, on a socket of its own, without TCP. */
export class PostgresqlServer {
  private constructor(
    private readonly root: string,
    private readonly programs: string,
  ) {}

  static async start(): Promise<PostgresqlServer> {
    await ensurePackages({ groups: ['state'] });
    const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
    const root = mkdtempSync(join(tmpdir(), 'postgresql-'));
    const server = new PostgresqlServer(root, join(versions, String(newest), 'bin'));
    // PostgreSQL refuses to run as root.
    const { stdout } = await run('id', ['--user', 'postgres']);
    chownSync(root, Number(stdout), -1);
    await server.asPostgres('initdb', [
      '--auth=trust',
      '--no-sync',
      '--locale=C',
      '--username=state',
      '-D',
      `${root}/data`,
    ]);
    const settings = `-c listen_addresses= -c unix_socket_directories=${root} -c fsync=off`;
    await server.asPostgres('pg_ctl', [
      'start',
      '--wait',
      '-D',
      `${root}/data`,
      '-l',
      `${root}/log`,
      '-o',
      settings,
    ]);
    return server;
  }

  /** For Terraform and psql. */
  get connection(): string {
    return this.connectionOf('state');
  }

  connectionOf(role: string): string {
    return `postgres:///postgres?host=${this.root}&user=${role}`;
  }

  async query(sql: string): Promise<string> {
    const { stdout } = await run('psql', [
      '--no-psqlrc',
      '--tuples-only',
      '--no-align',
      this.connection,
      '-c',
      sql,
    ]);
    return stdout.trim();
  }

  async stop(): Promise<void> {
    await this.asPostgres('pg_ctl', [
      'stop',
      '--wait',
      '--mode=immediate',
      '-D',
      `${this.root}/data`,
    ]);
    rmSync(this.root, { recursive: true, force: true });
  }

  private async asPostgres(program: string, args: readonly string[]): Promise<RunResult> {
    const options = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--'];
    return run('setpriv', [...options, join(this.programs, program), ...args], { cwd: '/' });
  }
}

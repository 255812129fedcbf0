import { Agent, request } from 'node:https';
import type { ProxmoxConnection } from './connection';

/** A request that the API refused, with its status and words. */
export class ProxmoxRefused extends Error {
  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    /** What the API says, and per field. */
    readonly reason: string,
  ) {
    super(`${method} ${path}: ${String(status)} ${reason}`);
    this.name = 'ProxmoxRefused';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const answerMs = 30_000;

/** Requests to one Proxmox VE API: by its token, or with the headers of a login. */
export class ProxmoxClient {
  private readonly agent: Agent;

  constructor(
    private readonly connection: ProxmoxConnection,
    private readonly credentials: Readonly<Record<string, string>> = {
      Authorization: `PVEAPIToken=${connection.apiToken}`,
    },
  ) {
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: 4,
      ...(connection.certificate === undefined ? {} : { ca: connection.certificate }),
    });
  }

  /** Connections are kept until then. */
  close(): void {
    this.agent.destroy();
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send('GET', `api2/json/${path}`)) as T;
  }

  /** The data of the answer; a path below the endpoint, such as `api2/json/version`. */
  send(
    method: Method,
    path: string,
    form: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const body = new URLSearchParams(form).toString();
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.connection.endpoint),
        {
          method,
          agent: this.agent,
          timeout: answerMs,
          headers: {
            ...this.credentials,
            ...(body === '' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            if (status >= 200 && status < 300) resolve(dataOf(text));
            else
              reject(
                new ProxmoxRefused(method, path, status, reasonOf(text, answer.statusMessage)),
              );
          });
        },
      );
      call.on('timeout', () => {
        call.destroy(new Error(`${method} ${path}: no answer within ${String(answerMs / 1000)} s`));
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

interface Answer {
  readonly data?: unknown;
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

function dataOf(text: string): unknown {
  return (JSON.parse(text) as Answer).data;
}

function reasonOf(text: string, status = ''): string {
  try {
    const { message = status, errors = {} } = JSON.parse(text) as Answer;
    const fields = Object.entries(errors).map(([field, problem]) => `${field}: ${problem.trim()}`);
    return [message.trim(), ...fields].join('; ');
  } catch {
    return status; // a proxy's page
  }
}

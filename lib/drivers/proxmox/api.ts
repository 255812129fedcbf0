/** Requests to the API of Proxmox VE, with the credentials that the Terraform provider reads. */

import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { VmLifecycleError } from '../../errors';
import { MachineOperationError } from '../operations';

/** A request that the API refused, with its status and words. */
export class ProxmoxRefusal extends MachineOperationError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ProxmoxRefusal';
  }
}

export interface ProxmoxApiProps {
  /** `https://pve.example.org:8006/`, without `/api2/json`. */
  readonly endpoint: string;
  /** `<user>@<realm>!<token>=<secret>`. @default - username and password */
  readonly apiToken?: string;
  readonly username?: string;
  readonly password?: string;
  /** Accept any certificate. @default false */
  readonly insecure?: boolean;
}

const ANSWER_MS = 60_000;
const POLL_MS = 500;
const FIX = 'set it as for the Terraform provider bpg/proxmox';

/**
 * The variables of the Terraform provider: `PROXMOX_VE_ENDPOINT`, `PROXMOX_VE_API_TOKEN` or `PROXMOX_VE_USERNAME` and
 * `PROXMOX_VE_PASSWORD`, `PROXMOX_VE_INSECURE`.
 *
 * @throws VmLifecycleError VML071 where one is missing
 */
export function proxmoxApiProps(environment: NodeJS.ProcessEnv): ProxmoxApiProps {
  const given = (name: string): string | undefined => {
    const value = environment[`PROXMOX_VE_${name}`];
    return value === '' ? undefined : value;
  };
  const [endpoint, apiToken] = [given('ENDPOINT'), given('API_TOKEN')];
  const [username, password] = [given('USERNAME'), given('PASSWORD')];
  const missing = [
    ...(endpoint === undefined ? ['PROXMOX_VE_ENDPOINT'] : []),
    ...(apiToken === undefined && (username === undefined || password === undefined)
      ? ['PROXMOX_VE_API_TOKEN, or PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD']
      : []),
  ];
  if (endpoint === undefined || missing.length > 0) {
    const rule = 'the Proxmox VE API needs an address and credentials';
    throw new VmLifecycleError(
      missing.map((path) => ({ code: 'VML071', path, got: 'nothing', rule, fix: FIX })),
    );
  }
  const insecure = ['1', 'true', 'yes'].includes((given('INSECURE') ?? '').toLowerCase());
  return { endpoint, apiToken, username, password, insecure };
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** A list is sent as its field, repeated. */
type Form = Readonly<Record<string, string | number | readonly string[]>>;

export class ProxmoxApi {
  private readonly agent: Agent;
  private credentials: Promise<Readonly<Record<string, string>>> | undefined;

  constructor(private readonly props: ProxmoxApiProps) {
    this.agent = new Agent({ keepAlive: true, rejectUnauthorized: props.insecure !== true });
  }

  /** Connections are kept until then. */
  close(): void {
    this.agent.destroy();
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send('GET', path)) as T;
  }

  /** @param path - below `api2/json/` */
  async send(method: Method, path: string, form: Form = {}): Promise<unknown> {
    this.credentials ??= this.logIn();
    return this.exchange(method, path, form, await this.credentials);
  }

  /** Starts a task, and waits until it has ended well. */
  async task(method: Method, path: string, form: Form, timeoutSeconds: number): Promise<void> {
    await this.finished(String(await this.send(method, path, form)), timeoutSeconds);
  }

  /** @throws MachineOperationError where the task fails, or runs longer */
  async finished(upid: string, timeoutSeconds: number): Promise<void> {
    const [, node = '', , , , kind = 'task'] = upid.split(':');
    const path = `nodes/${node}/tasks/${encodeURIComponent(upid)}/status`;
    const deadline = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      const { status, exitstatus } = await this.get<{ status: string; exitstatus?: string }>(path);
      if (status === 'stopped') {
        if (exitstatus === 'OK' || exitstatus?.startsWith('WARNINGS') === true) return;
        throw new MachineOperationError(`Proxmox VE: ${kind} failed: ${exitstatus ?? 'unknown'}`);
      }
      if (Date.now() > deadline) {
        throw new MachineOperationError(
          `Proxmox VE: ${kind} runs longer than ${String(timeoutSeconds)} s: look at task ${upid}`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  private async logIn(): Promise<Readonly<Record<string, string>>> {
    const { apiToken, username = '', password = '' } = this.props;
    if (apiToken !== undefined) return { Authorization: `PVEAPIToken=${apiToken}` };
    const form = { username, password };
    const { ticket, CSRFPreventionToken } = (await this.exchange(
      'POST',
      'access/ticket',
      form,
    )) as {
      ticket: string;
      CSRFPreventionToken: string;
    };
    return { Cookie: `PVEAuthCookie=${ticket}`, CSRFPreventionToken };
  }

  private exchange(
    method: Method,
    path: string,
    form: Form,
    credentials: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const fields = Object.entries(form).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, String(one)] as [string, string]),
    );
    const text = new URLSearchParams(fields).toString();
    const query = method === 'DELETE' && text !== '' ? `?${text}` : '';
    const body = query === '' ? text : '';
    const { endpoint } = this.props;
    const url = new URL(
      `api2/json/${path}${query}`,
      endpoint.endsWith('/') ? endpoint : `${endpoint}/`,
    );
    return new Promise((resolve, reject) => {
      const call = request(
        url,
        {
          method,
          agent: this.agent,
          timeout: ANSWER_MS,
          headers: {
            ...credentials,
            ...(body === '' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
          },
        },
        (answer) => {
          let received = '';
          answer.setEncoding('utf8').on('data', (piece: string) => (received += piece));
          answer.on('error', reject);
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            if (status >= 200 && status < 300) {
              resolve((JSON.parse(received) as { data?: unknown }).data);
              return;
            }
            const why = reasonOf(received, answer.statusMessage);
            reject(new ProxmoxRefusal(status, `${method} ${path}: ${String(status)} ${why}`));
          });
        },
      );
      call.on('timeout', () => {
        call.destroy(new Error(`no answer within ${String(ANSWER_MS / 1000)} s`));
      });
      call.on('error', (error) => {
        reject(new MachineOperationError(`Proxmox VE at ${url.host}: ${error.message}`));
      });
      call.end(body);
    });
  }
}

function reasonOf(text: string, status = ''): string {
  try {
    const { message = status, errors = {} } = JSON.parse(text) as {
      message?: string;
      errors?: Readonly<Record<string, string>>;
    };
    const fields = Object.entries(errors).map(([field, problem]) => `${field}: ${problem.trim()}`);
    return [message.trim(), ...fields].join('; ');
  } catch {
    return status; // a proxy's page
  }
}

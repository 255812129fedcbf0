import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run, type RunResult } from '../../../lib/operations/process';
import { repositoryRoot } from '../../../lab/support/paths';

export interface Entry {
  readonly id: number;
  body: string;
  readonly author: string;
  title?: string;
  state?: string;
  readonly pull?: boolean;
}

/** An answer that comes before, or in the place of, what was asked for. */
export interface Fault {
  readonly method: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The request is done all the same: its answer is lost. */
  readonly afterwards?: boolean;
}

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

const scripts = join(repositoryRoot, 'examples', 'pull-requests', 'scripts');

/** The parts of both APIs that the scripts use, with two entries a page. */
export class ForgeStub {
  readonly comments: Entry[] = [];
  readonly issues: Entry[] = [];
  readonly requests: string[] = [];
  readonly faults: Fault[] = [];
  /** Answers to GET by path, for what the scripts only read. */
  readonly documents = new Map<string, unknown>();
  private nextId = 100;

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        this.answer(request, text, response);
      });
    });
  }

  static async start(): Promise<ForgeStub> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ForgeStub(server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  get github(): Record<string, string> {
    return {
      GITHUB_API_URL: this.address,
      GITHUB_REPOSITORY: 'example/machines',
      GITHUB_TOKEN: 'token-of-the-job',
      GITHUB_ACTIONS: 'true',
      PULL_REQUEST: '7',
    };
  }

  get gitlab(): Record<string, string> {
    return {
      CI_API_V4_URL: `${this.address}/api/v4`,
      CI_PROJECT_ID: '42',
      CI_MERGE_REQUEST_IID: '7',
      REVIEW_TOKEN: 'token-of-the-project',
    };
  }

  /** Runs a script as the job does; nothing of this machine's own jobs reaches it. */
  async script(
    name: string,
    args: readonly string[],
    variables: Readonly<Record<string, string>>,
  ): Promise<RunResult> {
    return run(process.execPath, [join(scripts, name), ...args], {
      env: { PATH: process.env.PATH, ...variables },
      allow: [1, 2],
      timeoutMs: 60_000,
    });
  }

  private answer(request: IncomingMessage, text: string, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    const due = this.faults.findIndex((fault) => fault.method === method);
    const [fault] = due === -1 ? [] : this.faults.splice(due, 1);
    const done =
      fault === undefined || fault.afterwards === true
        ? this.route(request, new URL(url, this.address), text)
        : undefined;
    const [status, body, headers]: Answer =
      fault === undefined
        ? (done ?? [404, { message: 'Not Found' }])
        : [fault.status, fault.body ?? { message: 'a fault' }, fault.headers];
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  private route({ method, headers }: IncomingMessage, url: URL, text: string): Answer | undefined {
    const { pathname } = url;
    const sent = text === '' ? {} : (JSON.parse(text) as Record<string, string>);
    const who = headers.authorization ?? headers['private-token'];
    if (who !== 'Bearer token-of-the-job' && who !== 'token-of-the-project') {
      if (!this.documents.has(pathname)) return [401, { message: 'Bad credentials' }];
    }
    const document = this.documents.get(pathname);
    if (document !== undefined) {
      return Array.isArray(document) ? this.page(url, document) : [200, document];
    }
    const [, issue] = /^\/repos\/example\/machines\/issues\/(\d+)$/.exec(pathname) ?? [];
    const [, comment] =
      /^\/repos\/example\/machines\/issues\/comments\/(\d+)$/.exec(pathname) ?? [];
    const [, note] =
      /^\/api\/v4\/projects\/42\/merge_requests\/7\/notes\/(\d+)$/.exec(pathname) ?? [];
    const [, gitlabIssue] = /^\/api\/v4\/projects\/42\/issues\/(\d+)$/.exec(pathname) ?? [];
    switch (`${String(method)} ${pathname}`) {
      case 'GET /api/v4/user':
        return [200, { id: 5, username: 'reviewer' }];
      case 'GET /repos/example/machines/issues/7/comments':
        return this.page(url, this.comments.map(asGithub));
      case 'POST /repos/example/machines/issues/7/comments':
        return [201, asGithub(this.add(this.comments, sent.body, 'github-actions[bot]'))];
      case 'GET /repos/example/machines/issues':
        return this.page(url, this.open.map(asGithub));
      case 'POST /repos/example/machines/issues':
        return [201, asGithub(this.add(this.issues, sent.body, 'github-actions[bot]', sent.title))];
      case 'GET /api/v4/projects/42/merge_requests/7/notes':
        return this.page(url, this.comments.map(asGitlab));
      case 'POST /api/v4/projects/42/merge_requests/7/notes':
        return [201, asGitlab(this.add(this.comments, sent.body, '5'))];
      case 'GET /api/v4/projects/42/issues':
        return this.page(url, this.open.map(asGitlab));
      case 'POST /api/v4/projects/42/issues':
        return [201, asGitlab(this.add(this.issues, sent.description, '5', sent.title))];
    }
    if (method === 'PATCH' && comment !== undefined) return change(this.comments, comment, sent);
    if (method === 'PATCH' && issue !== undefined) return change(this.issues, issue, sent);
    if (method === 'PUT' && note !== undefined) return change(this.comments, note, sent);
    if (method === 'PUT' && gitlabIssue !== undefined) {
      const { state_event: event, description, ...rest } = sent;
      return change(this.issues, gitlabIssue, {
        ...rest,
        ...(description === undefined ? {} : { body: description }),
        ...(event === 'close' ? { state: 'closed' } : {}),
      });
    }
    return undefined;
  }

  private get open(): Entry[] {
    return this.issues.filter(({ state }) => state !== 'closed');
  }

  private add(list: Entry[], body = '', author = '', title?: string): Entry {
    const entry = { id: this.nextId++, body, author, ...(title === undefined ? {} : { title }) };
    list.push(entry);
    return entry;
  }

  /** As both APIs do it: a link to the next page in a header. */
  private page(url: URL, all: readonly unknown[]): Answer {
    const page = Number(url.searchParams.get('page') ?? '1');
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const more = all.length > page * 2;
    return [
      200,
      all.slice((page - 1) * 2, page * 2),
      more ? { link: `<${next.href}>; rel="next", <${url.href}>; rel="first"` } : {},
    ];
  }
}

function change(list: Entry[], id: string, sent: Partial<Entry>): Answer {
  const entry = list.find((one) => one.id === Number(id));
  if (entry === undefined) return [404, { message: 'Not Found' }];
  Object.assign(entry, sent);
  return [200, { ...asGithub(entry), ...asGitlab(entry), body: entry.body }];
}

function asGithub({ id, body, author, title, pull }: Entry): Record<string, unknown> {
  const user = { login: author };
  const kind = pull === true ? { pull_request: {} } : {};
  return {
    id,
    number: id,
    body,
    user,
    title,
    ...kind,
    html_url: `https://github.example/${String(id)}`,
  };
}

function asGitlab({ id, body, author, title }: Entry): Record<string, unknown> {
  const written = { id: Number(author) };
  const address = `https://gitlab.example/${String(id)}`;
  return { id, iid: id, body, description: body, author: written, title, web_url: address };
}

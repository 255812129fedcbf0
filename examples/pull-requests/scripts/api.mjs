/**
 * Requests to the API of GitHub or GitLab: retries, pages, and errors that say what to do.
 *
 * Needs Node.js 20 or newer, and nothing else.
 */
/* global fetch, AbortSignal */

import { setTimeout as wait } from 'node:timers/promises';
import { URL } from 'node:url';

/** Bad input: exit code 2. */
export class BadInput extends Error {}

/** A request that failed for good: exit code 1. */
export class RequestFailed extends Error {}

/** A request whose fate is unknown, or that may work later. */
export class TryAgain extends RequestFailed {
  constructor(message, seconds) {
    super(message);
    this.seconds = seconds;
  }
}

const attempts = 5;
/** A wait beyond this is better spent on a later run of the job. */
const longestWaitSeconds = 120;

/** Does something again while it fails for a reason that may go away. */
export async function persistently(action) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const seconds = error.seconds ?? 2 ** (attempt - 1);
      if (attempt === attempts || seconds > longestWaitSeconds) {
        throw new RequestFailed(
          `${error.message}; gave up after ${attempt} of ${attempts} attempts` +
            (seconds > longestWaitSeconds ? `, the server asks to wait ${seconds} s` : '') +
            '; run the job again later',
        );
      }
      await wait(seconds * 1000);
    }
  }
}

export class Api {
  /**
   * @param {string} base address of the API, such as https://api.github.com
   * @param {Record<string, string>} headers authorization among them
   * @param {(status: number) => string | undefined} advice what to do about a status
   */
  constructor(base, headers, advice) {
    this.base = base.replace(/\/+$/, '');
    this.headers = headers;
    this.advice = advice;
  }

  /** One request, without retry: what writes is repeated only by those who look first whether it has worked. */
  async request(method, path, body) {
    const url = path.startsWith('/') ? `${this.base}${path}` : path;
    const what = `${method} ${url}`;
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'vm-lifecycle',
          ...this.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect could take the token to another host.
        redirect: 'manual',
        signal: AbortSignal.timeout(30_000),
      });
      text = await response.text();
    } catch (error) {
      const reason = error.cause?.message ?? error.message;
      throw new TryAgain(`${what}: no answer (${reason})`);
    }
    const { status } = response;
    if (status >= 200 && status < 300) {
      return { data: text === '' ? undefined : parse(text, what), next: this.nextPage(response) };
    }
    const message = `${what}: ${status} ${explanation(text)}`;
    if (status >= 500 || status === 429 || rateLimited(response)) {
      throw new TryAgain(message, secondsToWait(response));
    }
    throw new RequestFailed(
      `${message}; ${this.advice(status) ?? 'see the documentation of the API'}`,
    );
  }

  /** Reads; a read may be repeated. */
  async get(path) {
    return (await persistently(() => this.request('GET', path))).data;
  }

  /** The first element of all pages that fits. */
  async find(path, fits) {
    let next = path;
    while (next !== undefined) {
      const page = await persistently(() => this.request('GET', next));
      if (!Array.isArray(page.data)) throw new RequestFailed(`GET ${next}: the answer is no list`);
      const found = page.data.find(fits);
      if (found !== undefined) return found;
      next = page.next;
    }
    return undefined;
  }

  /** Both APIs link pages: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
  nextPage(response) {
    const [, link] = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
    if (link === undefined) return undefined;
    const next = new URL(link, response.url);
    if (next.origin !== new URL(this.base).origin) {
      throw new RequestFailed(
        `the next page is on ${next.origin}, and the token is for ${new URL(this.base).origin} only; correct the address of the API`,
      );
    }
    return next.href;
  }
}

/** GitHub answers 403 to those who ask too often: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function rateLimited({ status, headers }) {
  return (
    status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0')
  );
}

function secondsToWait({ headers }) {
  const after = headers.get('retry-after');
  if (after !== null && /^\d+$/.test(after)) return Number(after);
  if (after !== null && !Number.isNaN(Date.parse(after))) return secondsUntil(Date.parse(after));
  const reset = headers.get('x-ratelimit-reset');
  return headers.get('x-ratelimit-remaining') === '0' && reset !== null
    ? secondsUntil(Number(reset) * 1000)
    : undefined;
}

function secondsUntil(milliseconds) {
  return Math.max(0, Math.ceil((milliseconds - Date.now()) / 1000));
}

function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestFailed(`${what}: the answer is no JSON; is this the address of the API?`);
  }
}

/** What the server says, on one line. */
function explanation(text) {
  let said = text;
  try {
    const { message, error } = JSON.parse(text);
    said = message ?? error ?? text;
  } catch {
    // No JSON: a proxy's page.
  }
  const line = (typeof said === 'string' ? said : JSON.stringify(said)).replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
}

/** Ends with the exit code of the project's commands: 0 done, 1 failed, 2 bad input. */
export async function command(main) {
  try {
    process.stdout.write(`${await main(process.argv.slice(2))}\n`);
  } catch (error) {
    const expected = error instanceof BadInput || error instanceof RequestFailed;
    process.stderr.write(`${expected ? error.message : error.stack}\n`);
    process.exitCode = error instanceof BadInput ? 2 : 1;
  }
}

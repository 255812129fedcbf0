import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookFailure, receiptOf, type Hook, type HookMessage, type HookReceipt } from './hook';

export interface WebhookProps {
  readonly url: string;
  /**
   * Where a receiver says whether it has a key: `GET <statusUrl>` with the header `Idempotency-Key`, answered by 200 or 404.
   *
   * @default - it can't be asked
   */
  readonly statusUrl?: string;
  /** Key of the signature. @default - messages are not signed */
  readonly secret?: string;
  /** For each request. */
  readonly timeoutSeconds: number;
  /** Further attempts after network errors, 408, 429 and 5xx. */
  readonly retries: number;
  /** Before the first further attempt; doubled for each next one. @default 1 */
  readonly backoffSeconds?: number;
}

/** Longest wait between two attempts, in seconds. */
const LONGEST_WAIT = 60;
const LARGEST_ANSWER = 64 * 1024;

/**
 * POSTs messages as JSON. `Idempotency-Key` is the key of the message; `X-Signature-256` is `sha256=` and the HMAC-SHA-256
 * of the body in hexadecimal, or of the key for a status request.
 */
export function webhook(
  identity: Pick<Hook, 'name' | 'kind' | 'events'>,
  props: WebhookProps,
): Hook {
  const { name } = identity;
  const { url, statusUrl, retries, backoffSeconds = 1 } = props;

  const received = async (message: HookMessage): Promise<HookReceipt | undefined> => {
    if (statusUrl === undefined) return undefined;
    const answer = await ask(props, statusUrl, message);
    if (answer.kind === 'ok') return receiptOf(answer.text);
    if (answer.kind === 'status' && answer.status === 404) return undefined;
    throw new HookFailure(name, `it is not known whether it has ${message.key}: ${said(answer)}`);
  };

  const deliver = async (message: HookMessage): Promise<HookReceipt> => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask(props, url, message, JSON.stringify(message));
      if (answer.kind === 'ok') return receiptOf(answer.text);
      if (attempt >= retries || !isTransient(answer)) {
        const times = attempt === 0 ? '' : ` after ${String(attempt + 1)} attempts`;
        throw new HookFailure(name, `${said(answer)}${times}`);
      }
      await sleep(Math.min(LONGEST_WAIT, backoffSeconds * 2 ** attempt) * 1000);
      // It may have acted, and only its answer was lost.
      const receipt = await received(message);
      if (receipt !== undefined) return receipt;
    }
  };

  return {
    ...identity,
    // Paths and queries of some receivers are as good as a password.
    target: URL.canParse(url) ? `POST to ${new URL(url).host}` : '',
    deliver,
    ...(statusUrl === undefined ? {} : { received }),
  };
}

type Answer =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'network'; readonly reason: string };

async function ask(
  { secret, timeoutSeconds }: WebhookProps,
  url: string,
  { key, event }: HookMessage,
  body?: string,
): Promise<Answer> {
  const signature =
    secret === undefined
      ? undefined
      : `sha256=${createHmac('sha256', secret)
          .update(body ?? key)
          .digest('hex')}`;
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        'Idempotency-Key': key,
        'X-Event': event,
        ...(signature === undefined ? {} : { 'X-Signature-256': signature }),
      },
      // A message is for the address that was configured, and for no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const text = await response.text();
    return response.ok
      ? { kind: 'ok', text: text.slice(0, LARGEST_ANSWER) }
      : { kind: 'status', status: response.status };
  } catch (error) {
    return { kind: 'network', reason: reasonOf(error, timeoutSeconds) };
  }
}

function isTransient(answer: Answer): boolean {
  if (answer.kind !== 'status') return answer.kind === 'network';
  return answer.status >= 500 || answer.status === 429 || answer.status === 408;
}

/** The text of an answer is not printed: it may repeat what was sent, or more. */
function said(answer: Answer): string {
  if (answer.kind === 'network') return answer.reason;
  return answer.kind === 'status' ? `it answered ${String(answer.status)}` : 'it answered';
}

function reasonOf(error: unknown, seconds: number): string {
  const { name, cause } = error as { name?: string; cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return `no answer within ${String(seconds)} s`;
  const code = cause?.code;
  return `it could not be reached${code === undefined ? '' : ` (${code})`}`;
}

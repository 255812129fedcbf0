import { throwIfAny, VmLifecycleError } from '../../errors';
import { JsonReader } from '../../model/json-reader';
import { byPath } from '../../model/notes';
import type { JsonObject } from '../../model/json';
import { command } from './command';
import { hookEvents, hookKinds, type Hook, type HookEventName } from './hook';
import { webhook } from './webhook';

const FIX = 'write hooks.json as docs/hooks.md shows';
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const seconds = { minimum: 1, maximum: 3600 };

/**
 * Reads the text of `hooks.json`.
 *
 * @param environment - where the keys of signatures are, by the names that the file gives
 * @throws VmLifecycleError with all problems together: VML066 for what is no such file, VML071 for a key that is missing
 */
export function readHooks(
  text: string,
  source: string,
  environment: NodeJS.ProcessEnv = process.env,
): readonly Hook[] {
  const reader = new JsonReader(FIX);
  const file = reader.object(parse(text, source), source, ['version', 'hooks']);
  if (file.version !== undefined && file.version !== 1) {
    reader.add(`${source}.version`, JSON.stringify(file.version), 'the version is 1');
  }
  const names = new Set<string>();
  const hooks = reader.list(file.hooks, `${source}.hooks`).map((entry, index) => {
    const path = `${source}.hooks[${String(index)}]`;
    const hook = readHook(reader, entry, path, environment);
    if (hook.name !== '' && names.has(hook.name)) {
      reader.add(`${path}.name`, JSON.stringify(hook.name), 'a name is used once', 'rename one');
    }
    names.add(hook.name);
    return hook;
  });
  throwIfAny([...reader.problems].sort(byPath));
  return hooks;
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const given = 'a text that is no JSON';
    throw new VmLifecycleError([
      { code: 'VML066', path: source, got: given, rule: 'it is JSON, whole', fix: FIX },
    ]);
  }
}

function readHook(
  reader: JsonReader,
  value: unknown,
  path: string,
  environment: NodeJS.ProcessEnv,
): Hook {
  const entry = reader.object(value, path, ['name', 'kind', 'events', 'webhook?', 'command?']);
  const rule = 'a name has 1 to 40 of a-z, 0-9 and "-", and starts with a letter';
  const identity = {
    name: reader.text(entry.name, `${path}.name`, NAME, rule),
    kind: reader.word(entry.kind, `${path}.kind`, hookKinds),
    events: readEvents(reader, entry.events, `${path}.events`),
  };
  if ((entry.webhook === undefined) === (entry.command === undefined)) {
    const given = entry.webhook === undefined ? 'neither' : 'both';
    reader.add(path, given, 'a hook is either a "webhook" or a "command"', 'give one of them');
  }
  return entry.webhook === undefined
    ? readCommand(reader, entry.command ?? {}, `${path}.command`, identity, entry)
    : readWebhook(reader, entry.webhook, `${path}.webhook`, identity, environment);
}

function readEvents(reader: JsonReader, value: unknown, path: string): readonly HookEventName[] {
  const events = reader
    .list(value, path)
    .map((event, index) => reader.word(event, `${path}[${String(index)}]`, hookEvents));
  if (Array.isArray(value) && events.length === 0) {
    reader.add(
      path,
      'an empty list',
      'a hook asks for at least one event',
      'give it, or remove the hook',
    );
  }
  return [...new Set(events)];
}

function readWebhook(
  reader: JsonReader,
  value: unknown,
  path: string,
  identity: Pick<Hook, 'name' | 'kind' | 'events'>,
  environment: NodeJS.ProcessEnv,
): Hook {
  const fields = ['url', 'statusUrl?', 'secretEnvironment?', 'timeoutSeconds?', 'retries?'];
  const entry = reader.object(value, path, fields);
  const statusUrl =
    entry.statusUrl === undefined
      ? undefined
      : readUrl(reader, entry.statusUrl, `${path}.statusUrl`);
  const secret = readSecret(
    reader,
    entry.secretEnvironment,
    `${path}.secretEnvironment`,
    environment,
  );
  return webhook(identity, {
    url: readUrl(reader, entry.url, `${path}.url`),
    timeoutSeconds: reader.integer(entry.timeoutSeconds ?? 30, `${path}.timeoutSeconds`, seconds),
    retries: reader.integer(entry.retries ?? 4, `${path}.retries`, { minimum: 0, maximum: 20 }),
    ...(statusUrl === undefined ? {} : { statusUrl }),
    ...(secret === undefined ? {} : { secret }),
  });
}

/** What is sent says who owns what: nobody on the way may read or change it. */
function readUrl(reader: JsonReader, value: unknown, path: string): string {
  const text = reader.text(value, path);
  if (text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url?.hostname ?? '');
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    const rule = 'no user or password stands in a URL';
    reader.add(path, 'a URL with credentials (not shown)', rule, 'give secretEnvironment instead');
  } else if (!isSafe) {
    const rule = 'it is a URL of https, or of http on loopback';
    const given = url === undefined ? 'no URL' : `${url.protocol}//${url.host}`;
    reader.add(path, given, rule, 'write it as in "https://hooks.example.org/vm"');
  }
  return text;
}

function readSecret(
  reader: JsonReader,
  value: unknown,
  path: string,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (value === undefined) return undefined;
  const rule = 'it is the name of an environment variable, never the secret';
  if (typeof value !== 'string' || !VARIABLE.test(value)) {
    // It may be the secret itself.
    reader.add(path, 'something else (value not shown)', rule, 'write it as in "HOOK_SECRET"');
    return undefined;
  }
  const secret = environment[value];
  if (secret === undefined || secret === '') {
    const fix = `set ${value}, or remove secretEnvironment`;
    reader.add(
      path,
      `${value}, which is not set`,
      'the key of the signature is there',
      fix,
      'VML071',
    );
  }
  return secret;
}

function readCommand(
  reader: JsonReader,
  value: unknown,
  path: string,
  identity: Pick<Hook, 'name' | 'kind' | 'events'>,
  { command: given }: JsonObject,
): Hook {
  const fields = ['program', 'args?', 'status?', 'environment?', 'timeoutSeconds?'];
  const entry = given === undefined ? {} : reader.object(value, path, fields);
  const variable = 'it is the name of an environment variable';
  return command(identity, {
    program: reader.text(entry.program, `${path}.program`),
    args: reader
      .list(entry.args ?? [], `${path}.args`)
      .map((word, index) => reader.text(word, `${path}.args[${String(index)}]`)),
    status: reader.flag(entry.status, `${path}.status`),
    environment: reader
      .list(entry.environment ?? [], `${path}.environment`)
      .map((word, index) =>
        reader.text(word, `${path}.environment[${String(index)}]`, VARIABLE, variable),
      ),
    timeoutSeconds: reader.integer(entry.timeoutSeconds ?? 60, `${path}.timeoutSeconds`, seconds),
  });
}

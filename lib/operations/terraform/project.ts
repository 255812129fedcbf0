/**
 * The app that a command works on, and where its files are.
 *
 * Input: a folder with cdktf.json. Output: its settings. May import: lib/errors.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { got, throwIfAny, type Problem } from '../../errors';
import { isObject } from '../../model/json';

/** Settings of cdktf.json: https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
export interface Project {
  /** Folder of cdktf.json; the app runs in it. */
  readonly root: string;
  /** Command that synthesizes, run by a shell as cdktf does. */
  readonly app: string;
  /** Where the app writes to. */
  readonly outFolder: string;
  /** Plan records, lock files, approvals and the ledger. */
  readonly plansFolder: string;
  /** Journals of applies and decommissions; not committed. */
  readonly journalFolder: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Settings of this package in the context of cdktf.json, each with this prefix. */
export const contextPrefix = 'vm-lifecycle:';

/** @throws VmLifecycleError VML071 where there is no usable cdktf.json */
export function readProject(folder: string): Project {
  const root = resolve(folder);
  const file = join(root, 'cdktf.json');
  const problem = (given: string, rule: string, fix: string): Problem => ({
    code: 'VML071',
    path: 'cdktf.json',
    got: given,
    rule,
    fix,
  });
  if (!existsSync(file)) {
    throwIfAny([
      problem(
        'nothing',
        'commands run in the folder of an app',
        'change to the folder that holds cdktf.json, or name it by --project',
      ),
    ]);
  }
  const settings = parse(readFileSync(file, 'utf8'));
  if (settings === undefined) {
    throwIfAny([problem('no JSON object', 'cdktf.json is a JSON object', 'correct the file')]);
  }
  const { app, output, context } = settings ?? {};
  if (typeof app !== 'string' || app.trim() === '') {
    throwIfAny([
      problem(
        got(app),
        'cdktf.json names the command that synthesizes',
        'give "app", such as "npx ts-node main.ts"',
      ),
    ]);
  }
  const own = isObject(context) ? context : {};
  return {
    root,
    app: String(app),
    outFolder: resolve(root, typeof output === 'string' ? output : 'cdktf.out'),
    plansFolder: resolve(root, textOf(own[`${contextPrefix}plans`]) ?? 'plans'),
    journalFolder: resolve(root, textOf(own[`${contextPrefix}journal`]) ?? '.vm-lifecycle'),
    context: own,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

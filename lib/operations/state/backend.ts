/**
 * What keeps the state of a synthesized stack.
 *
 * Input: a folder with cdk.tf.json. Output: its backend, as synthesized. May import: nothing.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The settings of a backend by its type; empty where there is none. */
export type Backend = Readonly<
  Record<string, Readonly<Record<string, string | undefined>> | undefined>
>;

export function backendOf(folder: string): Backend {
  const file = join(folder, 'cdk.tf.json');
  if (!existsSync(file)) return {};
  const { terraform } = JSON.parse(readFileSync(file, 'utf8')) as {
    terraform?: { backend?: Backend };
  };
  return terraform?.backend ?? {};
}

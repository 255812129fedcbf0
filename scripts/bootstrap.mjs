// Runs a TypeScript program of this repository, and installs the pinned packages first where they are missing or old.
// Usage: node scripts/bootstrap.mjs PROGRAM [ARGUMENT...]. Plain JavaScript: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node.js 20.19 or newer is needed, this is ${process.versions.node}: install it from https://nodejs.org`,
  );
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const stamp = join(root, 'node_modules', '.installed-lock');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('installing the pinned npm packages (npm ci), usually under a minute ...');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  writeFileSync(stamp, lock);
}

const [program, ...args] = process.argv.slice(2);
const result = spawnSync(process.execPath, ['--require', 'tsx/cjs', program, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);

#!/usr/bin/env node
/** Entry point of the command `vm-lifecycle`. */

import { runCommandLine } from './program';

void runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  today: new Date().toISOString().slice(0, 10),
}).then((code) => {
  process.exitCode = code;
});

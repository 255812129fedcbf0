/** The command line as a process of its own, which a test has killed at a line of a decommission's journal. */
import { runCommandLine } from '../../lib/cli/program';
import { Journal, type JournalEntry } from '../../lib/operations/hooks/journal';

const { E2E_TODAY: today = '', E2E_KILL: point } = process.env;

/** `after shutdown begin`: the line is written. `before shutdown done`: what it says has happened. */
function killAt(moment: 'before' | 'after', { subject, id, state, data }: JournalEntry): void {
  const name = subject === 'hook' ? String(data?.hook) : id;
  if (point === `${moment} ${name} ${state}`) process.kill(process.pid, 'SIGKILL');
}

const append = Object.getOwnPropertyDescriptor(Journal.prototype, 'append')?.value as (
  this: Journal,
  entry: JournalEntry,
) => void;
Journal.prototype.append = function (entry) {
  killAt('before', entry);
  append.call(this, entry);
  killAt('after', entry);
};

void runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  today,
}).then((code) => {
  process.exitCode = code;
});

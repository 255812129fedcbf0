import { spawn } from 'node:child_process';

/**
 * Runs a function while holding a lock that all processes of this machine respect. The kernel gives it up when its
 * holder ends, however it ends, so no stale lock can be left.
 */
export async function withLock<T>(
  path: string,
  onWait: () => void,
  action: () => Promise<T>,
): Promise<T> {
  // `cat` lives as long as this process keeps its standard input open.
  const holder = spawn('flock', [path, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // an interrupt from the terminal must not take the lock before the work
  });
  const ended = new Promise<void>((resolve) =>
    holder.on('close', () => {
      resolve();
    }),
  );
  const waiting = setTimeout(onWait, 500);
  try {
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => {
        resolve();
      });
      holder.on('error', reject);
      holder.on('close', () => {
        reject(new Error(`cannot lock ${path}`));
      });
    });
    clearTimeout(waiting);
    return await action();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
    if (holder.pid !== undefined) await ended;
  }
}

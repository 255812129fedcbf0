import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IConstruct } from 'constructs';
import { renderBackupJobs, type HostBackupJobs } from './backup-jobs';

/**
 * Writes the backup jobs of an app, one folder per hypervisor: `install.sh`, which is run as root on the host, and the
 * files that it installs. Call it when the app is complete, after `synthesize(app)`.
 *
 * @returns the folders, by the path of the hypervisor's construct
 */
export function writeBackupJobs(
  scope: IConstruct,
  folder: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    renderBackupJobs(scope).map((host) => {
      const own = join(folder, folderName(host.hypervisor));
      for (const file of host.files) write(join(own, 'files', file.path), file.content, file.mode);
      write(join(own, 'install.sh'), installScript(host), 0o755);
      return [host.hypervisor, own];
    }),
  );
}

function write(path: string, content: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function folderName(hypervisor: string): string {
  return hypervisor.replace(/[^A-Za-z0-9_-]+/g, '.');
}

/** Timers of another app on the same host are not touched: each hypervisor construct keeps a record of its own. */
function installScript({ hypervisor, files, timers }: HostBackupJobs): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const installs = files.map(
    ({ path, mode }) =>
      `install -D -m ${mode.toString(8).padStart(4, '0')} ${quoted(`files${path}`)} "$root"${quoted(path)}`,
  );
  return `#!/bin/sh
# Installs the backup jobs of ${hypervisor}. Run it as root on the host; needs virtnbdbackup, qemu-utils and libvirt-clients.
# Timers that it enabled before and that are no longer declared are disabled; backups are never touched.
set -eu
root=\${DESTDIR-}
record="$root/etc/vm-lifecycle/backup/${folderName(hypervisor)}.timers"
cd "$(dirname "$0")"

${installs.join('\n')}

cat >"$record.new" <<'TIMERS'
${timers.join('\n')}
TIMERS
systemctl daemon-reload
if [ -e "$record" ]; then
  while IFS= read -r timer; do
    [ -z "$timer" ] || grep -Fxq -e "$timer" "$record.new" || systemctl disable --now -- "$timer"
  done <"$record"
fi
while IFS= read -r timer; do
  [ -z "$timer" ] || systemctl enable --now -- "$timer"
done <"$record.new"
mv "$record.new" "$record"
`;
}

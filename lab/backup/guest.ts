/** What the drill does inside its guest, by the guest agent. Input: an agent. Output: texts and checksums. */

import type { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';
import { dataFolder, freezeLog } from './stack';

/** Files on both disks, and a place of the TPM that keeps a value. */
const files = {
  'old file on the data disk': `${dataFolder}/old`,
  'old file on the system disk': '/var/lib/drill-old',
  'new file on the data disk': `${dataFolder}/new`,
  'new file on the system disk': '/var/lib/drill-new',
} as const;
export type ContentName = keyof typeof files | 'old value in the virtual TPM' | 'old machine id';

const laterFile = `${dataFolder}/later`;
const tpmIndex = '0x1500020';
const tpm = 'TPM2TOOLS_TCTI=device:/dev/tpmrm0';

export class DrillGuest {
  constructor(private readonly agent: GuestAgent) {}

  /** How often all file systems were frozen and thawed again. */
  async freezes(): Promise<number> {
    const events = (await this.sh(`cat ${freezeLog} 2>/dev/null || true`)).split('\n');
    const count = (event: string): number => events.filter((line) => line === event).length;
    return Math.min(count('freeze'), count('thaw'));
  }

  /** What is there at the full backup already. */
  async writeOld(): Promise<void> {
    await this.sh(`
      set -e
      head -c 1048576 /dev/urandom >'${files['old file on the data disk']}'
      head -c 65536 /dev/urandom >'${files['old file on the system disk']}'
      export ${tpm}
      tpm2_nvundefine -Q -C o ${tpmIndex} 2>/dev/null || true
      tpm2_nvdefine -Q -C o -s 32 -a 'ownerread|ownerwrite' ${tpmIndex}
      head -c 32 /dev/urandom | tpm2_nvwrite -Q -C o -i - ${tpmIndex}
      sync`);
  }

  /** What comes with the incremental backup. */
  async writeNew(): Promise<void> {
    await this.sh(`
      set -e
      head -c 1048576 /dev/urandom >'${files['new file on the data disk']}'
      head -c 65536 /dev/urandom >'${files['new file on the system disk']}'
      sync`);
  }

  /** What no backup has: it must not be there after the restore. */
  async writeLater(): Promise<void> {
    await this.sh(`echo later >${laterFile}; sync`);
  }

  async hasLater(): Promise<boolean> {
    return (await this.sh(`if [ -e ${laterFile} ]; then echo yes; fi`)) === 'yes';
  }

  /** SHA-256 of each content, null where it is missing. A guest that boots may answer before its data disk is mounted. */
  async checksums(): Promise<Readonly<Record<ContentName, string | null>>> {
    const paths = Object.values(files).map((path) => `'${path}'`);
    const lines = await this.sh(`
      until mountpoint -q ${dataFolder}; do sleep 1; done
      sum() { sha256sum 2>/dev/null | cut -c1-64; }
      for file in ${paths.join(' ')}; do
        if [ -e "$file" ]; then sum <"$file"; else echo missing; fi
      done
      export ${tpm}
      if tpm2_nvread -Q -C o -s 32 -o /run/drill-nv ${tpmIndex} 2>/dev/null; then sum </run/drill-nv; else echo missing; fi
      sum </etc/machine-id`);
    const names = [...Object.keys(files), 'old value in the virtual TPM', 'old machine id'];
    const found = lines.split('\n');
    if (found.length !== names.length) throw new Error(`unexpected answer of the guest: ${lines}`);
    return Object.fromEntries(
      names.map((name, index) => [name, found[index] === 'missing' ? null : found[index]]),
    ) as Record<ContentName, string | null>;
  }

  private async sh(script: string): Promise<string> {
    const result = await this.agent.execute(['/bin/sh', '-c', script], { timeoutSeconds: 300 });
    if (result.exitCode !== 0) {
      throw new Error(`the guest ended with ${String(result.exitCode)}: ${result.stderr}`);
    }
    return result.stdout.trim();
  }
}

/** A hypervisor, a Terraform state and receivers of hooks in memory, in which a command can be killed at any moment. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  native,
  shutDownBy,
  type Leftover,
  type MachineFacts,
  type MachineOperations,
  type PowerState,
} from '../../../../lib/drivers/operations';
import type { Retirement } from '../../../../lib/model/retirement';
import type { DestroyContext, RetireContext } from '../../../../lib/operations/decommission';
import type { Hook, HookMessage } from '../../../../lib/operations/hooks';

export class Killed extends Error {}

export const uuid = '3e823619-b8f5-562d-a327-6c9c5592ae79';

export const record: Retirement = {
  stack: 'production',
  vm: 'web-1',
  addresses: ['libvirt_domain.Web', 'libvirt_volume.Web_data', 'libvirt_volume.Web_system'],
  uuid,
  requested: '2026-11-01',
  quarantineDays: 14,
  reason: 'replaced by web-2',
  reference: 'CHG-4711',
  backup: { mode: 'verified' },
  shutdown: { timeoutSeconds: 1, force: false },
  disks: 'destroy',
  ending: 'destroy',
  stage: 'retire',
};

const nvram = '/var/lib/libvirt/qemu/nvram/web-1.fd';
const vtpm = `/var/lib/libvirt/swtpm/${uuid}`;
const system = '/images/web-1.system.qcow2';
const data = '/images/web-1.data.qcow2';

export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'decommission-'));
  power: PowerState = 'running';
  readonly backups: string[] = [];
  /** Path and content. */
  readonly files = new Map<string, string>([
    [system, 'root'],
    [data, 'data'],
    [nvram, 'variables'],
    [vtpm, 'keys'],
  ]);
  state = new Set([...record.addresses, 'libvirt_domain.Other']);
  /** How often each receiver acted, by key. */
  readonly acted = new Map<string, number>();
  readonly calls: string[] = [];
  today = '2026-11-01';
  /** Guests that ignore their power button. */
  deaf = false;
  badBackups = 0;

  /** Moments so far, and the one at which the command is killed. */
  moments = 0;
  killAt = Number.POSITIVE_INFINITY;
  private dead = false;

  /** A moment at which a command may be killed; a dead command does nothing more. */
  moment(): void {
    if (this.dead) throw new Killed();
    this.moments += 1;
    if (this.moments === this.killAt) {
      this.dead = true;
      throw new Killed();
    }
  }

  /** The next command may be killed after so many moments. */
  restart(killAt = Number.POSITIVE_INFINITY): void {
    this.moments = 0;
    this.killAt = killAt;
    this.dead = false;
  }

  private effect<T>(name: string, work: () => T): Promise<T> {
    this.moment();
    this.calls.push(name);
    const result = work();
    this.moment();
    return Promise.resolve(result);
  }

  readonly operations: MachineOperations = {
    hypervisor: 'libvirt',
    supported: {
      finalBackup: native,
      verifyBackup: native,
      wipeDisk: native,
      keepDisks: native,
      unregister: native,
    },
    powerState: () => Promise.resolve(this.power),
    shutdown: (vm, options) =>
      shutDownBy(
        {
          pollMs: 5,
          state: () => Promise.resolve(this.power),
          ask: () =>
            this.effect('ask', () => {
              if (!this.deaf) this.power = 'off';
            }),
          powerOff: () =>
            this.effect('power off', () => {
              this.power = 'off';
            }),
        },
        vm,
        options,
      ),
    inspect: () =>
      this.effect('inspect', (): MachineFacts => ({
        disks: [
          { name: 'vda', path: system },
          { name: 'vdb', path: data },
        ],
        nvram,
        vtpm,
      })),
    leftovers: () =>
      Promise.resolve(
        [...this.files.keys()].map((path): Leftover => ({
          kind: path === nvram ? 'nvram' : path === vtpm ? 'vtpm' : 'disk',
          path,
        })),
      ),
    removeLeftovers: (_vm, leftovers) =>
      this.effect('remove leftovers', () => {
        leftovers.forEach(({ path }) => this.files.delete(path));
        return leftovers;
      }),
    finalBackup: (_vm, { since, except }) => {
      const made = this.backups.find(
        (time) => time >= since && !except.includes(this.backup(time).id),
      );
      if (made !== undefined) return Promise.resolve(this.backup(made));
      return this.effect('backup', () => {
        const time = `${this.today}T02:00:0${String(this.backups.length)}.000Z`;
        this.backups.push(time);
        return this.backup(time);
      });
    },
    verifyBackup: (_vm, { id }) =>
      this.effect('restore', () => {
        const passed = this.badBackups === 0;
        this.badBackups = Math.max(0, this.badBackups - 1);
        return {
          passed,
          time: `${this.today}T02:10:00.000Z`,
          method: `${id} was restored`,
          seconds: 12,
        };
      }),
    wipeDisk: (_vm, { path }) =>
      this.effect(`wipe ${path}`, () => {
        if (!this.files.has(path)) throw new Error(`${path} is gone`);
        this.files.set(path, '0000');
      }),
    keepDisks: () => this.effect('keep disks', () => undefined),
    unregister: () =>
      this.effect('unregister', () => {
        this.power = 'absent';
      }),
  };

  private backup(time: string) {
    return {
      id: `20261101T020000Z/${String(this.backups.indexOf(time))}`,
      product: 'virtnbdbackup',
      time,
      bytes: 42,
    };
  }

  /** A receiver that counts how often it acts. One that can't be asked honours the key. */
  hook(name: string, canBeAsked: boolean): Hook {
    const act = (message: HookMessage): Promise<{ reference: string }> =>
      this.effect(`${name} ${message.phase ?? ''}`, () => {
        const at = `${name} ${message.key}`;
        const times = this.acted.get(at) ?? 0;
        if (times === 0 || canBeAsked) this.acted.set(at, times + 1);
        return { reference: `${name}-${message.key.slice(0, 6)}` };
      });
    return {
      name,
      kind: 'dns',
      events: ['revoke'],
      target: `test ${name}`,
      deliver: act,
      ...(canBeAsked
        ? {
            received: (message: HookMessage) =>
              Promise.resolve(
                this.acted.has(`${name} ${message.key}`)
                  ? { reference: `${name}-${message.key.slice(0, 6)}` }
                  : undefined,
              ),
          }
        : {}),
    };
  }

  private readonly base = {
    operations: this.operations,
    hooks: [this.hook('dns', true), this.hook('cmdb', false)],
    folder: this.folder,
    performedBy: 'ops@example.org',
    now: () => new Date(`${this.today}T02:00:00.000Z`),
  };

  retireContext(changes: Partial<Retirement> = {}): RetireContext {
    return {
      ...this.base,
      retirement: { ...record, ...changes },
      vm: { name: 'web-1', uuid, owner: 'team-shop', hypervisor: 'libvirt' },
    };
  }

  destroyContext(changes: Partial<Retirement> = {}): DestroyContext {
    return {
      ...this.base,
      retirement: { ...record, stage: 'destroy', ...changes },
      terraform: async ({ ending, addresses, disks }) => {
        const results = [];
        for (const address of addresses) {
          const isDisk = address.startsWith('libvirt_volume.');
          const forgets = ending === 'unregister' || (isDisk && disks === 'keep');
          if (!this.state.has(address)) {
            results.push({ address, result: 'already-gone' as const });
            continue;
          }
          await this.effect(`terraform ${address}`, () => {
            this.state.delete(address);
            if (forgets) return;
            if (isDisk) this.files.delete(address.endsWith('_data') ? data : system);
            else {
              this.power = 'absent';
              this.files.delete(nvram); // as the provider does; the TPM's state stays
            }
          });
          results.push({
            address,
            result: forgets ? ('forgotten' as const) : ('destroyed' as const),
          });
        }
        return results;
      },
    };
  }
}

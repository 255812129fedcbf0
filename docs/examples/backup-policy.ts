import { BackupPolicy, Duration, HardenedVm, Schedule, Size } from 'vm-lifecycle';
import type { Site } from './site';

function shop({ stack, debian }: Site): HardenedVm {
  return new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function vm(site: Site): void {
  shop(site);
}

export function everywhere(site: Site): void {
  const { stack, hypervisor } = site;
  const vm = shop(site);
  const storage = hypervisor.driver.name === 'libvirt' ? '/srv/backup' : 'backup';
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage, failureDomain: 'site-b' },
  }).protect(vm);
}

export function example(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
  }).protect(vm);
}

export function withCopy(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
    copyTarget: { storage: '/mnt/site-c/backup', failureDomain: 'site-c' },
  }).protect(vm);
}

export function ownSchedules(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  new BackupPolicy(stack, 'Backup', {
    name: 'every-four-hours',
    full: Schedule.daily('01:00'),
    incremental: Schedule.every(Duration.hours(4)),
    retention: { last: 12, daily: 14, weekly: 8 },
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
    recoveryPoint: Duration.hours(4),
    recoveryTime: Duration.hours(2),
    restoreTest: Schedule.quarterly(1, '06:00'),
  }).protect(vm);
}

export function missedRecoveryPoint(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: '/srv/backup', failureDomain: 'site-b' },
    recoveryPoint: Duration.hours(4),
  }).protect(vm);
}

export function sameFailureDomain(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: 'ceph-vms', failureDomain: 'site-b' },
  }).protect(vm);
}

/**
 * The numbered cases of bad input (the numbers of the error codes) that a HardenedVm on libvirt can express: a VM that is
 * refused, where, and the nearest one that is not.
 *
 * Not here: 23 to 26, 33, 34 and 36 to 38 are about pools, clones, ids, schedules and backups. 27 needs a record of the
 * last apply, and 28 is refused at plan, by the preconditions that hardened-vm.test.ts reads.
 */
import { Size } from '../../lib';
import { ed25519 } from '../lib/constructs/support';
import { keys, privateKey } from '../lib/model/ssh-keys';
import { networkCases } from './bad-input-network-cases';
import {
  bios,
  disks,
  memory,
  prop,
  sized,
  two,
  waived,
  type BadInput,
  type Row,
} from './bad-input-support';

/** Cases 17 to 40: the guest, the machine and its life. */
const machineCases: readonly Row[] = [
  [
    '17 name as DNS server',
    'VML017',
    'guest.dnsServers[0]',
    { guest: { dnsServers: ['ns1'] } },
    { guest: { dnsServers: ['10.0.0.53'] } },
  ],
  ['18 memory of 1022 MiB', 'VML018', 'memory', memory(1022), memory(1024)],
  ['19 memory of 92 MiB with UEFI', 'VML019', 'memory', memory(92), memory(96)],
  ...[0, 1.5, Number.NaN, '2', -1].map((cpuCount): Row => [
    `20 CPU count ${JSON.stringify(cpuCount)}`,
    'VML020',
    'cpuCount',
    prop({ cpuCount }),
    prop({ cpuCount: 2 }),
  ]),
  [
    '21 4 cores per socket of 6',
    'VML021',
    'coresPerSocket',
    prop({ cpuCount: 6, coresPerSocket: 4 }),
    prop({ cpuCount: 6, coresPerSocket: 3 }),
  ],
  // libvirt takes no ballooning at all, so the twin has none.
  [
    '22 balloon above memory',
    'VML022',
    'minimumMemory',
    prop({ minimumMemory: Size.gibibytes(8) }),
    prop({ minimumMemory: undefined }),
  ],
  ['29 smaller than the template', 'VML029', 'systemDiskSize', sized(2), sized(3)],
  [
    '29 size and source',
    'VML029',
    'systemDiskSize',
    sized(4, { cloneType: 'full' }),
    sized(undefined, { cloneType: 'full' }),
  ],
  ...[Size.gibibytes(0), Size.mebibytes(10_752)].map((size): Row => [
    `30 disk of ${size.toText()}`,
    'VML030',
    'dataDisks[0].size',
    { disk: { size } },
    { disk: { size: Size.gibibytes(11) } },
  ]),
  ['31 disk name twice', 'VML031', 'dataDisks[1].name', disks('a', 'a'), disks('a', 'b')],
  [
    '31 interface name twice',
    'VML031',
    'networks[1].name',
    two({ name: 'a' }, { name: 'a' }),
    two({ name: 'a' }, { name: 'b' }),
  ],
  [
    '32 independent disk',
    'VML032',
    'dataDisks[0].mode',
    { disk: { mode: 'independent_nonpersistent' } },
    { disk: { mode: 'persistent' } },
  ],
  ['35 Secure Boot with BIOS', 'VML035', 'secureBoot', bios(true, false), bios(false, false)],
  ['35 vTPM with BIOS', 'VML035', 'vtpm', bios(false, true), bios(false, false)],
  [
    '39 no SSH key',
    'VML039',
    'guest.sshAuthorizedKeys',
    { guest: { sshAuthorizedKeys: [] } },
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    '39 private key',
    'VML039',
    'guest.sshAuthorizedKeys[0]',
    { guest: { sshAuthorizedKeys: [privateKey] } },
    { guest: { sshAuthorizedKeys: [keys.rsa3072] } },
  ],
  [
    '39 plaintext password',
    'VML039',
    'guest.password',
    { guest: { password: 'hunter2' } },
    { guest: {} },
  ],
  [
    '40 production without protection',
    'VML040',
    'protection',
    prop({ protection: false }),
    prop({ protection: false, protectionOverride: { reason: 'a test', expires: '2026-11-21' } }),
    'production',
  ],
  [
    '40 expired override',
    'VML040',
    'protectionOverride.expires',
    prop({ protection: false, protectionOverride: { reason: 'a test', expires: '2026-11-20' } }),
    prop({ protection: true }),
    'production',
  ],
  [
    '40 expired waiver',
    'VML040',
    'waivers[0].expires',
    waived({ expires: '2026-11-20' }),
    waived({ expires: '2026-11-21' }),
  ],
  [
    '40 waiver without reason',
    'VML040',
    'waivers[0].reason',
    waived({ reason: ' ' }),
    waived({ reason: 'a test' }),
  ],
];

export const badInputs: readonly BadInput[] = [...networkCases, ...machineCases].map(
  ([title, code, field, given, twin, stack]) => ({ name: title, code, field, given, twin, stack }),
);

import { Size } from '../../../lib/model/size';
import { define, textsOf, type Case, numberToken, textToken } from './support';

const cases: readonly Case[] = [
  [
    'there are no CPUs',
    { props: { cpuCount: 0 } },
    [
      '[VML020] lab/web-1.cpuCount: got 0; a CPU count is a positive integer; give a whole number, such as 2',
    ],
    { props: { cpuCount: 1 } },
  ],
  [
    'there are one and a half CPUs',
    { props: { cpuCount: 1.5 } },
    [
      '[VML020] lab/web-1.cpuCount: got 1.5; a CPU count is a positive integer; give a whole number, such as 2',
    ],
    { props: { cpuCount: 1 } },
  ],
  [
    'the CPU count is not a number',
    { props: { cpuCount: NaN } },
    [
      '[VML020] lab/web-1.cpuCount: got NaN; a CPU count is a positive integer; give a whole number, such as 2',
    ],
    { props: { cpuCount: 2 } },
  ],
  [
    'the CPU count is a text',
    { props: { cpuCount: '2' } },
    [
      '[VML020] lab/web-1.cpuCount: got "2"; a CPU count is a positive integer; give a whole number, such as 2',
    ],
    { props: { cpuCount: 2 } },
  ],
  [
    'the CPU count is missing',
    { props: { cpuCount: undefined } },
    [
      '[VML041] lab/web-1.cpuCount: got nothing; a required field is given; give a whole number, such as 2',
    ],
    { props: { cpuCount: numberToken } },
  ],
  [
    'the CPU count is a token that something divides',
    { props: { cpuCount: numberToken, coresPerSocket: 2 } },
    [
      '[VML046] lab/web-1.cpuCount: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { cpuCount: numberToken } },
  ],
  [
    'the CPU count is a text token',
    { props: { cpuCount: textToken } },
    [
      '[VML048] lab/web-1.cpuCount: got a token of another type; it is a positive integer; give a whole number, such as 2',
    ],
    { props: { cpuCount: numberToken } },
  ],
  [
    'the cores per socket do not divide the CPUs',
    { props: { cpuCount: 6, coresPerSocket: 4 } },
    [
      '[VML021] lab/web-1.coresPerSocket: got 4; the cores per socket divide the CPU count; give a divisor of 6, or leave it out',
    ],
    { props: { cpuCount: 6, coresPerSocket: 3 } },
  ],
  [
    'the cores per socket are a token',
    { props: { coresPerSocket: numberToken } },
    [
      '[VML046] lab/web-1.coresPerSocket: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { coresPerSocket: 2 } },
  ],
  [
    'the cores per socket are null',
    { props: { coresPerSocket: null } },
    [
      '[VML020] lab/web-1.coresPerSocket: got null; a CPU count is a positive integer; give a whole number, such as 2',
    ],
    { props: { coresPerSocket: 1 } },
  ],
  [
    'memory is no multiple of 4 MiB',
    { props: { memory: Size.mebibytes(1022) } },
    [
      '[VML018] lab/web-1.memory: got 1022 MiB; memory is a multiple of 4 MiB (vSphere); give 1020 or 1024 MiB',
    ],
    { props: { memory: Size.mebibytes(1024) } },
  ],
  [
    'memory is less than 4 MiB',
    { props: { firmware: 'bios', secureBoot: false, vtpm: false, memory: Size.mebibytes(1) } },
    ['[VML018] lab/web-1.memory: got 1 MiB; memory is a multiple of 4 MiB (vSphere); give 4 MiB'],
    { props: { firmware: 'bios', secureBoot: false, vtpm: false, memory: Size.mebibytes(4) } },
  ],
  [
    'memory is nothing',
    { props: { memory: Size.gibibytes(0) } },
    [
      '[VML018] lab/web-1.memory: got 0 B; memory is a multiple of 4 MiB (vSphere); give 4 MiB',
      '[VML019] lab/web-1.memory: got 0 B; memory is at least 96 MiB with UEFI (VMware); give at least 96 MiB',
    ],
    { props: { memory: Size.mebibytes(96) } },
  ],
  [
    'memory is too little for UEFI',
    { props: { memory: Size.mebibytes(92) } },
    [
      '[VML019] lab/web-1.memory: got 92 MiB; memory is at least 96 MiB with UEFI (VMware); give at least 96 MiB',
    ],
    { props: { memory: Size.mebibytes(96) } },
  ],
  [
    'memory is missing',
    { props: { memory: undefined } },
    [
      '[VML041] lab/web-1.memory: got nothing; a required field is given; write it as Size.gibibytes(4)',
    ],
    { props: { memory: Size.gibibytes(1) } },
  ],
  [
    'memory is a number',
    { props: { memory: 4096 } },
    ['[VML048] lab/web-1.memory: got 4096; it is a Size; write it as Size.gibibytes(4)'],
    { props: { memory: Size.mebibytes(4096) } },
  ],
  [
    'memory is a token',
    { props: { memory: numberToken } },
    [
      '[VML046] lab/web-1.memory: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { memory: Size.gibibytes(4) } },
  ],
  [
    'ballooning leaves more than there is',
    { props: { minimumMemory: Size.gibibytes(5) } },
    [
      '[VML022] lab/web-1.minimumMemory: got 5 GiB; the ballooning minimum is at most the memory; give at most 4 GiB',
    ],
    { props: { minimumMemory: Size.gibibytes(4) } },
  ],
  [
    'the ballooning minimum is no multiple of 4 MiB',
    { props: { minimumMemory: Size.mebibytes(1022) } },
    [
      '[VML018] lab/web-1.minimumMemory: got 1022 MiB; memory is a multiple of 4 MiB (vSphere); give 1020 or 1024 MiB',
    ],
    { props: { minimumMemory: Size.mebibytes(1020) } },
  ],
  [
    'the firmware is misspelt',
    { props: { firmware: 'uefy' } },
    ['[VML048] lab/web-1.firmware: got "uefy"; it is "uefi" or "bios"; did you mean "uefi"?'],
    { props: { firmware: 'uefi' } },
  ],
  [
    'the firmware is of another world',
    { props: { firmware: 'openfirmware' } },
    [
      '[VML048] lab/web-1.firmware: got "openfirmware"; it is "uefi" or "bios"; write "uefi" or "bios"',
    ],
    { props: { firmware: 'uefi' } },
  ],
  [
    'the firmware is a token',
    { props: { firmware: textToken } },
    [
      '[VML046] lab/web-1.firmware: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { firmware: 'uefi' } },
  ],
  [
    'Secure Boot is asked of a BIOS',
    { props: { firmware: 'bios', secureBoot: true, vtpm: false } },
    [
      '[VML035] lab/web-1.secureBoot: got true; Secure Boot and vTPM need UEFI; use firmware "uefi", or waive machine.firmware.secure-boot',
    ],
    { props: { firmware: 'bios', secureBoot: false, vtpm: false } },
  ],
  [
    'a BIOS leaves the defaults of UEFI',
    { props: { firmware: 'bios' } },
    [
      '[VML035] lab/web-1.secureBoot: got nothing, which is true; Secure Boot and vTPM need UEFI; use firmware "uefi", or waive machine.firmware.secure-boot',
      '[VML035] lab/web-1.vtpm: got nothing, which is true; Secure Boot and vTPM need UEFI; use firmware "uefi", or waive machine.tpm',
    ],
    {
      props: {
        firmware: 'bios',
        waivers: ['machine.firmware.secure-boot', 'machine.tpm'].map((control) => ({
          control,
          reason: 'old guest',
          expires: '2027-01-31',
        })),
      },
    },
  ],
  [
    'a vTPM is asked of a BIOS',
    { props: { firmware: 'bios', secureBoot: false, vtpm: true } },
    [
      '[VML035] lab/web-1.vtpm: got true; Secure Boot and vTPM need UEFI; use firmware "uefi", or waive machine.tpm',
    ],
    { props: { firmware: 'uefi', secureBoot: false, vtpm: true } },
  ],
  [
    'a flag is a text',
    { props: { cpuHotAdd: 'yes', memoryHotAdd: 1 } },
    [
      '[VML048] lab/web-1.cpuHotAdd: got "yes"; it is true or false; write true or false, without quotes',
      '[VML048] lab/web-1.memoryHotAdd: got 1; it is true or false; write true or false, without quotes',
    ],
    { props: { cpuHotAdd: true, memoryHotAdd: false } },
  ],
];

test.each(cases)('fails when %s', (_title, given, texts) => {
  expect(textsOf(given)).toEqual(texts);
  expect(define(given).vm).toBeUndefined();
});

test.each(cases)('accepts the nearest valid twin of: %s', (_title, _given, _texts, twin) => {
  expect(textsOf(twin)).toEqual([]);
  expect(Object.isFrozen(define(twin).vm)).toBe(true);
});

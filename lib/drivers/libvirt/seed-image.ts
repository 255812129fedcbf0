/**
 * The image from which cloud-init's NoCloud data source reads: an ISO 9660 file system (ECMA-119) with Joliet names and
 * the label "cidata" (https://cloudinit.readthedocs.io/en/22.4.2/reference/datasources/nocloud.html).
 *
 * Input: texts by file name. Output: the bytes of the image, the same for the same input.
 */

const SECTOR = 2048;
const LABEL = 'cidata';

/** Where the parts lie, by sector; the first 16 belong to the system. */
const at = {
  primary: 16,
  joliet: 17,
  terminator: 18,
  primaryPaths: 19,
  jolietPaths: 21,
  primaryRoot: 23,
  jolietRoot: 24,
  files: 25,
} as const;

interface File {
  readonly name: string;
  readonly content: Buffer;
  readonly sector: number;
}

/** How one of the two directory trees writes names. */
interface Naming {
  readonly root: number;
  readonly paths: number;
  readonly text: (value: string, length: number) => Buffer;
  readonly fileName: (name: string) => Buffer;
}

const primary: Naming = {
  root: at.primaryRoot,
  paths: at.primaryPaths,
  text: (value, length) => Buffer.from(value.padEnd(length), 'ascii'),
  // Eight characters without an extension; Linux reads the Joliet names instead.
  fileName: (name) =>
    Buffer.from(`${name.toUpperCase().replace('-', '_').slice(0, 8)}.;1`, 'ascii'),
};

const joliet: Naming = {
  root: at.jolietRoot,
  paths: at.jolietPaths,
  text: (value, length) => ucs2(value.padEnd(Math.floor(length / 2)), length),
  fileName: (name) => ucs2(`${name};1`),
};

/** @throws RangeError where there are more files than one sector of the directory holds */
export function seedImage(texts: Readonly<Record<string, string>>): Buffer {
  let sector: number = at.files;
  const files = Object.entries(texts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]): File => {
      const content = Buffer.from(text, 'utf8');
      const file = { name, content, sector };
      sector += Math.max(1, Math.ceil(content.length / SECTOR));
      return file;
    });
  const image = Buffer.alloc(sector * SECTOR);
  const put = (part: Buffer, where: number): void => {
    image.set(part, where * SECTOR);
  };
  put(descriptor(1, primary, sector), at.primary);
  put(descriptor(2, joliet, sector), at.joliet);
  put(Buffer.from('\xffCD001\x01', 'latin1'), at.terminator);
  for (const naming of [primary, joliet]) {
    put(pathTable(naming.root, 'little'), naming.paths);
    put(pathTable(naming.root, 'big'), naming.paths + 1);
    put(directory(naming, files), naming.root);
  }
  for (const file of files) put(file.content, file.sector);
  return image;
}

/** Volume descriptor: ECMA-119 8.4 and 8.5. */
function descriptor(type: 1 | 2, naming: Naming, sectors: number): Buffer {
  const block = Buffer.alloc(SECTOR);
  block.writeUInt8(type, 0);
  block.write('CD001\x01', 1, 'latin1');
  const text = (value: string, offset: number, length: number): void => {
    block.set(naming.text(value, length), offset);
  };
  text('', 8, 32);
  text(LABEL, 40, 32);
  both32(block, sectors, 80);
  // UCS-2, level 3: what makes it Joliet.
  if (type === 2) block.write('%/E', 88, 'latin1');
  both16(block, 1, 120);
  both16(block, 1, 124);
  both16(block, SECTOR, 128);
  both32(block, pathTableLength, 132);
  block.writeUInt32LE(naming.paths, 140);
  block.writeUInt32BE(naming.paths + 1, 148);
  block.set(record(Buffer.from([0]), naming.root, SECTOR, true), 156);
  for (const offset of [190, 318, 446, 574]) text('', offset, 128);
  for (const offset of [702, 739, 776]) text('', offset, 37);
  // Dates that are not specified: sixteen zeros as digits, and a time zone of 0.
  for (const offset of [813, 830, 847, 864]) block.write('0'.repeat(16), offset, 'latin1');
  block.writeUInt8(1, 881);
  return block;
}

const pathTableLength = 10;

/** One directory, the root: ECMA-119 9.4. */
function pathTable(root: number, order: 'little' | 'big'): Buffer {
  const table = Buffer.alloc(pathTableLength);
  table.writeUInt8(1, 0);
  if (order === 'little') {
    table.writeUInt32LE(root, 2);
    table.writeUInt16LE(1, 6);
  } else {
    table.writeUInt32BE(root, 2);
    table.writeUInt16BE(1, 6);
  }
  return table;
}

function directory(naming: Naming, files: readonly File[]): Buffer {
  const self = record(Buffer.from([0]), naming.root, SECTOR, true);
  const parent = record(Buffer.from([1]), naming.root, SECTOR, true);
  const entries = files.map(({ name, sector, content }) =>
    record(naming.fileName(name), sector, content.length, false),
  );
  const list = Buffer.concat([self, parent, ...entries]);
  if (list.length > SECTOR) throw new RangeError('too many files for one directory sector');
  return list;
}

/** Directory record: ECMA-119 9.1. */
function record(name: Buffer, sector: number, length: number, isDirectory: boolean): Buffer {
  const padded = 33 + name.length + ((name.length + 1) % 2);
  const entry = Buffer.alloc(padded);
  entry.writeUInt8(padded, 0);
  both32(entry, sector, 2);
  both32(entry, length, 10);
  entry.writeUInt8(isDirectory ? 2 : 0, 25);
  both16(entry, 1, 28);
  entry.writeUInt8(name.length, 32);
  entry.set(name, 33);
  return entry;
}

function both16(block: Buffer, value: number, offset: number): void {
  block.writeUInt16LE(value, offset);
  block.writeUInt16BE(value, offset + 2);
}

function both32(block: Buffer, value: number, offset: number): void {
  block.writeUInt32LE(value, offset);
  block.writeUInt32BE(value, offset + 4);
}

/** Big-endian UTF-16, cut or filled with zeros to a length in bytes. */
function ucs2(text: string, length = text.length * 2): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.set(Buffer.from(text, 'utf16le').swap16().subarray(0, length));
  return bytes;
}

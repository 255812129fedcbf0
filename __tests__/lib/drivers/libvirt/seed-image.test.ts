import { seedImage } from '../../../../lib/drivers/libvirt/seed-image';

const SECTOR = 2048;
const texts = {
  'user-data': `#cloud-config\n${'x'.repeat(5000)}`,
  'meta-data': '',
  'network-config': 'name: "Zürich"\n',
};

/** The files of a tree, read as ECMA-119 says, from the volume descriptor down. */
function filesOf(image: Buffer, descriptor: 16 | 17): Record<string, string> {
  const block = image.subarray(descriptor * SECTOR, (descriptor + 1) * SECTOR);
  const root = block.readUInt32LE(158) * SECTOR;
  const end = root + block.readUInt32LE(166);
  const files: Record<string, string> = {};
  for (let at = root; at < end && image[at] !== 0; at += image.readUInt8(at)) {
    const name = image.subarray(at + 33, at + 33 + image.readUInt8(at + 32));
    if ((image.readUInt8(at + 25) & 2) !== 0) continue;
    // The two byte orders agree.
    expect(image.readUInt32LE(at + 2)).toBe(image.readUInt32BE(at + 6));
    expect(image.readUInt32LE(at + 10)).toBe(image.readUInt32BE(at + 14));
    const start = image.readUInt32LE(at + 2) * SECTOR;
    const text =
      descriptor === 17 ? Buffer.from(name).swap16().toString('utf16le') : name.toString();
    files[text] = image.subarray(start, start + image.readUInt32LE(at + 10)).toString('utf8');
  }
  return files;
}

test('the image holds the files under the names that cloud-init looks for', () => {
  expect(filesOf(seedImage(texts), 17)).toEqual({
    'meta-data;1': '',
    'network-config;1': texts['network-config'],
    'user-data;1': texts['user-data'],
  });
  expect(Object.keys(filesOf(seedImage(texts), 16))).toEqual([
    'META_DAT.;1',
    'NETWORK_.;1',
    'USER_DAT.;1',
  ]);
});

test('the image has the label that cloud-init looks for, and says its own size', () => {
  const image = seedImage(texts);
  const primary = image.subarray(16 * SECTOR);
  expect(primary.toString('latin1', 1, 6)).toBe('CD001');
  expect(primary.toString('latin1', 40, 72).trim()).toBe('cidata');
  expect(primary.readUInt32LE(80) * SECTOR).toBe(image.length);
  expect(primary.readUInt32BE(84) * SECTOR).toBe(image.length);
  const path = image.subarray(primary.readUInt32LE(140) * SECTOR);
  expect(path.readUInt32LE(2)).toBe(primary.readUInt32LE(158));
});

test('the same files give the same bytes, in whatever order they are given', () => {
  const reversed = Object.fromEntries(Object.entries(texts).reverse());
  expect(seedImage(reversed).equals(seedImage(texts))).toBe(true);
  expect(seedImage({ ...texts, 'meta-data': '{}' }).equals(seedImage(texts))).toBe(false);
});

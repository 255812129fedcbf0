import { readXml } from '../../../../lib/drivers/common/xml';
import { domainXslt, volumeXslt } from '../../../../lib/drivers/libvirt/map-domain-xslt';
import { Size } from '../../../../lib/model/size';
import type { VirtualMachine } from '../../../../lib/model/virtual-machine';
import { planOf } from '../../hardening/fixture';
import { everythingVm, fixture, libvirtVm, nic, waiverOf } from './fixture';

// What xsltproc makes of a domain with these stylesheets is tested with it: __tests__/e2e/stylesheet.test.ts

const stylesheet = (changes: Partial<VirtualMachine> = {}): string => {
  const vm = libvirtVm(changes);
  return domainXslt(vm, planOf(vm));
};

/** The rules by what they match. */
function rulesOf(xslt: string): Map<string, string> {
  const rules = [...xslt.matchAll(/^<xsl:template match="([^"]+)">(.*)<\/xsl:template>$/gm)];
  return new Map(rules.map(([, match = '', body = '']) => [match, body]));
}

describe('the frozen stylesheet', () => {
  // Terraform replaces a domain when one byte of its stylesheet changes: these files must never change, or every VM
  // of every user is power-cycled by an update of this package. A wanted change is a major release with a note.
  test.each([
    ['of a VM with everything', 'everything.xslt', domainXslt(everythingVm, planOf(everythingVm))],
    ['of the smallest VM', 'smallest.xslt', stylesheet()],
    ['of a volume', 'volume.xslt', volumeXslt],
  ])('%s has not changed by a byte', (_title, file, xslt) => {
    expect(xslt).toBe(fixture(file));
  });
});

describe('a stylesheet', () => {
  const everything = domainXslt(everythingVm, planOf(everythingVm));

  test.each([
    ['of a VM with everything', everything],
    ['of the smallest VM', stylesheet()],
    ['of a BIOS VM', stylesheet({ firmware: 'bios', secureBoot: false, vtpm: false })],
    ['of a volume', volumeXslt],
  ])('%s has one rule per pattern, the one that copies first', (_title, xslt) => {
    const parsed = readXml(xslt, 'the stylesheet', { prefixes: true }) as {
      'xsl:stylesheet': { 'xsl:template': { '@match': string }[] };
    };
    const patterns = parsed['xsl:stylesheet']['xsl:template'].map((rule) => rule['@match']);
    expect(new Set(patterns).size).toBe(patterns.length);
    expect(patterns[0]).toBe('node()|@*');
  });

  test('pins the UUID, without which a replacement gets a new TPM', () => {
    expect(rulesOf(stylesheet()).get('/domain/name')).toContain(
      '<uuid>5a1d6b9e-0000-4000-8000-000000000001</uuid>',
    );
  });

  test.each([
    [true, 'yes'],
    [false, 'no'],
  ])('with secureBoot %j marks the loader secure="%s"', (secureBoot, expected) => {
    expect(rulesOf(stylesheet({ secureBoot })).get('/domain/os/loader/@secure')).toBe(
      `<xsl:attribute name="secure">${expected}</xsl:attribute>`,
    );
  });

  test('has no loader rule for a BIOS VM', () => {
    const bios = stylesheet({ firmware: 'bios', secureBoot: false, vtpm: false });
    expect([...rulesOf(bios).keys()]).not.toContain('/domain/os/loader/@secure');
  });

  test('names interfaces in capitals, as the provider writes them, each with a rule of its own', () => {
    const rules = rulesOf(everything);
    expect(rules.get("/domain/devices/interface[mac/@address='52:54:00:00:00:01']")).toContain(
      '<filterref filter="clean-traffic"><parameter name="CTRL_IP_LEARNING" value="dhcp"/></filterref>',
    );
    expect(rules.get("/domain/devices/interface[mac/@address='52:54:00:AB:CD:EF']")).toContain(
      '<filterref filter="clean-traffic"><parameter name="IP" value="10.0.0.9"/></filterref>' +
        '<bandwidth><inbound average="12207"/><outbound average="1"/></bandwidth>',
    );
  });

  test('changes when an interface is added, which the provider would ignore', () => {
    const second = nic({ name: 'nic1', macAddress: '52:54:00:00:00:02' });
    const waivers = [waiverOf('machine.network.anti-spoofing')];
    const one = stylesheet({ waivers });
    expect(stylesheet({ waivers, networks: [nic(), second] })).not.toBe(one);
  });

  test('gives the disks their serials in the order in which the provider names them', () => {
    const count = 52;
    const dataDisks = Array.from({ length: count }, (_, index) => ({
      name: `disk-${String(index)}`,
      size: Size.gibibytes(1),
    }));
    const devices = [
      ...stylesheet({ dataDisks }).matchAll(/@dev='(\w+)'\].*<serial>(.*)<\/serial>/g),
    ];
    expect(devices).toHaveLength(count);
    expect(devices.map(([, device]) => device)).toEqual(
      expect.arrayContaining(['vdb', 'vdz', 'vdaa', 'vdaz', 'vdba']),
    );
    expect(devices[0]?.slice(1)).toEqual(['vdb', 'disk-0']);
    expect(devices[25]?.slice(1)).toEqual(['vdaa', 'disk-25']);
  });

  test('declares the sockets that follow from the cores per socket', () => {
    expect(rulesOf(stylesheet({ cpuCount: 6, coresPerSocket: 3 })).get('/domain/cpu')).toContain(
      '<topology sockets="2" cores="3" threads="1"/>',
    );
    expect([...rulesOf(stylesheet()).keys()]).not.toContain('/domain/cpu');
  });

  test.each([
    ['machine.console.closed', '/domain/devices/graphics'],
    ['machine.entropy.bounded', 'rate bytes="1024"'],
    ['machine.network.anti-spoofing', 'clean-traffic'],
    ['machine.memory.no-balloon', 'memballoon'],
    ['machine.devices.minimal', 'vmport'],
  ])('contains %s, and not where it is waived', (control, mark) => {
    expect(stylesheet()).toContain(mark);
    expect(stylesheet({ waivers: [waiverOf(control)] })).not.toContain(mark);
  });

  test('keeps SMM while Secure Boot is on, for it depends on it', () => {
    const waived = stylesheet({ waivers: [waiverOf('machine.smm')] });
    expect(waived).toContain('<smm state="on"/>');
    expect(stylesheet({ secureBoot: false })).not.toContain('smm');
  });

  test('gives a member of a pool its CPU shares, and no other VM any', () => {
    const vm = libvirtVm();
    const plain = stylesheet();
    const member = domainXslt(vm, planOf(vm), 2048);
    const rule =
      '<xsl:template match="/domain/vcpu"><xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>' +
      '<cputune><shares>2048</shares></cputune></xsl:template>\n';
    expect(member).toContain(rule);
    // Every other byte stays: a VM that leaves its pool is as it was before.
    expect(member.replace(rule, '')).toBe(plain);
    expect(plain).not.toContain('cputune');
  });

  test('has a rule for the TPM only where there is one', () => {
    expect([...rulesOf(stylesheet()).keys()]).toContain('/domain/devices/tpm');
    expect([...rulesOf(stylesheet({ vtpm: false })).keys()]).not.toContain('/domain/devices/tpm');
  });
});

/** The stylesheets as the provider applies them: with xsltproc, to a domain of the shape that it writes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainXslt, volumeXslt } from '../../lib/drivers/libvirt/map-domain-xslt';
import { observeMachine } from '../../lib/drivers/libvirt/observe-machine';
import type { VirtualMachine } from '../../lib/model/virtual-machine';
import { everythingVm, fixture, waiverOf } from '../lib/drivers/libvirt/fixture';
import { planOf } from '../lib/hardening/fixture';

const folder = mkdtempSync(join(tmpdir(), 'stylesheet-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function transform(xslt: string, xml: string): string {
  const [sheet, document] = [join(folder, 'sheet.xslt'), join(folder, 'document.xml')];
  writeFileSync(sheet, xslt);
  writeFileSync(document, xml);
  return execFileSync('xsltproc', ['--nomkdir', '--nonet', '--nowrite', sheet, document], {
    encoding: 'utf8',
  });
}

function domain(changes: Partial<VirtualMachine> = {}): string {
  const vm = { ...everythingVm, ...changes };
  return transform(domainXslt(vm, planOf(vm)), fixture('provider-domain.xml'));
}

const compact = (xml: string): string => xml.replace(/>\s+</g, '><').replace(/\s+/g, ' ');

describe('a domain of the provider', () => {
  const hardened = compact(domain());

  test('becomes the domain that is frozen here', () => {
    expect(domain()).toBe(fixture('hardened-domain.xml'));
  });

  test('meets every machine control', () => {
    const controls = planOf(everythingVm).controls.map(({ control }) => control);
    const observed = observeMachine(domain(), controls);
    const unmet = controls.flatMap((control) =>
      control.scope === 'machine' && observed.get(control.id) !== control.value
        ? [`${control.id}: ${String(observed.get(control.id))}`]
        : [],
    );
    expect(unmet).toEqual([]);
  });

  test.each([
    ['its UUID', '<name>web-1</name><uuid>5a1d6b9e-0000-4000-8000-000000000001</uuid>'],
    [
      'a secure loader',
      '<loader readonly="yes" secure="yes" type="pflash">/ovmf/code.ms.fd</loader>',
    ],
    ['its topology', '<topology sockets="2" cores="1" threads="1"/>'],
    ['the seed on virtio-scsi', '<target dev="sda" bus="scsi"/><readonly/><serial>cloudinit'],
    ['serials', '<target dev="vdc" bus="virtio"/><serial>log</serial>'],
    ['a TPM with its backend', '<tpm model="tpm-crb"><backend type="emulator"'],
    ['bandwidth', '<bandwidth><inbound average="12207"/><outbound average="1"/></bandwidth>'],
    ['what it had', '<source mode="bind"/><target type="virtio" name="org.qemu.guest_agent.0"/>'],
  ])('gets %s', (_title, part) => {
    expect(hardened).toContain(part);
  });

  test.each(['<graphics', '<video', 'bus="ide"', 'secure="no"'])('loses %s', (part) => {
    expect(hardened).not.toContain(part);
    expect(fixture('provider-domain.xml')).toContain(part === '<video' ? '<graphics' : part);
  });

  test('has no filter where the control is waived, and is else the same', () => {
    const waivers = [waiverOf('machine.network.anti-spoofing')];
    const filter = /<filterref.*?<\/filterref>/g;
    expect(hardened.match(filter)).toHaveLength(2);
    expect(compact(domain({ waivers }))).toBe(hardened.replace(filter, ''));
  });
});

test('a volume of the provider becomes qcow2 version 3, and is else the same', () => {
  const volume =
    '<volume><name>a</name><target><format type="qcow2"/></target><capacity>1</capacity></volume>';
  expect(compact(transform(volumeXslt, volume)).trim()).toBe(
    volume.replace('</target>', '<compat>1.1</compat></target>'),
  );
});

import { driverTables } from '../../../../lib/drivers/registry';
import { libvirtCapabilities } from '../../../../lib/drivers/libvirt/capabilities';
import { libvirtMachineControls } from '../../../../lib/drivers/libvirt/driver';
import { allControls } from '../../../../lib/hardening/registry';
import { capabilities } from '../../../../lib/model/capabilities';

describe('the driver for libvirt', () => {
  test('answers for every capability, and for none that does not exist', () => {
    expect(Object.keys(libvirtCapabilities).sort()).toEqual(Object.keys(capabilities).sort());
  });

  test('says what to do instead, or how, wherever it is not native', () => {
    const texts = Object.values(libvirtCapabilities).flatMap((answer) =>
      answer.support === 'native'
        ? []
        : [answer.support === 'approximated' ? answer.how : answer.alternative],
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => text.length < 10)).toEqual([]);
  });

  test('is in the registry with this table', () => {
    expect(driverTables.libvirt?.capabilities).toBe(libvirtCapabilities);
  });

  test('sets every machine control that applies to libvirt, and claims no other', () => {
    const applying = allControls
      .filter((control) => control.scope === 'machine' && control.appliesTo.includes('libvirt'))
      .map(({ id }) => id);
    expect([...libvirtMachineControls].sort()).toEqual(applying);
  });

  test('can observe every machine control that it sets', () => {
    const blind = allControls.filter(
      (control) =>
        control.scope === 'machine' &&
        libvirtMachineControls.has(control.id) &&
        Object.keys(control.settings.libvirt ?? {}).length === 0,
    );
    expect(blind.map(({ id }) => id)).toEqual([]);
  });
});

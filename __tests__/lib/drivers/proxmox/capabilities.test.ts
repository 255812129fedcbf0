import { proxmoxCapabilities } from '../../../../lib/drivers/proxmox/capabilities';
import { proxmoxMachineControls } from '../../../../lib/drivers/proxmox/driver';
import { allControls } from '../../../../lib/hardening/registry';
import { capabilities } from '../../../../lib/model/capabilities';

describe('the driver for Proxmox VE', () => {
  test('answers for every capability, and for none that does not exist', () => {
    expect(Object.keys(proxmoxCapabilities).sort()).toEqual(Object.keys(capabilities).sort());
  });

  test('says what to do instead, or how, wherever it is not native', () => {
    const texts = Object.values(proxmoxCapabilities).flatMap((answer) =>
      answer.support === 'native'
        ? []
        : [answer.support === 'approximated' ? answer.how : answer.alternative],
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => text.length < 10)).toEqual([]);
  });

  test('sets every machine control that applies to Proxmox VE, and claims no other', () => {
    const applying = allControls
      .filter((control) => control.scope === 'machine' && control.appliesTo.includes('proxmox'))
      .map(({ id }) => id);
    expect([...proxmoxMachineControls].sort()).toEqual(applying);
  });

  test('can observe every machine control that it sets', () => {
    const blind = allControls.filter(
      (control) =>
        control.scope === 'machine' &&
        proxmoxMachineControls.has(control.id) &&
        Object.keys(control.settings.proxmox ?? {}).length === 0,
    );
    expect(blind.map(({ id }) => id)).toEqual([]);
  });
});

/** One suite that every driver passes: what its table says is what it does. */
import { Testing } from 'cdktf';
import { VmLifecycleError, vmsOf } from '../../lib';
import { driverTables } from '../../lib/drivers/registry';
import { capabilities, type CapabilityName } from '../../lib/model/capabilities';
import { driverNames, siteOf } from './sites';
import { uses } from './uses';

/** Refused by other words, which say more: VML028 and VML029. */
const otherWords: Readonly<Partial<Record<CapabilityName, RegExp>>> = {
  'disk.grow': /^\[VML028\] /m,
  'clone.full.resize': /^\[VML029\] /m,
};

const names = Object.keys(capabilities) as readonly CapabilityName[];

test('every driver is in the registry, and has its own column', () => {
  expect(Object.keys(driverTables).sort()).toEqual([...driverNames].sort());
});

describe.each(driverNames)('the driver for %s', (name) => {
  const { driver } = siteOf(name).hypervisor;

  test('is what the registry says it is', () => {
    expect(driver.name).toBe(name);
    expect(driverTables[name]?.capabilities).toEqual(driver.capabilities);
  });

  test('answers for every capability, with what people need to know', () => {
    expect(Object.keys(driver.capabilities).sort()).toEqual([...names].sort());
    for (const capability of names) {
      const answer = driver.capabilities[capability];
      const words =
        answer.support === 'unsupported' ? answer.alternative : 'how' in answer ? answer.how : 'ok';
      expect({ capability, words: words.trim().length > 1 }).toEqual({ capability, words: true });
    }
  });

  test.each(names)('does with %s what its table says', (capability) => {
    const site = siteOf(name);
    const answer = driver.capabilities[capability];
    const use = (): void => {
      uses[capability](site);
      Testing.synth(site.stack, true);
    };
    if (answer.support !== 'unsupported') {
      expect(use).not.toThrow();
      return;
    }
    let text = '';
    try {
      use();
    } catch (error) {
      if (!VmLifecycleError.is(error)) throw error;
      text = error.message;
    }
    if (text === '' && capability.startsWith('network.anti-spoofing')) {
      // No field asks for it: then the control must not be promised either.
      const vms = vmsOf(site.app).flatMap((vm) => vm.hardening.controls);
      expect(vms.map(({ control }) => control.id)).not.toContain('machine.network.anti-spoofing');
      return;
    }
    const expected = otherWords[capability];
    if (expected === undefined) {
      expect(text).toContain(`${driver.title} does not support ${capability}`);
    } else {
      expect(text).toMatch(expected);
    }
    if (expected === undefined) expect(text).toContain(answer.alternative);
  });
});

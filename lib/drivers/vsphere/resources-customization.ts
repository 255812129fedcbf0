/** What sysprep has set in a Windows guest is set once. Input: a VM. Output: a plan that changes it is refused. */

import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { VirtualMachine } from '../../model/virtual-machine';
import { literal, shortDigest } from '../common/literal';
import { lockValue } from '../common/value-lock';
import type { VmRequest } from '../contract';

/** The provider would report such a change as done, and vSphere hands nothing to a guest that exists. */
export function lockCustomization(
  scope: Construct,
  machine: TerraformResource,
  { vm, path, rebuiltWith }: VmRequest,
): void {
  if (vm.guest.operatingSystem !== 'windows') return;
  const lock = (id: string, value: string, field: string, got: string): void => {
    lockValue(scope, id, {
      value,
      protects: machine,
      renewedWith: rebuiltWith,
      message: (record) =>
        literal(
          `[VML044] ${path}.${field}: got ${got}; sysprep sets it when the VM is cloned, and vSphere changes nothing later; ` +
            `put it back, or make the VM anew; where it was changed in the guest, apply with -replace=${record}`,
        ),
    });
  };
  const settings =
    'another host name, domain, time zone, DNS server, workgroup or run-once command';
  lock('Customization', shortDigest(JSON.stringify(settingsOf(vm))), 'guest', settings);
  vm.networks.forEach((nic, index) => {
    const { address } = nic;
    const text = address === 'dhcp' ? address : JSON.stringify(address);
    const field = `networks[${String(index)}].address`;
    lock(`Customization-${nic.name}`, shortDigest(text), field, 'another address');
  });
}

/** Without secrets, and without the names of owners, which only show in a dialogue. */
function settingsOf({ guest }: VirtualMachine): object {
  const { activeDirectory, workgroup } = guest.windows ?? {};
  return {
    hostname: guest.hostname,
    domain: guest.domain,
    timezone: guest.timezone,
    dnsServers: guest.dnsServers,
    runOnce: guest.runOnce,
    workgroup,
    joined: activeDirectory?.domain,
    organizationalUnit: activeDirectory?.organizationalUnit,
  };
}

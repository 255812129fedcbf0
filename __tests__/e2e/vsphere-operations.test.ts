/** Machine operations on the simulated vCenter: power, disks that are kept, and a machine that is unregistered. */
import { rmSync } from 'node:fs';
import { labInstance } from '../../lab/hypervisor';
import {
  readVcenter,
  startVcenter,
  stopVcenter,
  vcenterEnvironment,
  type VcenterConnection,
} from '../../lab/vcenter';
import type { MachineOperations } from '../../lib/drivers/operations';
import { vsphereOperations } from '../../lib/drivers/vsphere/operations';
import {
  reference,
  referenceIn,
  VsphereApi,
  vsphereApiProps,
} from '../../lib/drivers/vsphere/soap';

jest.setTimeout(300_000);

const instance = labInstance(`vc-operations-${String(process.pid)}`);
let connection: VcenterConnection;
let api: VsphereApi;
let operations: MachineOperations;

/** Clones a template, as an administrator would. */
async function machine(name: string) {
  const { searchIndex } = await api.service();
  const at = async (inventoryPath: string) =>
    referenceIn(await api.call('FindByInventoryPath', searchIndex, { inventoryPath }));
  const template = (await readVcenter(connection)).templates.find(
    ({ name: one }) => one === 'debian-12-20261101',
  );
  const uuid = { uuid: template!.uuid, vmSearch: 'true', instanceUuid: 'false' };
  const source = referenceIn(await api.call('FindByUuid', searchIndex, uuid));
  await api.task('CloneVM_Task', source, {
    folder: reference(await at('/DC0/vm')),
    name,
    spec: {
      location: { pool: reference(await at('/DC0/host/DC0_C0/Resources')) },
      template: 'false',
      config: {
        extraConfig: {
          key: 'guestinfo.vm-lifecycle.uuid',
          value: {
            '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
            '@xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
            '@xsi:type': 'xsd:string',
            '#text': ownUuid,
          },
        },
      },
      powerOn: 'true',
    },
  });
  const made = (await readVcenter(connection)).virtualMachines.find((vm) => vm.name === name);
  return { name, uuid: ownUuid, id: made!.uuid };
}

const ownUuid = '3e823619-b8f5-562d-a327-6c9c5592ae79';

beforeAll(async () => {
  connection = await startVcenter(instance);
  const props = vsphereApiProps(vcenterEnvironment(connection));
  api = new VsphereApi(props);
  operations = vsphereOperations({ api: props });
});

afterAll(async () => {
  await operations.close?.();
  await api.close();
  await stopVcenter(instance);
  rmSync(instance.root, { recursive: true, force: true });
});

test('a guest shuts down, and its disks are kept when it is unregistered', async () => {
  const vm = await machine('web-1 <&"> &amp;');
  expect(await operations.powerState(vm)).toBe('running');
  await expect(operations.unregister?.(vm)).rejects.toThrow(
    'is running, and not off: it is not unregistered',
  );
  const result = await operations.shutdown(vm, { timeoutSeconds: 30, force: false });
  expect(result.mode).toBe('graceful');
  expect(await operations.powerState(vm)).toBe('off');
  expect(await operations.shutdown(vm, { timeoutSeconds: 30, force: false })).toEqual({
    mode: 'already-off',
    seconds: 0,
  });
  const facts = await operations.inspect(vm);
  expect(facts.disks).toEqual([
    { name: 'Hard disk 1', path: expect.stringMatching(/^\[LocalDS_0\] .*\.vmdk$/) as string },
  ]);
  await operations.keepDisks?.(vm, facts);
  expect((await operations.inspect(vm)).disks).toEqual([]);
  await operations.keepDisks?.(vm, facts);
  await operations.unregister?.(vm);
  await operations.unregister?.(vm);
  expect(await operations.powerState(vm)).toBe('absent');
});

test('a machine that is switched off by force was asked first', async () => {
  const vm = await machine('web-2');
  // Nobody answers in no time.
  const forced: string[] = [];
  const result = await operations.shutdown(vm, {
    timeoutSeconds: 0,
    force: true,
    onForce: () => forced.push('forced'),
  });
  expect([result.mode, forced]).toEqual(['forced', ['forced']]);
  expect(await operations.powerState(vm)).toBe('off');
});

test('another machine is not taken for it', async () => {
  const [found] = (await readVcenter(connection)).virtualMachines;
  const vm = { name: 'other', uuid: ownUuid, id: found!.uuid };
  await expect(operations.powerState(vm)).rejects.toThrow(
    `other (${ownUuid}): the machine ${found!.uuid} is ${found!.name}`,
  );
  const uuid = '00000000-0000-0000-0000-000000000000';
  await expect(operations.powerState({ name: found!.name, uuid, id: found!.uuid })).rejects.toThrow(
    'correct the retirement record',
  );
  expect(await operations.powerState({ name: 'other', uuid })).toBe('absent');
});

test('wrong credentials are said, and not printed', async () => {
  const wrong = vsphereOperations({
    api: { ...vsphereApiProps(vcenterEnvironment(connection)), password: 'canary-5f1d7c' },
  });
  const error = await wrong
    .powerState({ name: 'x', uuid: ownUuid })
    .catch((one: unknown) => String(one));
  expect(error).toMatch(/Login: InvalidLogin/);
  expect(error).not.toContain('canary');
  await wrong.close?.();
});

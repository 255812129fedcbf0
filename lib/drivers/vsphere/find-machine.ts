import { MachineOperationError, type MachineReference } from '../operations';
import { fieldsOf, listOf, referenceIn, textOf, type ManagedObject, type VsphereApi } from './soap';

/** By its id, else its UUID, each as BIOS and as instance UUID; refuses a machine with another name. */
export async function findMachine(
  api: VsphereApi,
  vm: MachineReference,
): Promise<ManagedObject | undefined> {
  const { searchIndex } = await api.service();
  const uuids = [vm.id, vm.uuid].filter((one) => one !== undefined && /^[0-9a-f-]{36}$/i.test(one));
  for (const uuid of new Set(uuids as string[])) {
    for (const instanceUuid of ['false', 'true']) {
      const answer = await api.call('FindByUuid', searchIndex, {
        uuid,
        vmSearch: 'true',
        instanceUuid,
      });
      if (answer === undefined) continue;
      const object = referenceIn(answer);
      const found = await api.properties(object, ['name', 'config.extraConfig']);
      if (found === undefined) return undefined;
      // vSphere keeps these three characters encoded in names.
      const name = textOf(found.name).replace(/%(25|2f|5c)/gi, decodeURIComponent);
      const own = ownUuid(found['config.extraConfig']) ?? vm.uuid;
      if (name === vm.name && own === vm.uuid.toLowerCase()) return object;
      throw new MachineOperationError(
        `${vm.name} (${vm.uuid}): the machine ${uuid} is ${name} (${own}): correct the retirement record, or apply the stack`,
      );
    }
  }
  return undefined;
}

/** vCenter gives machines UUIDs of its own; that of the model is kept beside it. @default - it was not made by this library */
function ownUuid(extraConfig: unknown): string | undefined {
  const own = listOf(fieldsOf(extraConfig).OptionValue)
    .map(fieldsOf)
    .find(({ key }) => textOf(key) === 'guestinfo.vm-lifecycle.uuid');
  return own === undefined ? undefined : textOf(own.value).toLowerCase();
}

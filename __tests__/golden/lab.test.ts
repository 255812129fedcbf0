/**
 * The lab stack as it is written, whole.
 *
 * What changes here changes for every user: read the difference before `--updateSnapshot`. A changed user_data reboots
 * VMs, a changed xslt power-cycles them, a changed address replaces what it names unless a `moved` block goes with it.
 */
import { LabStack } from '../../stacks/lab';
import { imageGeneration } from '../../lab/image/recipe';
import { cleanUp, newApp, written } from '../lib/constructs/support';

cleanUp();

const settings = [
  'VM_LIFECYCLE_LAB_ROOT',
  'VM_LIFECYCLE_LAB_INSTANCE',
  'VM_LIFECYCLE_LAB_DOMAIN_TYPE',
];
const before = Object.fromEntries(settings.map((name) => [name, process.env[name]]));

let json: string;
beforeAll(() => {
  for (const name of settings) Reflect.deleteProperty(process.env, name);
  const app = newApp();
  // The recipe of the image changes often, and is no part of what is frozen.
  json = written(app, new LabStack(app, 'lab')).replaceAll(imageGeneration(), 'GENERATION');
});
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value !== undefined) process.env[name] = value;
  }
});

/** Texts of several lines as lists of lines: nothing is lost, and a difference is readable. */
function inLines(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n') : value;
  if (Array.isArray(value)) return value.map(inLines);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, inLines(child)]));
}

test('the lab stack is written as it is frozen here', () => {
  expect(inLines(JSON.parse(json))).toMatchSnapshot();
});

test('the addresses of the lab stack are a contract', () => {
  const { resource, output } = JSON.parse(json) as Record<string, Record<string, object>>;
  const addresses = Object.entries(resource ?? {}).flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${type}.${name}`),
  );
  expect(addresses.sort()).toEqual([
    'libvirt_domain.Database_B269D8BB',
    'libvirt_domain.Web_3C8945DB',
    'libvirt_network.LabNetwork_25378FBD',
    'libvirt_pool.Libvirt_StoragePool_B1EF4BA5',
    'libvirt_volume.Database_DataDisk-data_644B751C',
    'libvirt_volume.Database_Seed_50786E30',
    'libvirt_volume.Database_SystemDisk_1FD290A9',
    'libvirt_volume.Debian12_40EC8ADE',
    'libvirt_volume.Web_Seed_F916D3E8',
    'libvirt_volume.Web_SystemDisk_ADBC4F69',
    'terraform_data.Database_DataDisk-data_Size_59933A38',
    'terraform_data.Database_GuestConfiguration_DB0BCBCF',
    'terraform_data.Database_SystemDisk_Size_649E084E',
    'terraform_data.Debian12_Generation_BF1C1CF8',
    'terraform_data.Web_GuestConfiguration_1D218757',
    'terraform_data.Web_SystemDisk_Size_F448EBDD',
  ]);
  expect(Object.keys(output ?? {})).toEqual(['vm_inventory']);
});

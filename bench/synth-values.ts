/** Reads from our JSON what somebody who writes raw bindings has to know: texts, and what differs from VM to VM. */

/** Of VM 0: bench/apps/fleet.js. */
const firstAddress = '10.20.1.1';

export interface RawValues {
  readonly common: Readonly<
    Record<
      | 'generationMessage'
      | 'volumeXslt'
      | 'domainXslt'
      | 'systemSizeMessage'
      | 'systemPlaceMessage'
      | 'dataSizeMessage'
      | 'dataPlaceMessage',
      string
    >
  >;
  readonly vms: readonly {
    readonly uuid: string;
    readonly mac: string;
    readonly seed: string;
    readonly documents: string;
    readonly systemPlace: string;
    readonly dataPlace: string;
  }[];
}

interface Precondition {
  readonly error_message: string;
}
interface Resource {
  readonly '//': { readonly metadata: { readonly path: string } };
  readonly name: string;
  readonly source: string;
  readonly xml: { readonly xslt: string };
  readonly nvram: { readonly file: string };
  readonly network_interface: readonly { readonly mac: string }[];
  readonly lifecycle: { readonly precondition: readonly Precondition[] };
  readonly input: string | { readonly value: string };
}
export interface StackJson {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

export function rawValuesOf(json: StackJson, count: number): RawValues {
  const byPath = new Map(
    Object.values(json.resource)
      .flatMap((ofType) => Object.values(ofType))
      .map((resource) => [resource['//'].metadata.path.replace('staging/', ''), resource]),
  );
  const at = (path: string): Resource => {
    const found = byPath.get(path);
    if (found === undefined) throw new Error(`no ${path} in the stack`);
    return found;
  };
  const inputOf = (path: string): string => {
    const { input } = at(path);
    return typeof input === 'string' ? input : input.value;
  };
  const vms = Array.from({ length: count }, (_, index) => {
    const vm = `Vm${String(index)}`;
    const machine = at(`${vm}/Resource`);
    return {
      uuid: /([0-9a-f-]{36})\.fd$/.exec(machine.nvram.file)?.[1] ?? '',
      mac: machine.network_interface[0]?.mac ?? '',
      seed: at(`${vm}/Seed`).source,
      documents: /file\("(.+?)"\)/.exec(inputOf(`${vm}/GuestConfiguration`))?.[1] ?? '',
      systemPlace: inputOf(`${vm}/SystemDisk/Place`),
      dataPlace: inputOf(`${vm}/DataDisk-data/Place`),
    };
  });
  const [first] = vms;
  if (first === undefined) throw new Error('a fleet needs a VM');
  const marked = (text = ''): string =>
    text
      .replaceAll(first.uuid, '@uuid@')
      .replaceAll(first.mac.toUpperCase(), '@MAC@')
      .replaceAll(first.mac, '@mac@')
      .replaceAll(firstAddress, '@address@')
      .replaceAll('vm-0', '@name@')
      .replaceAll('staging/Vm0', 'staging/Vm@index@');
  const messages = (path: string): string[] =>
    at(path).lifecycle.precondition.map((condition) => marked(condition.error_message));
  const [systemSizeMessage = '', systemPlaceMessage = ''] = messages('Vm0/SystemDisk');
  const [dataSizeMessage = '', dataPlaceMessage = ''] = messages('Vm0/DataDisk-data');
  return {
    vms,
    common: {
      generationMessage: messages('Debian12/Resource')[0] ?? '',
      volumeXslt: at('Vm0/SystemDisk').xml.xslt,
      domainXslt: marked(at('Vm0/Resource').xml.xslt),
      systemSizeMessage,
      systemPlaceMessage,
      dataSizeMessage,
      dataPlaceMessage,
    },
  };
}

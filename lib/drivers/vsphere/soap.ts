/** The few requests to the vSphere API that no Terraform provider makes, with the credentials that the provider reads. */

import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { VmLifecycleError } from '../../errors';
import { readXml, type XmlObject } from '../common/xml';
import { MachineOperationError } from '../operations';

export interface VsphereApiProps {
  /** Host, with the port where it is not 443. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
  /** Accept any certificate. @default false */
  readonly insecure?: boolean;
}

/** A managed object: its type and id. */
export interface ManagedObject {
  readonly type: string;
  readonly id: string;
}

/** A fault of the API, by the name of its type: `InvalidPowerState`. */
export class VsphereFault extends MachineOperationError {
  constructor(
    readonly fault: string,
    message: string,
  ) {
    super(message);
    this.name = 'VsphereFault';
  }
}

export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };
export type XmlFields = Readonly<Record<string, XmlValue | readonly XmlValue[]>>;

const ANSWER_MS = 60_000;
const POLL_MS = 500;

/**
 * The variables of the Terraform provider: `VSPHERE_SERVER`, `VSPHERE_USER`, `VSPHERE_PASSWORD`,
 * `VSPHERE_ALLOW_UNVERIFIED_SSL`.
 *
 * @throws VmLifecycleError VML071 where one is missing
 */
export function vsphereApiProps(environment: NodeJS.ProcessEnv): VsphereApiProps {
  const given = (name: string): string => environment[`VSPHERE_${name}`] ?? '';
  const missing = ['SERVER', 'USER', 'PASSWORD'].filter((name) => given(name) === '');
  if (missing.length > 0) {
    throw new VmLifecycleError(
      missing.map((name) => ({
        code: 'VML071',
        path: `VSPHERE_${name}`,
        got: 'nothing',
        rule: 'the vSphere API needs an address and credentials',
        fix: 'set it as for the Terraform provider vmware/vsphere',
      })),
    );
  }
  return {
    server: given('SERVER'),
    user: given('USER'),
    password: given('PASSWORD'),
    insecure: ['1', 'true'].includes(given('ALLOW_UNVERIFIED_SSL').toLowerCase()),
  };
}

/** An element of an answer: children by name, a list where there are several; a text where it holds nothing else. */
export type Answer = XmlObject;

export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];

export const fieldsOf = (value: unknown): Answer =>
  typeof value === 'object' && value !== null ? (value as Answer) : {};

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text of an element, with or without attributes. */
export const textOf = (value: unknown): string =>
  stringOf(typeof value === 'string' ? value : fieldsOf(value)['#text']);

/** The type that an element says it has, without its prefix. */
export const typeOf = (value: unknown): string =>
  stringOf(fieldsOf(value)['@type']).replace(/^.*:/, '');

export const referenceIn = (value: unknown): ManagedObject => ({
  type: typeOf(value),
  id: textOf(value),
});

export const reference = ({ type, id }: ManagedObject): XmlValue => ({
  '@type': type,
  '#text': id,
});

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** An element: fields that start with "@" are attributes, "#text" is its text, and a list is so many elements. */
function xml(name: string, value: XmlValue | readonly XmlValue[]): string {
  if (typeof value === 'string') return `<${name}>${escaped(value)}</${name}>`;
  if (isList(value)) return value.map((one) => xml(name, one)).join('');
  const fields = Object.entries(value);
  const attributes = fields
    .filter(([field]) => field.startsWith('@'))
    .map(([field, text]) => ` ${field.slice(1)}="${escaped(text as string)}"`);
  const inside = fields
    .filter(([field]) => !field.startsWith('@'))
    .map(([field, child]) => (field === '#text' ? escaped(child as string) : xml(field, child)));
  return `<${name}${attributes.join('')}>${inside.join('')}</${name}>`;
}

const isList = (value: XmlValue | readonly XmlValue[]): value is readonly XmlValue[] =>
  Array.isArray(value);

/** The service's own objects, by the names that the content of the service has. */
interface ServiceContent {
  readonly sessionManager: ManagedObject;
  readonly searchIndex: ManagedObject;
  readonly propertyCollector: ManagedObject;
}

export class VsphereApi {
  private readonly agent: Agent;
  private session: Promise<ServiceContent> | undefined;
  private cookie = '';
  // vSphere 6.5 and newer know it; the log-in replaces it by the version of the server.
  private apiVersion = '6.5';

  constructor(private readonly props: VsphereApiProps) {
    this.agent = new Agent({ keepAlive: true, rejectUnauthorized: props.insecure !== true });
  }

  /** Ends the session. */
  async close(): Promise<void> {
    try {
      const service = await this.session?.catch(() => undefined);
      if (service !== undefined) await this.call('Logout', service.sessionManager);
    } finally {
      this.session = undefined;
      this.agent.destroy();
    }
  }

  /** The service's objects, once it is logged in. */
  async service(): Promise<ServiceContent> {
    this.session ??= this.logIn();
    return this.session;
  }

  /** Calls a method of an object, and returns its result. */
  async call(method: string, target: ManagedObject, fields: XmlFields = {}): Promise<unknown> {
    const body = {
      [method]: { '@xmlns': 'urn:vim25', _this: reference(target), ...fields },
    };
    const envelope = { '@xmlns': 'http://schemas.xmlsoap.org/soap/envelope/', Body: body };
    const text = `<?xml version="1.0" encoding="UTF-8"?>${xml('Envelope', envelope)}`;
    const answer = fieldsOf(fieldsOf(readXml(await this.post(text), 'vSphere').Envelope).Body);
    const fault = answer.Fault;
    if (fault !== undefined) {
      const { faultstring, detail } = fieldsOf(fault);
      const [name = ''] = Object.keys(fieldsOf(detail));
      const type = name.replace(/Fault$/, '');
      throw new VsphereFault(type, `vSphere: ${method}: ${type}: ${textOf(faultstring)}`);
    }
    return fieldsOf(answer[`${method}Response`]).returnval;
  }

  /** Properties of one object, by their paths; undefined where the object is gone. */
  async properties(
    target: ManagedObject,
    paths: readonly string[],
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { propertyCollector } = await this.service();
    try {
      const result = await this.call('RetrievePropertiesEx', propertyCollector, {
        specSet: {
          propSet: { type: target.type, pathSet: paths },
          objectSet: { obj: reference(target) },
        },
        options: {},
      });
      const [object] = listOf(fieldsOf(result).objects);
      return Object.fromEntries(
        listOf(fieldsOf(object).propSet).map((property) => {
          const { name, val } = fieldsOf(property);
          return [textOf(name), val];
        }),
      );
    } catch (error) {
      if (error instanceof VsphereFault && error.fault === 'ManagedObjectNotFound')
        return undefined;
      throw error;
    }
  }

  /** Starts a task, and waits until it has ended well. */
  async task(
    method: string,
    target: ManagedObject,
    fields: XmlFields = {},
    seconds = 600,
  ): Promise<void> {
    const task = referenceIn(await this.call(method, target, fields));
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const { info } = (await this.properties(task, ['info'])) ?? {};
      const { state, error } = fieldsOf(info);
      if (state === 'success') return;
      if (state === 'error') {
        const { fault, localizedMessage } = fieldsOf(error);
        const type = typeOf(fault);
        throw new VsphereFault(type, `vSphere: ${method}: ${type}: ${textOf(localizedMessage)}`);
      }
      if (Date.now() > deadline) {
        const time = `${String(seconds)} s`;
        throw new MachineOperationError(
          `vSphere: ${method} runs longer than ${time}: see ${task.id}`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  private async logIn(): Promise<ServiceContent> {
    const instance = { type: 'ServiceInstance', id: 'ServiceInstance' };
    const content = fieldsOf(await this.call('RetrieveServiceContent', instance));
    const of = (name: string): ManagedObject => referenceIn(content[name]);
    const sessionManager = of('sessionManager');
    const version = textOf(fieldsOf(content.about).apiVersion);
    if (/^[\d.]+$/.test(version)) this.apiVersion = version;
    const { user, password } = this.props;
    await this.call('Login', sessionManager, { userName: user, password });
    return {
      sessionManager,
      searchIndex: of('searchIndex'),
      propertyCollector: of('propertyCollector'),
    };
  }

  private post(body: string): Promise<string> {
    const { server } = this.props;
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(`https://${server}/sdk`),
        {
          method: 'POST',
          agent: this.agent,
          timeout: ANSWER_MS,
          headers: {
            'Content-Type': 'text/xml; charset=utf-8',
            // A server leaves out of its answers what this version did not know.
            SOAPAction: `urn:vim25/${this.apiVersion}`,
            ...(this.cookie === '' ? {} : { Cookie: this.cookie }),
          },
        },
        (answer) => {
          const [cookie] = (answer.headers['set-cookie'] ?? []).filter((one) =>
            one.startsWith('vmware_soap_session='),
          );
          if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
          let text = '';
          answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          answer.on('error', reject);
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            // Faults come with 500, and say more than the status.
            if (status === 200 || text.includes('Envelope')) resolve(text);
            else {
              const what = `${String(status)} ${answer.statusMessage ?? ''}`;
              reject(new MachineOperationError(`vSphere at ${server} answered ${what}`));
            }
          });
        },
      );
      call.on('timeout', () => {
        call.destroy(new Error(`no answer within ${String(ANSWER_MS / 1000)} s`));
      });
      call.on('error', (error) => {
        reject(new MachineOperationError(`vSphere at ${server}: ${error.message}`));
      });
      call.end(body);
    });
  }
}

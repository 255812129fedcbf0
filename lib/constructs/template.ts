import { TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import type {
  ITemplate,
  TemplateProps as DriverTemplateProps,
  TemplateReference,
} from '../drivers/contract';
import { textProblems } from '../drivers/common/texts';
import { unsupported } from '../drivers/common/unsupported';
import type { Hypervisor } from '../drivers/hypervisor';
import { errorCodes, VmLifecycleError, type Problem } from '../errors';
import type { Control } from '../hardening/control';
import type { CapabilityName } from '../model/capabilities';
import { checkDiskSize, checkTemplate, UNVERSIONED } from '../model/define-template';
import { shown } from '../model/notes';
import type { Size } from '../model/size';
import { checkCertificationDates, type TemplateCertification } from '../model/template-catalog';
import { resolveAttested, type AttestedControls } from './attested-controls';
import { ConstructReader, objectOf } from './read-construct';

/** What is known of a template, wherever it comes from. */
interface TemplateKnowledge {
  /** Size of its system disk in whole GiB. @default - known to the hypervisor only, checked at plan */
  readonly systemDiskSize?: Size;
  /** Controls that the template brings along: their ids, or a pack for all guest controls of it. @default - none */
  readonly attestedControls?: AttestedControls;
  /** Controls of your own that `attestedControls` may name. @default - none */
  readonly additionalControls?: readonly Control[];
  /** Who certified it, and until when it may be used. @default - unknown: it is of no catalog */
  readonly certification?: TemplateCertification;
  /** Generations of the template that VMs may still be clones of. A TemplateCatalog gives them. @default - unknown */
  readonly declaredGenerations?: () => readonly string[];
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** A template that is made from an image, or exists. */
export interface TemplateProps
  extends Omit<DriverTemplateProps, 'attestedControls'>, TemplateKnowledge {}

interface NamedKnowledge extends TemplateKnowledge {
  /** Name without the generation. @default - the name or id on the hypervisor */
  readonly templateName?: string;
  /** Build of the template. @default 'unversioned' */
  readonly generation?: string;
}

/** A template that exists under a name. */
export interface ExistingTemplateProps extends NamedKnowledge {
  /** Name on the hypervisor; with libvirt the path of a volume. Token. */
  readonly existingName: string;
}

/** A template by the id of its VM. */
export interface TemplateVmProps extends NamedKnowledge {
  /** VM id on Proxmox (100 to 999999999), UUID on vSphere. Token. */
  readonly vmId: string | number;
}

/** A template in a content library of vSphere. */
export interface ContentLibraryTemplateProps extends NamedKnowledge {
  /** Name of the content library. Token. */
  readonly library: string;
  /** Name of the item. Token. */
  readonly item: string;
}

/**
 * A template that VMs are cloned from, made from an image file.
 *
 * libvirt: a volume in the storage pool. A template is never replaced: a new generation is a new Template. While a
 * protected VM is a linked clone of it, a plan that would destroy it is refused.
 *
 * @throws VML044 where the hypervisor makes no templates from images; VML030, VML051, VML055 for bad props
 */
export class Template extends Construct implements ITemplate {
  /** A template that exists on the hypervisor, by its name there. */
  static fromName(scope: Construct, id: string, props: ExistingTemplateProps): ITemplate {
    const holder = new Construct(scope, id);
    const { existingName, ...known } = objectOf(props, holder.node.path);
    const reference = { name: existingName };
    return existing(holder, known, 'template.existing', { existingName }, reference);
  }

  /** A template that exists on the hypervisor, by its id there. */
  static fromVmId(scope: Construct, id: string, props: TemplateVmProps): ITemplate {
    const holder = new Construct(scope, id);
    const { vmId: given, ...known } = objectOf(props, holder.node.path);
    const vmId = textOf(given);
    return existing(holder, known, 'template.vm-id', { vmId }, { vmId });
  }

  /** A template that is an item of a content library (vSphere). */
  static fromContentLibraryItem(
    scope: Construct,
    id: string,
    props: ContentLibraryTemplateProps,
  ): ITemplate {
    const holder = new Construct(scope, id);
    const { library, item, ...known } = objectOf(props, holder.node.path);
    const reference = { contentLibraryItem: { library, item } };
    return existing(holder, known, 'template.content-library', { item, library }, reference);
  }

  readonly templateName: string;
  readonly generation: string;
  readonly templateId: string;
  readonly systemDiskSize?: Size;
  readonly reportedDiskBytes?: number;
  readonly reported?: Readonly<Record<string, unknown>>;
  readonly image?: string;
  readonly attestedControls?: readonly string[];
  readonly certification?: TemplateCertification;
  readonly declaredGenerations?: () => readonly string[];

  constructor(scope: Construct, id: string, props: TemplateProps) {
    super(scope, id);
    const { path } = this.node;
    const { templateName, generation, image, systemDiskSize } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(props.hypervisor);
    const texts = textProblems({ templateName, generation, image }, path);
    const others = checkTemplate({ templateName, generation, image, systemDiskSize }, path).filter(
      (problem) => !texts.some((text) => text.path === problem.path),
    );
    const known = knowledge(read, props, path);
    const problems = [
      ...(on ? unsupported(on.driver, 'template.image', `${path}.image`, image) : []),
      ...texts,
      ...others,
      ...known.problems,
      ...read.problems,
    ];
    if (on === undefined || problems.length > 0) throw new VmLifecycleError(problems);
    const { driver } = on;
    const facts = { templateName, generation, image, systemDiskSize };
    const made = driver.createTemplate(this, {
      ...facts,
      attestedControls: known.attestedControls,
    });
    this.templateName = made.templateName;
    this.generation = made.generation;
    this.templateId = made.templateId;
    this.systemDiskSize = made.systemDiskSize;
    this.reportedDiskBytes = made.reportedDiskBytes;
    this.reported = made.reported;
    this.image = made.image;
    this.attestedControls = made.attestedControls;
    this.certification = props.certification;
    this.declaredGenerations = props.declaredGenerations;
  }

  /** Called for each protected linked clone: a plan that would destroy the template is refused from then on. */
  keepForClones(): void {
    const { defaultChild } = this.node;
    if (!TerraformResource.isTerraformResource(defaultChild)) return;
    defaultChild.lifecycle = { ...defaultChild.lifecycle, preventDestroy: true };
  }
}

/** An id that may be a number, which may be a token. */
function textOf(id: string | number): string {
  if (typeof id !== 'number') return id;
  return Token.isUnresolved(id) ? Token.asString(id) : String(id);
}

function existing(
  holder: Construct,
  props: NamedKnowledge,
  capability: CapabilityName,
  names: Readonly<Record<string, string>>,
  reference: TemplateReference,
): ITemplate {
  const { path } = holder.node;
  const read = new ConstructReader(holder);
  const on = read.hypervisor(props.hypervisor);
  const { templateName, generation, systemDiskSize, certification, declaredGenerations } = props;
  const { attestedControls, problems } = knowledge(read, props, path);
  const [[field, name] = ['', '']] = Object.entries(names);
  const all = [
    ...(on ? unsupported(on.driver, capability, `${path}.${field}`, name) : []),
    ...textProblems(names, path, true),
    ...vmIdProblems(names.vmId, path),
    ...textProblems({ templateName, generation }, path),
    ...checkDiskSize(systemDiskSize, path),
    ...problems,
    ...read.problems,
  ];
  if (on === undefined || all.length > 0) throw new VmLifecycleError(all);
  const { driver } = on;
  return {
    templateName: templateName ?? name,
    generation: generation ?? UNVERSIONED,
    ...(systemDiskSize === undefined ? {} : { systemDiskSize }),
    ...(attestedControls === undefined ? {} : { attestedControls }),
    ...(certification === undefined ? {} : { certification }),
    ...(declaredGenerations === undefined ? {} : { declaredGenerations }),
    ...driver.referenceTemplate(holder, reference),
  };
}

/** A number is a VM id of Proxmox VE; anything else is an id that only its hypervisor can judge. */
function vmIdProblems(vmId: unknown, path: string): readonly Problem[] {
  if (
    typeof vmId !== 'string' ||
    Token.isUnresolved(vmId) ||
    !/^(?:-?[\d.]+|NaN|-?Infinity)$/.test(vmId)
  )
    return [];
  if (/^\d+$/.test(vmId) && Number(vmId) >= 100 && Number(vmId) <= 999_999_999) return [];
  const fix = 'give the id of the template, such as 9000';
  return [{ code: 'VML036', path: `${path}.vmId`, got: shown(vmId), rule: errorCodes.VML036, fix }];
}

function knowledge(
  read: ConstructReader,
  { attestedControls, additionalControls, certification }: TemplateKnowledge,
  path: string,
): { attestedControls: readonly string[] | undefined; problems: readonly Problem[] } {
  const attested = resolveAttested(
    attestedControls,
    `${path}.attestedControls`,
    read.controls(additionalControls, 'additionalControls'),
  );
  const dates = checkCertificationDates(certification, `${path}.certification`, (value) =>
    Token.isUnresolved(value),
  );
  return { attestedControls: attested.ids, problems: [...attested.problems, ...dates] };
}

import { Construct } from 'constructs';
import type { ITemplate, TemplateProps as DriverTemplateProps } from '../drivers/contract';
import { textProblems } from '../drivers/common/texts';
import { Hypervisor } from '../drivers/hypervisor';
import type { Size } from '../model/size';
import { throwIfAny } from '../errors';
import { checkTemplate } from '../model/define-template';

export interface TemplateProps extends DriverTemplateProps {
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

export interface ExistingTemplateProps {
  /** Name or id on the hypervisor; with libvirt the path of a volume. Token. */
  readonly existingName: string;
  /** Name without the generation. @default - `existingName` */
  readonly templateName?: string;
  /** Build of the template. @default 'unversioned' */
  readonly generation?: string;
  /** Size of its system disk in whole GiB. @default - known to the hypervisor only, checked at plan */
  readonly systemDiskSize?: Size;
  /** Controls that the template brings along, by id. @default - none */
  readonly attestedControls?: readonly string[];
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/**
 * A template that VMs are cloned from, made from an image file.
 *
 * libvirt: a volume in the storage pool. A template is never replaced: a new generation is a new Template.
 */
export class Template extends Construct implements ITemplate {
  /** A template that exists on the hypervisor. */
  static fromName(scope: Construct, id: string, props: ExistingTemplateProps): ITemplate {
    const { existingName, hypervisor, ...facts } = props;
    const holder = new Construct(scope, id);
    const { templateName, generation } = props;
    throwIfAny([
      ...textProblems({ existingName }, holder.node.path, true),
      ...textProblems({ templateName, generation }, holder.node.path),
    ]);
    return {
      ...facts,
      templateName: props.templateName ?? existingName,
      generation: props.generation ?? 'unversioned',
      ...Hypervisor.of(holder, hypervisor).driver.referenceTemplate(holder, { name: existingName }),
    };
  }

  readonly templateName: string;
  readonly generation: string;
  readonly templateId: string;
  readonly systemDiskSize?: Size;
  readonly reportedDiskBytes?: number;
  readonly image?: string;
  readonly attestedControls?: readonly string[];

  constructor(scope: Construct, id: string, props: TemplateProps) {
    super(scope, id);
    const { hypervisor, ...facts } = props;
    const { templateName, generation, image } = facts;
    const texts = textProblems({ templateName, generation, image }, this.node.path);
    const others = checkTemplate(facts, this.node.path).filter(
      (problem) => !texts.some(({ path }) => path === problem.path),
    );
    throwIfAny([...texts, ...others]);
    const made = Hypervisor.of(this, hypervisor).driver.createTemplate(this, facts);
    this.templateName = made.templateName;
    this.generation = made.generation;
    this.templateId = made.templateId;
    this.systemDiskSize = made.systemDiskSize;
    this.reportedDiskBytes = made.reportedDiskBytes;
    this.image = made.image;
    this.attestedControls = made.attestedControls;
  }
}

import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { ITemplate } from '../drivers/contract';
import type { Hypervisor } from '../drivers/hypervisor';
import { VmLifecycleError } from '../errors';
import { generationName } from '../model/define-template';
import { byPath, member } from '../model/notes';
import {
  checkCatalog,
  chooseGeneration,
  type CatalogTemplates,
  type TemplateSource,
} from '../model/template-catalog';
import { ConstructReader, objectOf } from './read-construct';
import { Template } from './template';
import { todayOf } from './today';

/** Certified templates with their generations. */
export interface TemplateCatalogProps {
  /** Templates by their names, such as `debian-12`; `defineCatalog` checks them once for several stacks. */
  readonly templates: CatalogTemplates;
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

const mark = Symbol.for('vm-lifecycle.TemplateCatalog');
type Holder = IConstruct & { [mark]?: true };

/**
 * The certified templates of an organization, on one hypervisor.
 *
 * Only what VMs ask for is made or looked up. Where a hypervisor makes templates from images (libvirt), the older
 * certified generations of a template in use are made as well, and stay until they are taken out of the catalog: VMs may
 * be linked clones of them. While one is, its removal is refused at plan.
 *
 * In the scope of a catalog, production VMs take their templates from it (VML060).
 *
 * @throws VML030, VML042, VML048, VML055 and VML060 for bad props
 */
export class TemplateCatalog extends Construct {
  /** True where an enclosing scope has a catalog. */
  static isInReach(construct: IConstruct): boolean {
    return construct.node.scopes.some((scope) => (scope as Holder)[mark] === true);
  }

  private readonly templates: CatalogTemplates;
  private readonly hypervisor: Hypervisor;
  /** What was made or referenced, by template and generation. */
  private readonly known = new Map<string, ITemplate>();

  constructor(scope: Construct, id: string, props: TemplateCatalogProps) {
    super(scope, id);
    const { path } = this.node;
    const { templates, hypervisor } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const wrong = checkCatalog(templates, `${path}.templates`, (value) =>
      Token.isUnresolved(value),
    );
    if (on === undefined || wrong.length > 0) {
      throw new VmLifecycleError([...read.problems, ...wrong].sort(byPath));
    }
    this.templates = templates;
    this.hypervisor = on;
    Object.defineProperty(scope, mark, { value: true, configurable: true });
  }

  /**
   * The template of a name: its newest generation that is certified and not past its sunset date, or the given one.
   *
   * VMs that exist keep what they were made from.
   *
   * @throws VML060 where there is none; VML044 where the catalog has no source for the hypervisor
   */
  template(name: string, options: { readonly generation?: string } = {}): ITemplate {
    const path = Object.hasOwn(this.templates, name)
      ? member(`${this.node.path}.templates`, name)
      : `${this.node.path}.template`;
    const { generation, upTo } = chooseGeneration(this.templates, name, {
      path,
      today: todayOf(this),
      pinned: options.generation,
    });
    // Those that need no resource exist anyway.
    const made = upTo.filter((build) => this.sourceOf(name, build)?.image !== undefined);
    for (const build of made) this.declare(name, build, path);
    return this.declare(name, generation, path);
  }

  private declare(name: string, build: string, path: string): ITemplate {
    const key = generationName({ templateName: name, generation: build });
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const template = this.make(name, build, key, path);
    this.known.set(key, template);
    return template;
  }

  private make(name: string, build: string, id: string, path: string): ITemplate {
    const chosen = this.templates[name]?.generations[build];
    if (chosen === undefined) throw new Error(`${id} was chosen, and is not in the catalog`);
    const { operatingSystem } = this.templates[name] ?? {};
    const { certified, sunset, sources, systemDiskSize, attestedControls } = chosen;
    const { driver } = this.hypervisor;
    const source = this.sourceOf(name, build);
    const known = {
      templateName: name,
      generation: build,
      systemDiskSize,
      attestedControls,
      hypervisor: this.hypervisor,
      certification: {
        sunset,
        ...(certified === undefined ? {} : { certified }),
        ...(operatingSystem === undefined ? {} : { operatingSystem }),
      },
      declaredGenerations: () => this.declaredGenerations(name),
    };
    if (source?.image !== undefined)
      return new Template(this, id, { ...known, image: source.image });
    if (source?.existingName !== undefined) {
      return Template.fromName(this, id, { ...known, existingName: source.existingName });
    }
    if (source?.vmId !== undefined) {
      return Template.fromVmId(this, id, { ...known, vmId: source.vmId });
    }
    if (source?.contentLibraryItem !== undefined) {
      return Template.fromContentLibraryItem(this, id, { ...known, ...source.contentLibraryItem });
    }
    throw new VmLifecycleError([
      {
        code: 'VML044',
        path: `${path}.sources`,
        got: Object.keys(sources).sort().join(', ') || 'none',
        rule: `the catalog has no source of ${id} for ${driver.title}`,
        fix: `add sources.${driver.name}`,
      },
    ]);
  }

  private sourceOf(name: string, build: string): TemplateSource | undefined {
    return this.templates[name]?.generations[build]?.sources[this.hypervisor.driver.name];
  }

  /** Generations that VMs may be clones of: those that were made here, and those that exist without us. */
  private declaredGenerations(name: string): readonly string[] {
    return Object.keys(this.templates[name]?.generations ?? {})
      .filter((build) => {
        const source = this.sourceOf(name, build);
        return source !== undefined && (source.image === undefined || this.isKnown(name, build));
      })
      .map((generation) => generationName({ templateName: name, generation }));
  }

  private isKnown(templateName: string, generation: string): boolean {
    return this.known.has(generationName({ templateName, generation }));
  }
}

/** Tags with their categories, and custom attributes: made once per vCenter, whichever machine carries them first. */

import {
  Aspects,
  Lazy,
  TerraformStack,
  type TerraformProvider,
  type TerraformResource,
} from 'cdktf';
import type { Construct } from 'constructs';
import { CustomAttribute } from '@cdktf/provider-vsphere/lib/custom-attribute';
import { DataVsphereCustomAttribute } from '@cdktf/provider-vsphere/lib/data-vsphere-custom-attribute';
import { DataVsphereTag } from '@cdktf/provider-vsphere/lib/data-vsphere-tag';
import { DataVsphereTagCategory } from '@cdktf/provider-vsphere/lib/data-vsphere-tag-category';
import { Tag } from '@cdktf/provider-vsphere/lib/tag';
import { TagCategory } from '@cdktf/provider-vsphere/lib/tag-category';
import { literal } from '../common/literal';
import type { Ownership } from './options';
import { outliveUsers } from './outlive-users';
import { groupOf, idOf } from './resources-lookups';

export interface TagOptions {
  /** Who makes the categories, one for each name of a tag. */
  readonly categories: Ownership;
  /** Who makes the tags, one for each value. */
  readonly values: Ownership;
  /** Stands before the name of each category. */
  readonly prefix: string;
}

/** Kinds of objects that carry tags of this library. */
const associableTypes = ['ResourcePool', 'VirtualMachine'];

/**
 * Makes the tags of a vCenter when they are first needed.
 *
 * Tags may be added to machines, and to their scopes, until the app is synthesized: by later statements, and by Aspects.
 * The resources are made at three moments, each of which finds those of the earlier ones: before Aspects run, when
 * references are prepared; with the Aspects; and after them, when the app is validated.
 */
export class TagRegistry {
  private readonly wanted: (() => Readonly<Record<string, string>>)[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly provider: TerraformProvider,
    private readonly options: TagOptions,
  ) {
    const stack = TerraformStack.of(scope);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack) this.makeAll();
      },
    });
    scope.node.addValidation({
      validate: () => {
        this.makeAll();
        return [];
      },
    });
  }

  /** Ids of the tags that an object carries. List token, complete at synthesis. */
  idsOf(tags: () => Readonly<Record<string, string>>): string[] {
    this.wanted.push(tags);
    return Lazy.listValue({ produce: () => this.make(tags()) }, { omitEmpty: true });
  }

  /** One tag that exists whether or not an object carries it. */
  tag(name: string, value: string, description: string): TerraformResource | undefined {
    const made = this.tagOf(name, value);
    if (!(made instanceof Tag)) return undefined;
    made.description = literal(description);
    return made;
  }

  private makeAll(): void {
    for (const tags of this.wanted) this.make(tags());
  }

  private make(tags: Readonly<Record<string, string>>): string[] {
    return Object.entries(tags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => this.tagOf(name, value).id);
  }

  private tagOf(name: string, value: string): Tag | DataVsphereTag {
    // A tag of vSphere has a name; a label without a value is called like its category.
    const text = value === '' ? name : value;
    const values = groupOf(this.categoryScope(name), 'Values');
    const id = idOf(this.scope, text);
    const found = values.node.tryFindChild(id);
    if (found !== undefined) return found as Tag | DataVsphereTag;
    const { provider } = this;
    const config = { provider, name: literal(text), categoryId: this.category(name).id };
    if (this.options.values === 'existing') return new DataVsphereTag(values, id, config);
    return new Tag(values, id, { ...config, lifecycle: outliveUsers });
  }

  private category(name: string): TagCategory | DataVsphereTagCategory {
    const scope = this.categoryScope(name);
    const found = scope.node.tryFindChild('Category');
    if (found !== undefined) return found as TagCategory | DataVsphereTagCategory;
    const { provider } = this;
    const config = { provider, name: literal(`${this.options.prefix}${name}`) };
    return this.options.categories === 'existing'
      ? new DataVsphereTagCategory(scope, 'Category', config)
      : new TagCategory(scope, 'Category', {
          ...config,
          cardinality: 'SINGLE',
          associableTypes,
          lifecycle: outliveUsers,
        });
  }

  private categoryScope(name: string): Construct {
    return groupOf(groupOf(this.scope, 'Tags'), idOf(this.scope, name));
  }
}

/** Makes, or looks up, the custom attributes of machines when they are first needed. */
export class CustomAttributes {
  constructor(
    private readonly scope: Construct,
    private readonly provider: TerraformProvider,
    private readonly ownership: Ownership | 'none',
  ) {}

  /** Values by the ids of the attributes. */
  byId(values: Readonly<Record<string, string>>): Record<string, string> {
    if (this.ownership === 'none') return {};
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [this.attribute(name).id, value]),
    );
  }

  private attribute(name: string): CustomAttribute | DataVsphereCustomAttribute {
    const scope = groupOf(this.scope, 'CustomAttributes');
    const found = scope.node.tryFindChild(name);
    if (found !== undefined) return found as CustomAttribute | DataVsphereCustomAttribute;
    const { provider } = this;
    return this.ownership === 'existing'
      ? new DataVsphereCustomAttribute(scope, name, { provider, name })
      : new CustomAttribute(scope, name, {
          provider,
          name,
          managedObjectType: 'VirtualMachine',
          lifecycle: outliveUsers,
        });
  }
}

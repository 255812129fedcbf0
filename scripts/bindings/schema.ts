/**
 * The part of `terraform providers schema -json` that decides what the bindings are. Everything
 * else that a Terraform or OpenTofu prints, now or later, is left out when a schema is trimmed.
 */
export interface ProviderSchemas {
  readonly format_version: string;
  readonly provider_schemas: Readonly<Record<string, ProviderSchema>>;
  readonly provider_versions?: Readonly<Record<string, string>>;
}

/** One provider: its own configuration, its resources and its data sources. */
export interface ProviderSchema {
  readonly provider: EntitySchema;
  readonly resource_schemas?: Readonly<Record<string, EntitySchema>>;
  readonly data_source_schemas?: Readonly<Record<string, EntitySchema>>;
}

/** A resource, data source or provider configuration. */
export interface EntitySchema {
  readonly version: number;
  readonly block: BlockSchema;
}

/** Attributes and nested blocks. */
export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, BlockTypeSchema>>;
}

/** A nested block. */
export interface BlockTypeSchema {
  readonly nesting_mode: string;
  readonly block: BlockSchema;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** An attribute, of a plain type or with attributes of its own. */
export interface AttributeSchema {
  readonly type?: unknown;
  readonly nested_type?: NestedTypeSchema;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

/** Attributes of an attribute. */
export interface NestedTypeSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly nesting_mode: string;
}

/** Arguments of a resource, or of a block inside it. */
export interface BlockExtract {
  /** Types as Terraform writes them: `"string"`, `["list", "string"]`. Attributes that cannot be set are left out. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** How often a block may stand; a maximum of 0 is none. */
  readonly blocks: Readonly<
    Record<string, BlockExtract & { readonly min: number; readonly max: number }>
  >;
}

/** What `scripts/schema-extract.ts` writes. */
export interface ProviderExtract {
  readonly resources: Readonly<Record<string, BlockExtract>>;
  readonly data: Readonly<Record<string, BlockExtract>>;
}

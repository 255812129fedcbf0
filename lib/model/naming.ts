/** Naming convention of an environment: a pattern that names are generated from and checked against. */
export interface NamingConvention {
  /**
   * Text with fields in braces: `{environment}-{application}-{role}-{number:2}`.
   * `{number:2}` is a number with two digits; every other field is a word of a-z and 0-9.
   */
  readonly pattern: string;
}

/**
 * Adapts generated code to our compiler settings, where the generator predates them: members that
 * override are marked so (`noImplicitOverride`), and lines do not end in spaces. What the code does
 * stays the same.
 */
export function adapt(code: string): string {
  return (code.includes(' extends cdktf.TerraformProvider ') ? overrideAlias(code) : code)
    .replace(/^( +protected )(synthesize(?:Hcl)?Attributes\()/gm, '$1override $2')
    .replace(
      /constructor\(protected terraformResource: (.+?), protected terraformAttribute: string, protected wrapsSet: boolean\)/g,
      'constructor(protected override terraformResource: $1, protected override terraformAttribute: string, protected override wrapsSet: boolean)',
    )
    .replace(/[ \t]+$/gm, '');
}

/** Only a provider inherits `alias`; a resource may have an argument of that name. */
function overrideAlias(code: string): string {
  return code.replace(/^( +public )([gs]et alias\()/gm, '$1override $2');
}

import {
  App,
  DefaultTokenResolver,
  Fn,
  Lazy,
  StringConcat,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
  Tokenization,
} from 'cdktf';
import {
  jsonDocument,
  literal,
  optionalLiteral,
  shellWord,
  shortDigest,
} from '../../../../lib/drivers/common/literal';
import { hostileTexts, isEvaluated } from './hostile';

// That Terraform gives back what was written is proved with Terraform itself: __tests__/e2e/literals.test.ts

function stackOf(): TerraformStack {
  return new TerraformStack(Testing.stubVersion(new App({ stackTraces: false })), 'literals');
}

/** What is written into cdk.tf.json. */
function resolved(text: string, scope: TerraformStack): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(text, { scope, resolver, preparing: false }));
}

const stack = stackOf();
const token = new TerraformVariable(stack, 'region', { type: 'string' }).stringValue;
const resolve = (text: string): string => resolved(text, stack);

describe('a text', () => {
  test.each([
    ['plain', 'plain'],
    ['${file("/etc/hostname")}', '$${file("/etc/hostname")}'],
    ['%{ if true }x%{ endif }', '%%{ if true }x%%{ endif }'],
    ['$${x}', '$$${x}'],
    ['$', '$'],
    ['100%', '100%'],
    ['{}', '{}'],
  ])('%j is written as %j', (text, expected) => {
    expect(literal(text)).toBe(expected);
    expect(resolve(literal(text))).toBe(expected);
  });

  test.each(hostileTexts)('%j leaves nothing to evaluate', (text) => {
    expect(isEvaluated(resolve(literal(text)))).toBe(false);
    expect(isEvaluated(resolve(jsonDocument({ [text]: text })))).toBe(false);
  });

  test('is left out where none is given', () => {
    expect(optionalLiteral(undefined)).toBeUndefined();
    expect(optionalLiteral('${x}')).toBe('$${x}');
  });
});

describe('a token', () => {
  test.each([
    [`a ${token} b`, 'a ${var.region} b'],
    [`$${token}`, '${"$"}${var.region}'],
    [`$$${token}`, '${"$$"}${var.region}'],
    [`%${token}`, '%${var.region}'],
    [`${token}$`, '${var.region}${"$"}'],
    [`\${x}${token}`, '${"$"}{x}${var.region}'],
    // cdktf would take the token for a part of the expression that "${" opens.
    [`\${file("${token}")}`, '${"$"}{file("${var.region}")}'],
    [`%{ if ${token} }`, '%%{ if ${var.region} }'],
  ])('stays alive in %j', (text, expected) => {
    expect(resolve(literal(text))).toBe(expected);
  });

  test('is encoded by Terraform within a document', () => {
    expect(resolve(jsonDocument({ a: `<${token}>` }))).toBe(
      '{\n  "a": "<${trimsuffix(trimprefix(jsonencode(var.region), "\\""), "\\"")}>"\n}',
    );
  });

  test('of a function or made lazily stays alive too', () => {
    const lazy = Lazy.stringValue({ produce: () => 'later' });
    expect(resolve(literal(`${Fn.upper(token)} ${lazy}`))).toBe('${upper(var.region)} later');
  });
});

describe('a document', () => {
  test('holds exactly the data', () => {
    const data = { text: 'a\n"b"\\', list: [1, true, null], nested: { deep: ['x'] } };
    expect(JSON.parse(jsonDocument(data))).toEqual(data);
  });
});

describe('a digest', () => {
  test('is 12 hexadecimal digits of SHA-256', () => {
    expect(shortDigest('hello')).toBe('2cf24dba5fb0');
  });

  test('has a part that Terraform computes where the text holds tokens', () => {
    expect(resolve(shortDigest(`a ${token}`))).toMatch(
      /^[0-9a-f]{12}-\$\{substr\(sha256\(jsonencode\(\[var\.region\]\)\), 0, 12\)\}$/,
    );
  });

  test('does not depend on what else the app contains', () => {
    const digest = (others: number): string => {
      const own = stackOf();
      for (let i = 0; i < others; i++) Token.asString({ resolve: () => i });
      const { stringValue } = new TerraformVariable(own, 'region', { type: 'string' });
      return resolved(shortDigest(`a ${stringValue}`), own);
    };
    expect(digest(0)).toBe(digest(7));
  });

  test('differs with the text around the token', () => {
    expect(resolve(shortDigest(`a ${token}`))).not.toBe(resolve(shortDigest(`b ${token}`)));
  });
});

describe('a word for the shell', () => {
  test.each([
    ['plain', "'plain'"],
    ["it's", "'it'\\''s'"],
    ['$HOME `id` "x" \\', `'$HOME \`id\` "x" \\'`],
    ['', "''"],
  ])('%j is quoted as %s', (text, expected) => {
    expect(shellWord(text)).toBe(expected);
  });

  test('has its tokens quoted by Terraform', () => {
    expect(resolve(shellWord(`echo ${token}`))).toBe(
      `'echo \${replace(var.region, "'", "'\\"'\\"'")}'`,
    );
  });
});

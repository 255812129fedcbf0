import { Fn, Token } from 'cdktf';

/** A text inside an expression of Terraform. Tokens are expressions already. */
export function quoted(text: string): string {
  return Token.isUnresolved(text) ? `tostring(${text})` : Token.asString(Fn.rawString(text));
}

import { Token, type IResolvable } from 'cdktf';

/** A value that is made when its stack is written, from data in which there are tokens in texts only. */
export class LateValue implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(readonly produce: () => unknown) {}

  /** As a token, for whatever else resolves it. */
  resolve(): unknown {
    return this.produce();
  }

  toString(): string {
    return Token.asString(this);
  }
}

import type { IConstruct } from 'constructs';
import { textProblems } from '../drivers/common/texts';
import { throwIfAny } from '../errors';

const mark = Symbol.for('vm-lifecycle.tags');
type Tagged = IConstruct & { [mark]?: Record<string, string> };

/** Names and values for all VMs in a scope; a VM's own tags win over those of its scopes. */
export class Tags {
  static of(scope: IConstruct): Tags {
    return new Tags(scope);
  }

  /** The tags of a construct: those of all its scopes, the nearest last. */
  static collect(construct: IConstruct): Record<string, string> {
    return Object.assign(
      {},
      ...construct.node.scopes.map((scope) => (scope as Tagged)[mark] ?? {}),
    ) as Record<string, string>;
  }

  private constructor(private readonly scope: Tagged) {}

  /** Adds a tag, also for VMs that exist already. Values may be tokens. */
  add(name: string, value: string): this {
    const path = `${this.scope.node.path}.tags`;
    throwIfAny([
      ...textProblems({ name }, path, true),
      ...(value === '' ? [] : textProblems({ [name]: value }, path, true)),
    ]);
    this.scope[mark] = { ...this.scope[mark], [name]: value };
    return this;
  }
}

import type { IConstruct } from 'constructs';

/** False for what `tryRemoveChild` has taken out of the app. */
export function isInTree(construct: IConstruct): boolean {
  const { scopes } = construct.node;
  return scopes.every((scope, index) => {
    const child = scopes[index + 1];
    return child === undefined || scope.node.tryFindChild(child.node.id) === child;
  });
}

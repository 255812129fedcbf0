/**
 * Lifecycle of what others refer to: it is destroyed after they have let go of it. Terraform destroys before it updates
 * otherwise, and vCenter then refuses: a tag that is gone cannot be detached, a pool with machines not be removed.
 */
export const outliveUsers = { createBeforeDestroy: true } as const;

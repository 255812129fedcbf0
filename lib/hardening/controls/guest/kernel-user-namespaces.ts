import { sysctlControl } from '../sysctl-control';

/** Rootless containers and sandboxes of browsers do not work with it. */
export const kernelUserNamespaces = sysctlControl({
  id: 'guest.kernel.user-namespaces',
  title: 'only root makes user namespaces',
  sources: ['Debian kernel: unprivileged_userns_clone', 'KSPP user.max_user_namespaces (stricter)'],
  level: 'strict',
  parameters: { 'kernel.unprivileged_userns_clone': 0 },
});

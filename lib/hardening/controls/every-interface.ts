/**
 * Kernel parameters of every network interface. `all` and `default` alone miss interfaces that are up before the
 * parameters are set: for IPv6 the kernel then goes by the interface's own value.
 */
export function everyInterface(
  family: 'ipv4' | 'ipv6',
  parameters: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`net.${family}.conf.*.${name}`, value]),
  );
}

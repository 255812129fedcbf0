import type { VirtualMachine } from '../model/virtual-machine';
import { shellQuote } from './shell';

/**
 * Shell functions for the observations of guest controls. What is slow to ask is asked once, into files.
 *
 * - `kernel_parameters NAME...`: `name = value`, with every distinct value where `*` stands for the interfaces
 * - `sshd_options NAME...`: `name value`, as sshd resolves it for root and for the management account
 * - `kernel_modules NAME...`: `name denied`, `name allowed` or `name loaded`
 * - `firewall_table NAME`: the rules that the kernel has, addresses left out (they may be known to Terraform alone), and
 *    whether the whole table is what /etc/nftables.conf makes of it
 * - `audit_rules`: how many of the rules on its input the kernel has, and those that it has not
 * - `in_force UNIT FILE`: whether the unit was started after its file was last changed
 * - `mode FILE...`: mode and owner of each file that exists
 */
export function observationPrelude(vm: VirtualMachine): string {
  return `
LC_ALL=C; export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
facts=$(mktemp -d) || exit 1
trap 'rm -rf "$facts"' EXIT
sysctl -a > "$facts/sysctl" 2> /dev/null
for user in root ${shellQuote(vm.guest.managementAccount)}; do
  timeout 30 sshd -T -C "user=$user,host=localhost,addr=127.0.0.1"
done > "$facts/sshd" 2>&1
auditctl -l > "$facts/audit-rules" 2>&1
auditctl -s > "$facts/audit-status" 2>&1
nft -s list ruleset > "$facts/nft-running" 2>&1
# An empty network namespace tells how nft prints what the file says.
timeout 30 unshare --net sh -c 'nft -f /etc/nftables.conf && nft -s list ruleset' > "$facts/nft-configured" 2>&1

distinct() { # FILE SEPARATOR NAME...: each name with its distinct values
  awk -v separator="$2" '
    BEGIN {
      for (i = 3; i < ARGC; i++) {
        wanted[i] = ARGV[i]; pattern = ARGV[i]
        gsub(/[.]/, "[.]", pattern); gsub(/[*]/, "[^.]+", pattern)
        expression[i] = "^" pattern "$"; delete ARGV[i]
      }
      last = ARGC; delete ARGV[2]
    }
    {
      at = index($0, separator); if (at == 0) next
      name = substr($0, 1, at - 1); value = substr($0, at + length(separator))
      gsub(/[ \\t]+/, " ", value)
      for (i = 3; i < last; i++)
        if (name ~ expression[i] && !seen[i, value]++) {
          if (found[i]++) values[i] = values[i] " and "
          values[i] = values[i] value
        }
    }
    END { for (i = 3; i < last; i++) print wanted[i] separator (found[i] ? values[i] : "(not set)") }
  ' "$@"
}
kernel_parameters() { distinct "$facts/sysctl" ' = ' "$@"; }
sshd_options() { distinct "$facts/sshd" ' ' "$@"; }
kernel_modules() {
  for module; do
    if grep -q "^$(echo "$module" | tr - _) " /proc/modules; then echo "$module loaded"
    elif modprobe -n -v "$module" 2>&1 | grep -q '^install /bin/false'; then echo "$module denied"
    else echo "$module allowed"; fi
  done
}
table_of() { sed -n "/^table inet $1 {/,/^}/p" "$2"; }
firewall_table() {
  table_of "$1" "$facts/nft-running" > "$facts/running"
  table_of "$1" "$facts/nft-configured" > "$facts/configured"
  sed -n -E 's/(ip6? [sd]addr (!= )?)[0-9a-f.:\\/]+/\\1(address)/; s/^\\t\\t+(.*)/\\1/p' "$facts/running"
  if test -s "$facts/running" && cmp -s "$facts/running" "$facts/configured"; then echo 'as in /etc/nftables.conf'
  else echo 'not as in /etc/nftables.conf'; fi
}
audit_rules() {
  cat > "$facts/wanted"
  grep -Fxv -f "$facts/audit-rules" "$facts/wanted" > "$facts/missing"
  total=$(wc -l < "$facts/wanted"); missing=$(wc -l < "$facts/missing")
  echo "$((total - missing)) of $total rules loaded"
  sed 's/^/missing: /' "$facts/missing"
}
in_force() {
  started=$(date -d "$(systemctl show -P ActiveEnterTimestamp "$1")" +%s 2> /dev/null)
  changed=$(stat -c %Y "$2" 2> /dev/null)
  state=$(systemctl is-active "$1")
  if test "$state" = active && test -n "$started" && test -n "$changed" && test "$started" -ge "$changed"
  then echo "$1 active with $2"; else echo "$1 $state, not started since $2 changed"; fi
}
mode() { for file; do test ! -e "$file" || stat -c '%n %a %U:%G' "$file"; done; }
`;
}

#!/bin/sh
# Runs on the host, as a hook of mmdebstrap, when all packages are installed: customize.sh ROOT
# Here is what makes the boot quick; each of these costs seconds where the CPU is emulated.
set -eu
root=$1
recipe=$(dirname "$0")

mask() { chroot "$root" systemctl --quiet mask "$@"; }
disable() { chroot "$root" systemctl --quiet disable "$@"; }
enable() { chroot "$root" systemctl --quiet enable "$@"; }

mask systemd-networkd-wait-online.service    # there may be no network; who needs one waits for it
mask e2scrub_all.timer e2scrub_reap.service  # work on LVM only
mask systemd-repart.service                  # cloud-init grows the root; this loads two modules to do nothing
mask sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount
mask proc-sys-fs-binfmt_misc.automount systemd-binfmt.service
mask systemd-journald-audit.socket           # auditd keeps these records; the journal need not, too
disable unattended-upgrades.service          # only holds up shutdowns; the timers, which upgrade, stay
disable lynis.timer                          # measured on request, not each night
disable cloud-init-hotplugd.socket           # the seed cannot change while the machine runs
disable getty@tty1.service                   # no video; logins are on ttyS0
enable systemd-networkd.service systemd-resolved.service nftables.service
disable systemd-network-generator.service    # reads ip= from the kernel command line

# Generators that look for things which this image does not have.
generators="$root/etc/systemd/system-generators"
mkdir -p "$generators"
for name in systemd-bless-boot systemd-gpt-auto systemd-hibernate-resume systemd-integritysetup \
  systemd-rc-local systemd-veritysetup; do
  ln -s /dev/null "$generators/$name-generator"
done
# The only task of this one would be to say yes, after seconds of shell script.
ln -s /dev/null "$generators/cloud-init-generator"
ln -s /lib/systemd/system/cloud-init.target "$root/etc/systemd/system/multi-user.target.wants/"

# Profiles of programs that no server has; and a cache of the others, which would be compiled at the first boot.
# apparmor-features is what the kernel says that it can (the file .features of a guest's cache); should another
# kernel say something else, the guest compiles its own.
mkdir -p "$root/etc/apparmor.d/disable"
ln -s ../lsb_release ../nvidia_modprobe "$root/etc/apparmor.d/disable/"
cp "$recipe/apparmor-features" "$root/tmp/apparmor-features"
for profile in sbin.dhclient usr.sbin.chronyd; do
  chroot "$root" apparmor_parser --quiet --kernel-features /tmp/apparmor-features --skip-kernel-load --write-cache \
    --cache-loc /var/cache/apparmor "/etc/apparmor.d/$profile"
done
rm "$root/tmp/apparmor-features"

#!/bin/bash
# Makes a root folder into a template: nothing that names one machine or one build is left. finish.sh ROOT
set -euo pipefail
root=$1

# Identity: systemd makes a machine-id where the file is empty (and does not take it for a first boot, which would
# reset all units to their presets); cloud-init makes host keys and the host name.
: > "$root/etc/machine-id"
rm -f "$root"/var/lib/dbus/machine-id "$root"/etc/hostname "$root"/etc/ssh/ssh_host_* \
  "$root"/var/lib/systemd/random-seed "$root"/var/lib/systemd/credential.secret
rm -rf "$root"/var/lib/cloud "$root"/root/.bash_history "$root"/root/.ssh
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"

# Traces of the build.
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/apt.conf.d/99mmdebstrap "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap
rm -f "$root"/etc/.resolv.conf.systemd-resolved.bak "$root"/var/cache/apt-show-versions/*
rm -rf "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
rm -f "$root"/etc/{passwd,shadow,group,gshadow,subuid,subgid}-
# acct does not start without its (empty) file
find "$root"/var/log "$root"/tmp "$root"/var/tmp "$root"/run -mindepth 1 -type f ! -name pacct -delete
# The date of the last change of a password is the day of the build.
sed -i -E "s/^([^:]*:[^:]*):[0-9]+:/\1:$((SOURCE_DATE_EPOCH / 86400)):/" "$root/etc/shadow"

find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

#!/bin/sh
# Runs on the host, as a hook of mmdebstrap, before the packages are installed: essential.sh ROOT
# The overlay comes this early so that the initramfs is made once, and rightly.
set -eu
root=$1
recipe=$(dirname "$0")

# Not `cp -a`: owner and mode must not depend on the checkout.
(cd "$recipe/overlay" && find . -type f) | while read -r file; do
  mode=0644
  [ -x "$recipe/overlay/$file" ] && mode=0755
  install -D -o root -g root -m "$mode" "$recipe/overlay/$file" "$root/$file"
done
mkdir -p "$root/boot/efi"
sed -i "s/@ROOT_UUID@/$ROOT_UUID/; s/@ESP_UUID@/$ESP_UUID/" "$root/etc/fstab" "$root/boot/grub/grub.cfg"

chroot "$root" debconf-set-selections < "$recipe/debconf.txt"

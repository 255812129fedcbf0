#!/bin/bash
# Builds the golden image from Debian packages, as root, without loop devices or mounts of images.
#
#   build.sh WORK [MIRROR...]
#
# WORK is an empty folder; afterwards it holds image.qcow2, packages.txt (name=version) and release.txt.
# MIRRORs are lines of sources.list; without any, mmdebstrap's own for the suite hold. What ends up in the
# image is decided by the files of this folder and the versions of Debian's packages, and by nothing else.
set -euo pipefail
unset "${!LC_@}" "${!DEB_@}" LANGUAGE PYTHONDONTWRITEBYTECODE
export LANG=C TZ=UTC DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$1
shift
cd "$work"

export SOURCE_DATE_EPOCH=1767225600 E2FSPROGS_FAKE_TIME=1767225600
export ROOT_UUID=6b1f3c52-6f5c-4a2f-9d0e-5f0f1c1a2b01 ESP_UUID=6B1F-3C52
suite=bookworm
disk_mib=3072
esp_mib=64
mib=$((1024 * 1024))

step() { echo "==> $*"; }

step 'installing packages'
packages=$(sed 's/#.*//' "$recipe/packages.txt" | xargs | tr ' ' ,)
mmdebstrap --quiet --mode=root --variant=minbase --architectures=amd64 --format=directory \
  --include="$packages" \
  --essential-hook="'$recipe/essential.sh' \"\$1\"" \
  --customize-hook="'$recipe/customize.sh' \"\$1\"" \
  "$suite" root "$@"

step 'removing what must not be shared by machines'
"$recipe/finish.sh" root
dpkg-query --admindir=root/var/lib/dpkg --show --showformat='${Package}=${Version}\n' | sort > packages.txt
cat root/etc/debian_version > release.txt

step 'making the file systems'
truncate -s "${esp_mib}M" esp.img
mkfs.vfat --invariant -n ESP -i "${ESP_UUID/-/}" esp.img > /dev/null
mkdir -p esp/EFI/BOOT esp/EFI/debian
cp /usr/lib/shim/shimx64.efi.signed esp/EFI/BOOT/BOOTX64.EFI
cp /usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed esp/EFI/BOOT/grubx64.efi
sed "s/@ROOT_UUID@/$ROOT_UUID/" "$recipe/esp-grub.cfg" > esp/EFI/debian/grub.cfg
find esp -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
mcopy -i esp.img -s -m esp/EFI ::/

root_mib=$((disk_mib - esp_mib - 2))
truncate -s "${root_mib}M" root.img
mke2fs -q -t ext4 -L root -U "$ROOT_UUID" -O '^orphan_file,^metadata_csum_seed' \
  -E "hash_seed=$ROOT_UUID,lazy_itable_init=0,lazy_journal_init=0,nodiscard" -d root root.img
# mke2fs takes access and change times from the build's own files: set all to the one fixed date.
(cd root && find . -printf 'set_inode_field "/%P" atime @0\n' | sed "p; s/ atime @0$/ ctime @0/") |
  sed "s/@0$/@$SOURCE_DATE_EPOCH/" > times.debugfs
debugfs -w -f times.debugfs root.img > /dev/null 2> debugfs.log
e2fsck -fn root.img > /dev/null

step 'assembling the disk'
truncate -s "${disk_mib}M" disk.img
sfdisk --quiet disk.img << TABLE
label: gpt
label-id: 0E3B6E3C-8D1B-4C0B-9C5B-3B6E5A7D1C00
start=1MiB, size=${esp_mib}MiB, type=U, uuid=0E3B6E3C-8D1B-4C0B-9C5B-3B6E5A7D1C01, name=esp
start=$((esp_mib + 1))MiB, size=${root_mib}MiB, type=L, uuid=0E3B6E3C-8D1B-4C0B-9C5B-3B6E5A7D1C02, name=root
TABLE
dd if=esp.img of=disk.img bs=$mib seek=1 conv=notrunc,sparse status=none
dd if=root.img of=disk.img bs=$mib seek=$((esp_mib + 1)) conv=notrunc,sparse status=none
qemu-img convert -c -O qcow2 -o compat=1.1,compression_type=zstd disk.img image.qcow2

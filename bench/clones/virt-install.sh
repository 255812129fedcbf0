#!/bin/sh
# Linked clones one after another, as administrators make them with virt-install. Usage: virt-install.sh NAME...
# From the environment: FOLDER of seeds, POOL folder, TEMPLATE, NETWORK, CPUS, MEMORY in MiB, DOMAIN_TYPE, and BARE=1 for
# machines without vTPM and seed.
set -eu
for name in "$@"; do
  qemu-img create -q -f qcow2 -F qcow2 -b "$TEMPLATE" "$POOL/$name.system.qcow2"
  if [ -z "${BARE-}" ]; then
    genisoimage -quiet -joliet -rational-rock -volid cidata -output "$POOL/$name.seed.iso" \
      "$FOLDER/$name/user-data" "$FOLDER/$name/meta-data" "$FOLDER/$name/network-config" 2>/dev/null
    extra="--tpm model=tpm-crb,backend.type=emulator,backend.version=2.0 --disk $POOL/$name.seed.iso,device=cdrom,bus=scsi"
  else
    extra=""
  fi
  # shellcheck disable=SC2086 # $extra is a list of options
  virt-install --quiet --name "$name" --virt-type "$DOMAIN_TYPE" --machine q35 --cpu mode=maximum \
    --vcpus "$CPUS" --memory "$MEMORY" --osinfo linux2020 --import --noautoconsole \
    --boot loader=/usr/share/OVMF/OVMF_CODE_4M.ms.fd,loader.readonly=yes,loader.type=pflash,loader.secure=yes,nvram.template=/usr/share/OVMF/OVMF_VARS_4M.ms.fd \
    --features smm.state=on --controller scsi,model=virtio-scsi --controller usb,model=none \
    --disk "$POOL/$name.system.qcow2,bus=virtio" \
    --network "network=$NETWORK,model=virtio,filterref.filter=clean-traffic" \
    --graphics none --video none --memballoon none $extra
done

#!/bin/bash
# A libvirtd in its own mount, network and process namespaces.
#
#   private-libvirtd.sh launch <root> <program and arguments of the services>
#       records itself, and becomes `unshare`, which runs this script again as the first process
#       of the new namespaces: when either process dies, everything inside dies.
#   private-libvirtd.sh inside <root> <program and arguments of the services>
#
# What it changes on the host: nothing outside <root>. (The kernel loads modules as it needs them.)
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022

# Functions: bash reads a script as it goes, and this one runs for days while its file may change.
launch() {
  local root=$1
  # Descriptor 9 locks out a second start; it stays open in `unshare` and goes with it. Waiting a
  # moment lets one that is just ending go.
  exec 9>"$root/state/hypervisor.lock"
  flock --wait 2 9 || exit 75
  # Recorded before it exists, so that no interruption leaves one that nobody can stop. A process
  # id alone may be another process tomorrow: its start time and the boot make it unique.
  stat=$(cat /proc/$$/stat)
  read -r -a fields <<<"${stat##*) }"
  printf '{"pid":%d,"startTime":"%s","bootId":"%s"}\n' \
    $$ "${fields[19]}" "$(cat /proc/sys/kernel/random/boot_id)" >"$root/state/hypervisor.json.new"
  mv "$root/state/hypervisor.json.new" "$root/state/hypervisor.json"
  # "slave": what the host unmounts is unmounted here too, and nothing mounted here gets out.
  exec unshare --mount --net --pid --fork --kill-child --mount-proc --propagation slave \
    /bin/bash "$0" inside "$@"
}

inside() {
  local root=$1
  shift
  exec 9>&-

  # --- folders of its own in place of the host's -----------------------------------------------
  mkdir -p "$root"/{run,lib,log/libvirt/qemu,cache/libvirt,images,swtpm-localca}
  chmod 0711 "$root" "$root/images" "$root/lib"
  chmod 0755 "$root/run" "$root/log" "$root/cache"
  chown --reference=/var/lib/swtpm-localca "$root/swtpm-localca"
  chmod 0750 "$root/swtpm-localca"
  # Sockets and status files of an earlier run describe processes that are gone.
  find "$root/run" -mindepth 1 -delete

  mount --bind "$root/lib" /var/lib/libvirt
  mount --bind "$root/swtpm-localca" /var/lib/swtpm-localca
  mount --bind "$root/etc" /etc/libvirt
  mount --bind "$root/log" /var/log
  mount --bind "$root/cache" /var/cache
  # An empty /run: no D-Bus (machined, firewalld, logind of the host), no udev, no lock files shared.
  mount -t tmpfs -o mode=0755 tmpfs /run
  mkdir -p /run/libvirt /run/lock
  mount --bind "$root/run" /run/libvirt
  # libvirt makes this one with the first vTPM, and of two that start at once the second fails ("File exists"). It sets the owner
  # itself.
  mkdir -p /run/libvirt/qemu/swtpm
  # Where guests fail under KVM, libvirt's own probe of it takes most of a minute before it gives up. Nobody may open what
  # stands in its place: where a KVM that QEMU did not find seems to be usable, libvirt probes QEMU anew for each definition.
  if [ "${VM_LIFECYCLE_LAB_DOMAIN_TYPE-}" = qemu ] && [ -e /dev/kvm ]; then
    mknod --mode=0000 /run/no-kvm c 1 3
    mount --bind /run/no-kvm /dev/kvm
  fi
  # /sys shows the network devices of the namespace it was mounted in.
  mount -t sysfs sysfs /sys

  # --- network: no way out, and something to talk to ---------------------------------------------
  ip link set lo up
  ip address add 192.0.2.10/32 dev lo
  ip address add 192.0.2.20/32 dev lo

  # --- programs ------------------------------------------------------------------------------------
  # Guests get SIGTERM as well when the hypervisor is stopped: QEMU then closes its disks properly.
  # kill -1 reaches only what is in this process namespace.
  stopping=
  finish() {
    stopping=1
    kill -TERM -1 2>/dev/null || true
  }
  trap finish TERM INT HUP

  "$@" &
  services=$!
  for _ in $(seq 100); do
    [ -e /run/libvirt/services-ready ] && break
    kill -0 "$services" 2>/dev/null || { echo 'the log collector ended' >&2; exit 1; }
    sleep 0.1
  done

  libvirtd --pid-file /run/libvirtd.pid &
  libvirtd=$!

  # This shell stays: as the first process it is the one that reaps orphans, and libvirtd waits for
  # ever for a QEMU that nobody reaps. Whichever of the two ends first, the whole ends.
  wait -n "$services" "$libvirtd" || true
  [ -n "$stopping" ] || { echo 'the log collector or libvirtd ended by itself' >&2; finish; }
  for _ in $(seq 50); do
    left=(/proc/[0-9]*)
    [ "${#left[@]}" -le 1 ] && break
    sleep 0.1
  done
  exit 0
}

case ${1:-} in
  launch | inside) "$@"; exit ;;
  *) echo "usage: $0 launch|inside <root> <program and arguments of the services>" >&2; exit 2 ;;
esac

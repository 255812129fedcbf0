"""What the cluster has from the start: storages and two generations of a template."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

from fakepve.lxc import format_size
from fakepve.model import FakeVm

from .guests import Guests

GIB = 1024**3
SHARED = "ceph-vms"


@dataclass(frozen=True)
class Template:
    vmid: int
    name: str
    mac: str
    node: str = "pve1"


TEMPLATES = (
    Template(9000, "debian-12-20261101", "BC:24:11:0A:90:00"),
    Template(9001, "debian-12-20261115", "BC:24:11:0A:90:01"),
)
# Drive, bytes, and its options, in the order in which they were made.
IMAGES = (
    ("scsi0", 4 * GIB, "discard=on,iothread=1", ",ssd=1"),
    ("efidisk0", 528 * 1024, "efitype=4m,pre-enrolled-keys=1", ""),
    ("tpmstate0", 4 * 1024**2, "", ",version=v2.0"),
)


def storages() -> dict[str, dict[str, Any]]:
    """Local ones exist on every node, with other contents on each."""
    common: dict[str, Any] = {"active": 1}
    return {
        "local": {
            **common,
            "type": "dir",
            "path": "/var/lib/vz",
            "content": "backup,import,iso,snippets,vztmpl",
        },
        "local-lvm": {
            **common,
            "type": "lvmthin",
            "vgname": "pve",
            "thinpool": "data",
            "content": "images,rootdir",
        },
        "local-zfs": {
            **common,
            "type": "zfspool",
            "pool": "rpool/data",
            "sparse": 1,
            "content": "images,rootdir",
        },
        SHARED: {
            **common,
            "type": "rbd",
            "pool": "vms",
            "monhost": "192.0.2.21 192.0.2.22 192.0.2.23",
            "username": "admin",
            "content": "images,rootdir",
            "shared": 1,
        },
        "backup": {
            **common,
            "type": "nfs",
            "path": "/mnt/pve/backup",
            "server": "192.0.2.30",
            "export": "/srv/backup",
            "content": "backup,import,iso,snippets",
            "prune-backups": "keep-all=1",
            "shared": 1,
        },
    }


class Seed(Guests):
    """Makes the first state, and templates again."""

    def seed(self) -> None:
        self.storages = {
            name: {**store, "files": set(), "volumes": {}} for name, store in storages().items()
        }
        # Without it the firewalls of the machines have no effect.
        self.firewall_config("cluster")["options"]["enable"] = 1
        for template in TEMPLATES:
            self.make_template(template.vmid, template.name, template.node, template.mac)

    def make_template(self, vmid: int, name: str, node: str, mac: str) -> FakeVm:
        """A Debian template with UEFI, Secure Boot keys and a TPM, as a pipeline makes it."""
        vm = FakeVm(vmid, name, node=node, template=True)
        for key, size, before, after in IMAGES:
            volid, _ = self._qm_alloc(SHARED, vmid, "raw", size)
            base = self._qm_rename_volume(volid)
            parts = [base, before, f"size={format_size(self.volume_size(base))}{after}"]
            vm.config[key] = ",".join(part for part in parts if part)
        vm.config.update(
            {
                "agent": "enabled=1",
                "bios": "ovmf",
                "boot": "order=scsi0",
                "cores": 2,
                "cpu": "x86-64-v2-AES",
                "description": f"Debian 12, generation {name.rpartition('-')[2]}",
                "machine": "q35",
                "memory": 2048,
                "meta": f"creation-qemu=10.1.2,ctime={int(time.time())}",
                "name": name,
                "net0": f"virtio={mac},bridge=vmbr0",
                "numa": 0,
                "ostype": "l26",
                "scsihw": "virtio-scsi-single",
                "serial0": "socket",
                "smbios1": f"uuid={uuid.uuid4()}",
                "sockets": 1,
                "template": 1,
                "vmgenid": str(uuid.uuid4()),
            }
        )
        self.vms.append(vm)
        return vm

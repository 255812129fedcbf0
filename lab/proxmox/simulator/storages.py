"""Storage definitions, and what lies on which node (PVE::API2::Storage::Config, PVE::Storage)."""

from __future__ import annotations

import hashlib
import json
import re
import secrets

from fakepve.routing import die, split_list

from .access import Access, Values
from .formats import check_prune

# PVE::Storage::Plugin, @SHARED_STORAGE: shared whatever their definition says.
ALWAYS_SHARED = ("iscsi", "nfs", "cifs", "rbd", "cephfs", "iscsidirect", "zfs", "pbs")
# Smallest step of an image's size, in bytes.
MIB = 1024**2
STEP = {"rbd": MIB, "lvm": 4 * MIB, "lvmthin": 4 * MIB, "zfspool": MIB}

RBD_CLONE = re.compile(r"^(base-\d+-[^/]+)/(vm-(\d+)-[^/]+)$")
FILE_CLONE = re.compile(r"^(\d+/base-[^/]+)/(\d+/vm-[^/]+)$")


def split_clone(volname: str) -> tuple[str | None, str]:
    """(base volume, own name) of a volume name; the base only for a linked clone."""
    found = RBD_CLONE.match(volname) or FILE_CLONE.match(volname)
    return (found.group(1), found.group(2)) if found else (None, volname)


class Storages(Access):
    """Definitions with their secrets apart, volumes by node, base images of linked clones."""

    async def _sc_create(self, v: Values, user: str) -> Values:
        if v.get("prune-backups"):
            check_prune(v["prune-backups"])
        made = await super()._sc_create(v, user)
        store = self.storages[v["storage"]]
        if v["type"] in ALWAYS_SHARED:
            store["shared"] = 1
        key = self._encryption_key(v)
        if key is not None:
            store["encryption-key"] = json.loads(key)["fingerprint"]
            made["config"] = {"encryption-key": key}
        return made

    async def _sc_update(self, v: Values, user: str) -> Values:
        if v.get("prune-backups"):
            check_prune(v["prune-backups"])
        updated = await super()._sc_update(v, user)
        key = self._encryption_key(v)
        if key is not None:
            self.storages[v["storage"]]["encryption-key"] = json.loads(key)["fingerprint"]
            updated["config"] = {"encryption-key": key}
        return updated

    async def _sc_delete(self, v: Values, user: str) -> None:
        await super()._sc_delete(v, user)
        self._forget_path("/storage/" + v["storage"])

    @staticmethod
    def _encryption_key(v: Values) -> str | None:
        """The key that PVE keeps apart from the definition, which holds its fingerprint only."""
        asked = v.get("encryption-key")
        if asked is None:
            return None
        if asked != "autogen":
            try:
                json.loads(asked)["data"]
            except (ValueError, KeyError, TypeError):
                raise die("failed to decode encryption key") from None
            return str(asked)
        data = secrets.token_bytes(32)
        print_ = ":".join(f"{byte:02x}" for byte in hashlib.sha256(data).digest()[:8])
        return json.dumps({"kdf": None, "data": data.hex(), "fingerprint": print_})

    # ---------------------------------------------------------------- volumes

    def is_shared(self, sid: str) -> bool:
        return bool(self.storages.get(sid, {}).get("shared"))

    def _node_of(self, volume: Values) -> str | None:
        guest = self.guest(volume["vmid"]) if volume.get("vmid") else None
        return guest.node if guest is not None else volume.get("node")

    async def _content_list(self, v: Values, user: str) -> list[Values]:
        """A local storage has one name and other contents on each node."""
        listed = await super()._content_list(v, user)
        sid = v["storage"]
        if self.is_shared(sid):
            return listed
        volumes = self._volumes(sid)
        here = (None, v["node"])
        return [i for i in listed if self._node_of(volumes[i["volid"].partition(":")[2]]) in here]

    async def _content_create(self, v: Values, user: str) -> str:
        volid = await super()._content_create(v, user)
        self.storages[v["storage"]]["volumes"][volid.partition(":")[2]]["node"] = v["node"]
        return volid

    def _parse_volname(self, store: Values, volname: str) -> tuple[str, int | None, str]:
        return super()._parse_volname(store, split_clone(volname)[1])

    def _qm_alloc(
        self,
        sid: str,
        vmid: int,
        fmt: str | None,
        size: int,
        linked_from: str | None = None,
        name: str | None = None,
    ) -> tuple[str, str]:
        """Allocates as each storage does: sizes rounded up, clones named after their base."""
        store = self._store(sid)
        step = STEP.get(store.get("type", "dir"), 1024)
        size = -(-size // step) * step
        volid, fmt = super()._qm_alloc(sid, vmid, fmt, size, linked_from)
        volname = volid.partition(":")[2]
        wanted = volname
        if name is not None:
            extension = f".{fmt}" if "/" in volname else ""
            wanted = volname.rpartition("/")[0] + "/" * ("/" in volname) + name + extension
        elif linked_from and store.get("type") == "rbd":
            wanted = f"{linked_from.rpartition('/')[2]}/{volname}"
        volumes = store["volumes"]
        if wanted != volname:
            if wanted in volumes:
                super()._qm_free(volid)
                raise die(f"rbd create '{wanted}' error: rbd: create error: (17) File exists")
            volumes[wanted] = volumes.pop(volname)
        return f"{sid}:{wanted}", fmt

    def clones_of(self, volid: str) -> list[str]:
        """Volumes that stand on this base image."""
        sid, _, base = volid.partition(":")
        names = self.storages.get(sid, {}).get("volumes", {})
        return sorted(f"{sid}:{name}" for name in names if split_clone(name)[0] == base)

    def _qm_free(self, volid: str) -> None:
        if self.clones_of(volid):
            name = volid.partition(":")[2]
            raise die(f"base volume '{name}' is still in use by linked clones")
        super()._qm_free(volid)

    def volume_size(self, volid: str) -> int:
        """Bytes; 0 for what is no volume, such as "none" and paths."""
        sid, _, name = volid.partition(":")
        if sid not in self.storages:
            return 0
        return int(self._volumes(sid).get(name, {}).get("size") or 0)

    def images_of(self, vmid: int) -> list[str]:
        """Every image that carries the number of a VM."""
        return sorted(
            f"{sid}:{name}"
            for sid, store in self.storages.items()
            for name, volume in store.get("volumes", {}).items()
            if volume.get("vmid") == vmid and volume.get("content") == "images"
        )

    def supports_images(self, sid: str) -> bool:
        return "images" in split_list(self._store(sid).get("content"))

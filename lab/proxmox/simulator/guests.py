"""Making, cloning and destroying VMs (PVE::API2::Qemu)."""

from __future__ import annotations

import copy
import re
import uuid

from fakepve.lxc import format_size
from fakepve.model import FakeVm, PveError, TaskError
from fakepve.qemu import (
    CLONE_SKIP,
    CREATE_ONLY,
    DRIVE_KEY,
    drives_of,
    is_cdrom,
    join_drive,
    split_drive,
    volume_ref,
    with_mac,
)
from fakepve.routing import die, param_error

from .access import Values
from .drives import UNUSED, is_cloud_init, is_disk
from .formats import properties
from .jobs import Jobs
from .permissions import ROOT


class Guests(Jobs):
    """POST and DELETE of /nodes/{node}/qemu, and /clone."""

    async def _qm_create(self, v: Values, user: str) -> str:
        vmid = int(v["vmid"])
        for key in sorted(v):
            if key not in CREATE_ONLY:
                self.check_option(user, vmid, v.get("pool"), key, str(v[key]))
        upid = await super()._qm_create(dict(v, start=0), user)
        vm = self.vm(vmid)
        if vm is not None and v.get("start"):
            await self._do_start(vm, user, {})
        return upid

    # ---------------------------------------------------------------- destroy

    async def _qm_destroy(self, v: Values, user: str) -> str:
        vm = self.find(v["node"], v["vmid"])
        if v.get("skiplock") and user != ROOT:
            raise param_error(skiplock="Only root may use this option.")
        self.need_quorum()
        self._qm_check_protection(vm, f"can't remove VM {vm.vmid}")
        managed = f"vm:{vm.vmid}" in self.ha_resources
        if not v.get("purge"):
            if managed:
                raise die(
                    f"unable to remove VM {vm.vmid} - used in HA resources and purge parameter"
                    " not set."
                )
            self.check_no_replication(vm.vmid)
        if vm.status == "running":
            raise die(f"VM {vm.vmid} is running - destroy failed")

        async def body() -> str:
            if vm.lock and vm.lock != "suspended" and not v.get("skiplock"):
                raise TaskError(f"VM is locked ({vm.lock})")
            self._refuse_used_base(vm)
            self._free_images(vm, bool(v.get("destroy-unreferenced-disks")))
            self.vms.remove(vm)
            self._pool_leave(vm.vmid)
            self._fw()["guests"].pop(vm.vmid, None)
            self._forget_path(f"/vms/{vm.vmid}")
            if not v.get("purge"):
                return ""
            self.forget_replication(vm.vmid)
            self.forget_backups(vm.vmid)
            lines = [f"purging VM {vm.vmid} from related configurations.."]
            if managed:
                self.forget_ha(vm.vmid)
                lines.append(f"NOTE: removed VM {vm.vmid} from HA resource configuration.")
            return "\n".join(lines)

        return await self.task(vm.node, "qmdestroy", vm.vmid, user, body, vm=vm)

    def _images(self, config: Values) -> list[str]:
        used = [volume for _, volume, p in drives_of(config) if is_disk(volume, p)]
        used += [volume for _, volume, _ in drives_of(config) if is_cloud_init(volume)]
        used += [split_drive(value)[0] for key, value in config.items() if UNUSED.fullmatch(key)]
        return [volume for volume in used if volume_ref(volume)[0]]

    def _refuse_used_base(self, vm: FakeVm) -> None:
        for volume in self._images(vm.config) if vm.template else []:
            if self.clones_of(volume):
                raise TaskError(f"base volume '{volume}' is still in use by linked cloned")

    def _free_images(self, vm: FakeVm, unreferenced: bool) -> None:
        """Frees what the VM owns; of an image of another VM, only the reference goes."""
        pending = {key: value for key, value in vm.pending.items() if value is not None}
        owned = set(self.images_of(vm.vmid))
        named = set(self._images(vm.config)) | set(self._images(pending))
        for snapshot in vm.snapshots.values():
            named |= set(self._images(snapshot))
        for volume in sorted(owned if unreferenced else owned & named):
            self._qm_free(volume)

    # ------------------------------------------------------------------ clone

    async def _qm_clone(self, v: Values, user: str) -> str:
        plan = self._plan_clone(v, user)
        source, new, drives, full, target = plan
        self._qm_lock(new, "clone")
        self.vms.append(new)
        made: list[str] = []

        async def body() -> None:
            try:
                for key in sorted(drives):
                    volume, props = drives[key]
                    volid = self._clone_image(key, volume, new, full, v)
                    made.append(volid)
                    size = {} if is_cloud_init(volid) else {"size": self._size_text(volid)}
                    new.config[key] = join_drive(volid, {**props, **size})
            except PveError as error:
                for volid in made:
                    self._qm_free(volid)
                self.vms.remove(new)
                raise TaskError(f"clone failed: {error.message}") from error
            firewall = self._fw()["guests"]
            if source.vmid in firewall:
                firewall[new.vmid] = copy.deepcopy(firewall[source.vmid])
            self._qm_lock(new, None)
            if v.get("pool"):
                self._pool_join(v["pool"], new.vmid)
            new.node = target or new.node

        log = [f"creating a clone of VM {source.vmid} with ID {new.vmid}"]
        return await self.task(source.node, "qmclone", source.vmid, user, body, log=log)

    def _size_text(self, volid: str) -> str:
        return format_size(self.volume_size(volid))

    def _clone_image(self, key: str, volume: str, new: FakeVm, full: bool, v: Values) -> str:
        """TPM state and cloud-init images are always copied, also for a linked clone."""
        if full or is_cloud_init(volume) or key == "tpmstate0":
            return self._copy_image(volume, new.vmid, v.get("storage"), v.get("format"))[0]
        sid, name = volume_ref(volume)
        image = self._volumes(sid)[name]
        base = f"{image.get('vmid')}/{name.rpartition('/')[2]}"
        size = int(image["size"])
        return self._qm_alloc(sid, new.vmid, image.get("format"), size, linked_from=base)[0]

    def _plan_clone(
        self, v: Values, user: str
    ) -> tuple[FakeVm, FakeVm, dict[str, tuple[str, dict[str, str]]], bool, str | None]:
        vmid, newid = int(v["vmid"]), int(v["newid"])
        target = None if v.get("target") in (None, v["node"], "localhost") else v["target"]
        self._qm_check_pool(v.get("pool"))
        self._qm_perm(user, newid, v.get("pool"), "VM.Allocate")
        if target and target not in self.nodes:
            raise die(f"no such cluster node '{target}'")
        self.need_quorum()
        source = self.find(v["node"], vmid)
        self._check_lock(source)
        snapshot = v.get("snapname")
        if snapshot and snapshot not in source.snapshots:
            raise die(f"snapshot '{snapshot}' does not exist")
        full = bool(source.template is False if v.get("full") is None else v["full"])
        self._check_clone_storage(v, full, target)
        old = source.snapshots[snapshot] if snapshot else source.config
        images = self._images(old)
        local = any(not self.is_shared(volume_ref(image)[0]) for image in images)
        if target and local and not (full and v.get("storage")):
            raise die(f"can't clone VM to node '{target}' (VM uses local storage)")
        if full and source.status == "running" and not snapshot and "tpmstate0" in old:
            raise die("cannot clone TPM state while VM is running")
        if self._qm_taken(newid):
            raise die(f"unable to create VM {newid}: config file already exists")
        name = v.get("name") or f"Copy-of-VM-{old.get('name') or vmid}"
        new = FakeVm(newid, name, node=source.node)
        drives: dict[str, tuple[str, dict[str, str]]] = {}
        for key, value in sorted(old.items()):
            if key in CLONE_SKIP or UNUSED.fullmatch(key):
                continue
            if re.fullmatch(r"net\d+", key):
                new.config[key] = with_mac(value, fresh=True)
            elif not DRIVE_KEY.match(key):
                new.config[key] = value
            else:
                volume, props = split_drive(value)
                if is_cdrom(volume, props) and not is_cloud_init(volume):
                    new.config[key] = value
                    continue
                self._check_clone_image(user, key, volume, full, v)
                drives[key] = (volume, dict(props))
        self._identify(new, name, v)
        return source, new, drives, full, target

    def _check_clone_storage(self, v: Values, full: bool, target: str | None) -> None:
        for option in ("storage", "format"):
            if v.get(option) and not full:
                raise die(f"parameter '{option}' not allowed for linked clones")
        sid = v.get("storage")
        if not sid:
            return
        self._check_enabled(sid, v["node"])
        if not self.supports_images(sid):
            raise param_error(storage=f"storage '{sid}' does not support vm images")
        if target:
            self._check_enabled(sid, target)
            if not self.is_shared(sid):
                raise die(f"can't clone to non-shared storage '{sid}'")

    def _check_clone_image(self, user: str, key: str, volume: str, full: bool, v: Values) -> None:
        sid = volume_ref(volume)[0]
        self.require(user, f"/storage/{v.get('storage') or sid}", "Datastore.AllocateSpace")
        copied = full or is_cloud_init(volume) or key == "tpmstate0"
        base = volume_ref(volume)[1].rpartition("/")[2]
        if not copied and not re.match(r"base(vol)?-", base):
            of_snapshot = " a snapshot of" if v.get("snapname") else ""
            raise die(f"Linked clone feature is not supported for{of_snapshot} '{volume}' ({key})")

    @staticmethod
    def _identify(new: FakeVm, name: str, v: Values) -> None:
        """What no two VMs share."""
        new.config["name"] = name
        if v.get("description"):
            new.config["description"] = v["description"]
        smbios = properties(str(new.config.get("smbios1", "")))
        smbios["uuid"] = str(uuid.uuid4())
        new.config["smbios1"] = ",".join(f"{key}={smbios[key]}" for key in sorted(smbios))
        if new.config.get("vmgenid"):
            new.config["vmgenid"] = str(uuid.uuid4())

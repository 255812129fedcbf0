"""The drives of a VM: allocation, detaching, resizing and moving (PVE::API2::Qemu)."""

from __future__ import annotations

import re
from typing import Any

from fakepve.lxc import SIZE_UNITS, format_size
from fakepve.model import FakeVm, PveError, TaskError
from fakepve.qemu import DRIVE_KEY, is_cdrom, join_drive, split_drive, volume_ref
from fakepve.routing import die, param_error, split_list

from .access import Values
from .storages import Storages

Props = dict[str, str]

CLOUD_INIT_BYTES = 4 * 1024**2
CLOUD_INIT = re.compile(r"(?:^|/)vm-\d+-cloudinit(?:\.\w+)?$")
UNUSED = re.compile(r"unused\d+")


def is_cloud_init(volume: str) -> bool:
    return volume.endswith(":cloudinit") or bool(CLOUD_INIT.search(volume.partition(":")[2]))


def new_size(text: str, current: int) -> int:
    """The size in bytes that a resize asks for; with a plus sign, on top of the current one."""
    plus, unit = text.startswith("+"), text[-1] if text[-1] in SIZE_UNITS else ""
    number = float(text.strip("+" + unit))
    return int(number * SIZE_UNITS.get(unit, 1)) + (current if plus else 0)


def is_disk(volume: str, props: Props) -> bool:
    """A drive with data of its own: not a CD-ROM drive, not the cloud-init image."""
    return not is_cdrom(volume, props) and not is_cloud_init(volume)


def replaces(value: str | None, old: str) -> bool:
    """Whether a drive's new value takes its image away."""
    return value is None or split_drive(value)[0] != split_drive(old)[0]


class Drives(Storages):
    """Images of VMs."""

    def _routes_drives(self) -> list[tuple[str, str, Any]]:
        one = "/nodes/{node}/qemu/{vmid}"
        return [
            ("PUT", one + "/resize", self._resize),
            ("POST", one + "/move_disk", self._move_disk),
        ]

    # ------------------------------------------------------------- allocation

    def _qm_new_drive(
        self, vmid: int, key: str, value: str, default: str | None
    ) -> tuple[str, list[str]]:
        """The config value of a drive whose image is made or looked up, and the images made."""
        volume, props = split_drive(value)
        props = dict(props)
        if volume.endswith(":cloudinit"):
            name, asked = f"vm-{vmid}-cloudinit", props.pop("format", None)
            sid = volume.partition(":")[0]
            volid, _ = self._qm_alloc(sid, vmid, asked, CLOUD_INIT_BYTES, name=name)
            props.update(media="cdrom")
            props.pop("size", None)
            return join_drive(volid, props), [volid]
        source = props.pop("import-from", None)
        if source is not None:
            sid = volume_ref(volume)[0] or default
            size = self.volume_size(source)
            if not sid or not size:
                raise die(f"volume {source} does not exist")
            volid, _ = self._qm_alloc(sid, vmid, props.pop("format", None), size)
            props["size"] = format_size(self.volume_size(volid))
            return join_drive(volid, props), [volid]
        joined, made = super()._qm_new_drive(vmid, key, value, default)
        volume, props = split_drive(joined)
        if made or self.volume_size(volume):
            props["size"] = format_size(self.volume_size(volume))
        if key == "efidisk0":
            props.setdefault("efitype", "2m")
        return join_drive(volume, props), made

    # -------------------------------------------------------------- detaching

    def _add_unused(self, vm: FakeVm, volid: str) -> None:
        if any(split_drive(v)[0] == volid for k, v in vm.config.items() if UNUSED.fullmatch(k)):
            return
        index = next(n for n in range(256) if f"unused{n}" not in vm.config)
        vm.config[f"unused{index}"] = volid

    def _detach(self, vm: FakeVm, value: str, force: bool) -> None:
        """What becomes of the image of a drive that is taken away."""
        volume, props = split_drive(value)
        if volume_ref(volume)[0] is None:
            return
        if is_cloud_init(volume):
            self._qm_free(volume)
        elif not is_cdrom(volume, props):
            if force:
                self._qm_free(volume)
            else:
                self._add_unused(vm, volume)

    def apply_pending(self, vm: FakeVm) -> None:
        """Commits what waits for a stop; images of drives that go are kept as unused."""
        for key, value in list(vm.pending.items()):
            old = vm.config.get(key)
            if DRIVE_KEY.match(key) and old is not None and replaces(value, old):
                self._detach(vm, old, force=False)
        vm.apply_pending()
        vm.name = vm.config.get("name") or vm.name

    # --------------------------------------------------------------- resizing

    def _disk(self, vm: FakeVm, key: str) -> tuple[str, Props]:
        if key not in vm.config:
            raise die(f"disk '{key}' does not exist")
        volume, props = split_drive(vm.config[key])
        if is_cdrom(volume, props):
            raise die("you can't resize a cdrom")
        return volume, props

    async def _resize(self, v: Values, user: str) -> str:
        vm = self.find(v["node"], v["vmid"])
        if v.get("skiplock") and user != "root@pam":
            raise param_error(skiplock="Only root may use this option.")
        self.need_quorum()

        async def body() -> None:
            try:
                self._check_lock(vm)
                volume, props = self._disk(vm, v["disk"])
                sid, name = volume_ref(volume)
                self.require(user, f"/storage/{sid}", "Datastore.AllocateSpace")
                current = self.volume_size(volume)
                size = new_size(v["size"], current)
                if size < current:
                    raise die("shrinking disks is not supported")
                self.storages[sid]["volumes"][name]["size"] = size
                vm.config[v["disk"]] = join_drive(volume, dict(props, size=format_size(size)))
            except PveError as error:
                raise TaskError(error.message) from error

        return await self.task(vm.node, "resize", vm.vmid, user, body, vm=vm)

    # ----------------------------------------------------------------- moving

    def _check_move(self, vm: FakeVm, v: Values) -> tuple[str, Props]:
        key, sid = v["disk"], v["storage"]
        self._check_lock(vm)
        if key not in vm.config:
            raise die(f"disk '{key}' does not exist")
        volume, props = split_drive(vm.config[key])
        if is_cdrom(volume, props) and not is_cloud_init(volume):
            raise die("you can't move a cdrom")
        source, name = volume_ref(volume)
        format_now = self._volumes(source).get(name, {}).get("format")
        if source == sid and v.get("format") in (None, format_now):
            raise die("you can't move to the same storage with same format")
        if not self.supports_images(sid):
            raise param_error(storage=f"storage '{sid}' does not support vm images")
        self._active_store(sid, vm.node)
        if vm.status == "running" and key == "tpmstate0":
            raise die("cannot move TPM state while VM is running")
        in_snapshot = any(split_drive(s.get(key, ""))[0] == volume for s in vm.snapshots.values())
        if in_snapshot and v.get("delete"):
            raise die("you can't move a disk with snapshots and delete the source")
        return volume, props

    async def _move_disk(self, v: Values, user: str) -> str:
        vm = self.find(v["node"], v["vmid"])
        sid = v.get("storage")
        if v.get("target-vmid"):
            raise die("not simulated: reassigning a disk to another VM")
        if not sid:
            missing = "both 'storage' and 'target-vmid' missing, either needs to be set"
            raise param_error(**{"target-vmid": missing, "storage": missing})
        self.require(user, f"/storage/{sid}", "Datastore.AllocateSpace")
        self.need_quorum()
        self._check_move(vm, v)

        async def body() -> None:
            try:
                volume, props = self._check_move(vm, v)
                volid, _ = self._copy_image(volume, vm.vmid, sid, v.get("format"))
                vm.config[v["disk"]] = join_drive(
                    volid, dict(props, size=format_size(self.volume_size(volid)))
                )
                if v.get("delete"):
                    self._qm_free(volume)
                else:
                    self._add_unused(vm, volume)
            except PveError as error:
                raise TaskError("storage migration failed: " + error.message) from error

        return await self.task(vm.node, "qmmove", vm.vmid, user, body, vm=vm)

    def _copy_image(
        self, volume: str, vmid: int, sid: str | None, asked: str | None
    ) -> tuple[str, str]:
        """A full copy of an image on that storage, else on its own."""
        source, name = volume_ref(volume)
        target = sid or source
        image = self._volumes(source).get(name) or {}
        kept = image.get("format") if target == source else None
        if is_cloud_init(volume):
            return self._qm_alloc(
                target, vmid, asked or kept, CLOUD_INIT_BYTES, name=f"vm-{vmid}-cloudinit"
            )
        return self._qm_alloc(target, vmid, asked or kept, int(image.get("size") or 0))

    def _need_bridges(self, vm: FakeVm) -> None:
        """A VM on a bridge that its node lacks does not start."""
        for key, value in sorted(vm.config.items()):
            found = re.search(r"(?:^|,)bridge=([^,]+)", str(value))
            bridge = found.group(1) if found and re.fullmatch(r"net\d+", key) else None
            if bridge and bridge not in split_list(self.nodes[vm.node].get("bridges", "vmbr0")):
                raise TaskError(f"bridge '{bridge}' does not exist")

"""Config updates: what a running VM takes at once, and what waits for a start (PVE::API2::Qemu)."""

from __future__ import annotations

import re
from typing import Any

from fakepve import schema
from fakepve.model import FakeVm, PveError, TaskError
from fakepve.qemu import DRIVE_KEY, is_cdrom, split_drive, with_mac
from fakepve.routing import die, param_error, split_list
from fakepve.server import USER, ok, params

from .access import Values
from .drives import Drives, is_cloud_init, replaces
from .formats import properties
from .permissions import ROOT

# The privilege that an option needs; whatever is in none of them is for the root@pam login alone.
OPTIONS = {
    "VM.Config.CPU": "cores cpu cpulimit cpuunits numa smp sockets vcpus",
    "VM.Config.Memory": "memory balloon shares allow-ksm",
    "VM.Config.HWType": "acpi hotplug kvm machine scsihw smbios1 tablet vga watchdog audio0 rng0",
    "VM.Config.Options": "agent autostart bios description keyboard localtime migrate_downtime "
    "migrate_speed name onboot ostype protection reboot startdate startup tags tdf template",
    "VM.PowerMgmt": "freeze",
    "VM.Config.Disk": "boot bootdisk vmstatestorage",
    "VM.Config.Cloudinit": "cicustom cipassword citype ciuser ciupgrade nameserver searchdomain "
    "sshkeys",
}
PRIVILEGE = {name: privilege for privilege, names in OPTIONS.items() for name in names.split()}

# Changes that have no effect on the running machine.
AT_ONCE = {
    *("description", "hookscript", "lock", "migrate_downtime", "migrate_speed", "name", "onboot"),
    *("protection", "shares", "startup", "tags", "vmstatestorage"),
    *OPTIONS["VM.Config.Cloudinit"].split(),
}
# Properties of a disk that QEMU takes only when it starts.
COLD_DISK = ("aio", "discard", "iothread", "queues", "product", "cache", "ssd", "vendor", "ro")
CONFIG = "/nodes/{node}/qemu/{vmid}/config"
CONTROL = ("delete", "digest", "revert", "force", "skiplock", "background_delay", "vmid", "node")
NUMBERED = re.compile(r"^([a-z]+)\d+$")


def privilege_of(key: str) -> str:
    """The privilege that an option needs, or "root"."""
    family = NUMBERED.match(key)
    if family and family.group(1) == "ipconfig":
        return "VM.Config.Cloudinit"
    if family and family.group(1) == "net":
        return "VM.Config.Network"
    if family and family.group(1) == "numa":
        return "VM.Config.CPU"
    if DRIVE_KEY.match(key) or (family and family.group(1) == "unused"):
        return "VM.Config.Disk"
    if family and family.group(1) in ("serial", "parallel", "usb", "hostpci", "virtiofs"):
        return "VM.Config.HWType"
    return PRIVILEGE.get(key, "root")


class Configuration(Drives):
    """/nodes/{node}/qemu/{vmid}/config and /pending."""

    def _config_priv(self, key: str) -> str:
        return privilege_of(key)

    def check_option(
        self, user: str, vmid: int, pool: str | None, key: str, value: str, verb: str = "set"
    ) -> None:
        """Refuses what the user may not set, in PVE's words."""
        if user == ROOT:
            return
        privilege = privilege_of(key)
        # /dev/hwrng became a resource that one may be given with PVE 9.
        if privilege == "root" or (key == "rng0" and self.major < 9):
            raise die(f"only root can set '{key}' config")
        if key == "rng0" and "/dev/hwrng" in value:
            self.require(user, "/mapping/hwrng", "Mapping.Use")
        if key.startswith("serial") and value != "socket":
            raise die(f"only root can {verb} '{key}' config for real devices")
        if key.startswith("usb") and not re.match(r"(host=)?spice\b|mapping=", value):
            raise die(f"only root can set '{key}' config for real devices")
        if key.startswith("hostpci") and "mapping=" not in value:
            raise die(f"only root can set '{key}' config for non-mapped devices")
        if DRIVE_KEY.match(key):
            if split_drive(value)[0].startswith("/"):
                raise die("Only root can pass arbitrary filesystem paths.")
            if is_cdrom(*split_drive(value)):
                privilege = "VM.Config.CDROM"
        self._qm_perm(user, vmid, pool, privilege)
        if key == "startup":
            self.require(user, "/", "Sys.Modify")

    # ---------------------------------------------------------------- reading

    async def _config_get(self, request: Any) -> Any:
        """With what is pending, unless `current` asks for what the machine runs with."""
        vm = self._vm(request, "VM.Audit")
        asked = self._verify(request, await params(request))
        config = dict(vm.config)
        if asked.get("snapshot"):
            if asked["snapshot"] not in vm.snapshots:
                raise die(f"snapshot '{asked['snapshot']}' does not exist")
            config = dict(vm.snapshots[asked["snapshot"]])
        elif not asked.get("current"):
            config.update({k: v for k, v in vm.pending.items() if v is not None})
            config = {k: v for k, v in config.items() if vm.pending.get(k, v) is not None}
        if config.get("cipassword"):
            config["cipassword"] = "**********"
        if "memory" in config:
            config["memory"] = str(config["memory"])
        return ok(dict(config, digest=vm.digest()))

    # ---------------------------------------------------------------- writing

    async def _config_put(self, request: Any) -> Any:
        values = self._verify(request, await params(request))
        await self._apply_config(self._vm(request), request[USER], values)
        return ok()

    async def _config_post(self, request: Any) -> Any:
        values = self._verify(request, await params(request))
        vm, user = self._vm(request), request[USER]
        self._check_update(vm, user, values)

        async def body() -> None:
            try:
                await self._apply_config(vm, user, values)
            except PveError as error:
                fields = "\n".join(f"{k}: {m}" for k, m in (error.errors or {}).items())
                raise TaskError("\n".join(filter(None, [error.message, fields]))) from error

        return ok(await self.task(vm.node, "qmconfig", vm.vmid, user, body))

    def _check_update(self, vm: FakeVm, user: str, v: Values) -> tuple[Values, list[str]]:
        """The checks that PVE makes before it changes anything: (values, names to delete)."""
        self.need_quorum()
        if v.get("digest") and v["digest"] != vm.digest():
            raise die("checksum mismatch (file change by other user?)")
        if v.get("skiplock") and user != ROOT:
            raise param_error(skiplock="Only root may use this option.")
        changes = {key: value for key, value in v.items() if key not in CONTROL}
        known = schema.load().paths[CONFIG]["PUT"]["parameters"]["properties"]
        deletes = ["ide2" if key == "cdrom" else key for key in split_list(v.get("delete"))]
        for key in deletes:
            family = NUMBERED.match(key)
            if key not in known and not (family and f"{family.group(1)}[n]" in known):
                raise param_error(delete=f"unknown option '{key}'")
            if key in changes:
                raise param_error(
                    delete=f"you can't use '-{key}' and -delete {key}' at the same time"
                )
        reverts = split_list(v.get("revert"))
        if not changes and not deletes and not reverts:
            raise die("no options specified")
        for key in reverts:
            vm.pending.pop(key, None)
        for key in deletes:
            held = vm.config.get(key, vm.pending.get(key))
            if held is not None:
                self.check_option(user, vm.vmid, None, key, str(held), "delete")
        for key, value in changes.items():
            self.check_option(user, vm.vmid, None, key, str(value), "modify")
            if DRIVE_KEY.match(key):
                self._qm_check_drive(user, vm.vmid, None, key, value, None)
                self.check_replicated(vm, value)
        if not v.get("skiplock"):
            self._check_lock(vm)
        self._check_memory(vm, changes)
        return changes, deletes

    @staticmethod
    def _check_memory(vm: FakeVm, changes: Values) -> None:
        merged = {**vm.config, **{k: x for k, x in vm.pending.items() if x is not None}, **changes}
        balloon, memory = int(merged.get("balloon") or 0), int(merged.get("memory") or 512)
        if ("memory" in changes or "balloon" in changes) and balloon > memory:
            raise die("balloon value too large (must be smaller than assigned memory)")

    def check_replicated(self, vm: FakeVm, value: str) -> None:
        """Overridden where replication jobs are known."""

    async def _apply_config(self, vm: FakeVm, user: str, v: Values) -> None:
        changes, deletes = self._check_update(vm, user, v)
        order = self._boot_devices(vm)
        modified: list[str] = []
        for key in deletes:
            self._mark_deleted(vm, key, bool(v.get("force")), order, modified)
        for key in sorted(changes):
            value = self._prepare(vm, key, changes[key], changes, deletes, order)
            vm.pending[key] = value
            modified.append(key)
        for key, value in list(vm.pending.items()):
            if value is not None and str(vm.config.get(key)) == str(value):
                del vm.pending[key]
        if vm.status == "running":
            for key in modified:
                if key in vm.pending and self._hot(vm, key, vm.pending[key]):
                    self._commit(vm, key, bool(v.get("force")))
        else:
            for key in list(vm.pending):
                self._commit(vm, key, bool(v.get("force")))
        vm.name = vm.config.get("name") or f"VM {vm.vmid}"

    def _commit(self, vm: FakeVm, key: str, force: bool) -> None:
        value, old = vm.pending.pop(key), vm.config.get(key)
        if DRIVE_KEY.match(key) and old is not None and replaces(value, old):
            self._detach(vm, old, force and value is None)
        if value is None:
            vm.config.pop(key, None)
        else:
            vm.config[key] = value

    def _mark_deleted(
        self, vm: FakeVm, key: str, force: bool, order: list[str], modified: list[str]
    ) -> None:
        if key not in vm.config and vm.pending.get(key) is None:
            return
        waiting = vm.pending.pop(key, None)
        if key in order:
            order.remove(key)
            vm.pending["boot"] = "order=" + ";".join(order)
            modified.append("boot")
        if key.startswith("unused"):
            volume = split_drive(vm.config[key])[0]
            self._qm_check_protection(vm, f"can't remove unused disk '{volume}'")
            self._qm_free(volume)
            del vm.config[key]
            return
        if DRIVE_KEY.match(key):
            self._qm_check_protection(vm, f"can't remove drive '{key}'")
            if waiting is not None:
                self._detach(vm, waiting, force)
        if key in vm.config:
            vm.pending[key] = None
            modified.append(key)

    def _prepare(
        self,
        vm: FakeVm,
        key: str,
        value: Any,
        changes: Values,
        deletes: list[str],
        order: list[str],
    ) -> Any:
        """The value as it is kept: images made, MAC addresses added, tags sorted."""
        if DRIVE_KEY.match(key):
            waiting = vm.pending.get(key)
            if waiting is not None:
                self._detach(vm, waiting, force=False)
            if key == "tpmstate0" and key in vm.config:
                old, new = (split_drive(x)[1].get("version") for x in (vm.config[key], value))
                if new and old and old != new:
                    raise die("cannot change TPM state version after it has been created")
            joined, _ = self._qm_new_drive(vm.vmid, key, value, None)
            volume, props = split_drive(joined)
            bootable = is_cdrom(volume, props) and not is_cloud_init(volume)
            if order and bootable and key not in order:
                order.append(key)
                vm.pending["boot"] = "order=" + ";".join(order)
            return joined
        if re.fullmatch(r"net\d+", key):
            return with_mac(value)
        if key == "tags":
            return ";".join(sorted({t.lower() for t in re.split(r"[;, ]+", str(value)) if t}))
        if key == "boot":
            for device in filter(None, str(properties(value).get("order", "")).split(";")):
                there = {**vm.config, **{k: x for k, x in vm.pending.items() if x}, **changes}
                if device not in there or device in deletes:
                    raise die(f"invalid bootorder: device '{device}' does not exist'")
        return value

    @staticmethod
    def _boot_devices(vm: FakeVm) -> list[str]:
        order = properties(str(vm.config.get("boot", ""))).get("order", "")
        return [device for device in order.split(";") if device]

    # --------------------------------------------------------------- hot plug

    @staticmethod
    def _hotplug(vm: FakeVm) -> set[str]:
        asked = str(vm.config.get("hotplug", "1"))
        if asked == "0":
            return set()
        return {"network", "disk", "usb"} if asked == "1" else set(split_list(asked))

    def _hot(self, vm: FakeVm, key: str, value: Any) -> bool:
        """Whether a running machine takes the change at once; else it waits for the next start."""
        features, old = self._hotplug(vm), vm.config.get(key)
        if key in AT_ONCE or key.startswith("ipconfig") or key in ("cpuunits", "cpulimit"):
            return True
        if key == "hotplug":
            return not re.search("cpu|memory", f"{value} {old}")
        if key == "vcpus":
            return "cpu" in features
        if key == "memory":
            return "memory" in features
        if key == "balloon":
            now = old is None or int(old) != 0
            return now == (value is None or int(value) != 0)
        if key == "agent":
            return old is not None and value is not None and self._same_agent(str(old), str(value))
        if key.startswith("usb") or key == "tablet":
            return "usb" in features
        if re.fullmatch(r"net\d+", key):
            return "network" in features or self._same_card(old, value)
        if DRIVE_KEY.match(key):
            return self._hot_drive(key, old, value, "disk" in features)
        return False

    @staticmethod
    def _same_agent(old: str, new: str) -> bool:
        def settled(text: str) -> dict[str, str]:
            first, _, rest = text.partition(",")
            text = text if "=" in first else f"enabled={first},{rest}"
            return {k: x for k, x in properties(text).items() if k != "fstrim_cloned_disks"}

        return settled(old) == settled(new)

    @staticmethod
    def _same_card(old: Any, new: Any) -> bool:
        """Changes of bridge, VLAN, firewall or rate need no unplugging."""
        if old is None or new is None:
            return False
        (card, *before), (other, *after) = str(old).split(","), str(new).split(",")
        was, becomes = properties(",".join(before)), properties(",".join(after))
        return card == other and all(was.get(k) == becomes.get(k) for k in ("queues", "mtu"))

    @staticmethod
    def _hot_drive(key: str, old: Any, new: Any, hotplug: bool) -> bool:
        cold = key.startswith(("efidisk", "tpmstate"))
        if new is None:
            return hotplug and not cold and not key.startswith(("ide", "sata"))
        if cold:
            return False
        volume, props = split_drive(new)
        if old is None:
            return hotplug and not key.startswith(("ide", "sata"))
        old_volume, old_props = split_drive(old)
        if is_cdrom(volume, props) or is_cloud_init(volume):
            return is_cdrom(old_volume, old_props)
        if volume != old_volume:
            return hotplug
        return all(props.get(name) == old_props.get(name) for name in COLD_DISK)

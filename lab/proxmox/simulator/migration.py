"""Moving a VM to another node (PVE::API2::Qemu, PVE::QemuMigrate)."""

from __future__ import annotations

from typing import Any

from fakepve.model import FakeVm, TaskError
from fakepve.qemu import drives_of, volume_ref
from fakepve.routing import die, param_error, split_list

from .access import Values
from .drives import UNUSED, is_cloud_init, is_disk
from .permissions import ROOT
from .power import Power
from .storages import split_clone

MOVABLE = ("dir", "btrfs", "zfspool", "lvmthin", "lvm")


class Migration(Power):
    """/nodes/{node}/qemu/{vmid}/migrate."""

    def _routes_migration(self) -> list[tuple[str, str, Any]]:
        path = "/nodes/{node}/qemu/{vmid}/migrate"
        return [("GET", path, self._migrate_check), ("POST", path, self._migrate)]

    def _local_disks(self, vm: FakeVm) -> list[str]:
        """Images on storages that the other nodes do not see."""
        used = [(volume, props) for _, volume, props in drives_of(vm.config)]
        used += [(v.split(",")[0], {}) for k, v in vm.config.items() if UNUSED.fullmatch(k)]
        return sorted(
            volume
            for volume, props in used
            if volume_ref(volume)[0]
            and (is_disk(volume, props) or is_cloud_init(volume))
            and not self.is_shared(volume_ref(volume)[0])
        )

    async def _migrate_check(self, v: Values, user: str) -> Values:
        vm = self.find(v["node"], v["vmid"])
        self._check_lock(vm)
        needed = {volume_ref(volume)[0] for _, volume, _ in drives_of(vm.config)} - {None}
        allowed, refused = [], {}
        for node in sorted(self.nodes):
            missing = sorted(sid for sid in needed if node not in self._storage_nodes(sid))
            if node != vm.node and missing:
                refused[node] = {"unavailable_storages": missing}
            elif node != vm.node:
                allowed.append(node)
        return {
            "running": 1 if vm.status == "running" else 0,
            "allowed_nodes": allowed,
            "not_allowed_nodes": refused,
            "local_disks": [
                {"volid": volume, "size": self.volume_size(volume)}
                for volume in self._local_disks(vm)
            ],
            "local_resources": [],
            "mapped-resources": [],
            "mapped-resource-info": {},
            "has-dbus-vmstate": 1,
        }

    async def _migrate(self, v: Values, user: str) -> str:
        vm, target = self.find(v["node"], v["vmid"]), v["target"]
        if target == vm.node:
            raise param_error(target="target is local node.")
        self.need_quorum()
        if target not in self.nodes:
            raise die(f"no such cluster node '{target}'")
        for option in ("force", "migration_type", "migration_network"):
            if v.get(option) and user != ROOT:
                raise param_error(**{option: "Only root may use this option."})
        self._check_lock(vm)
        if vm.status == "running" and not v.get("online"):
            raise die("can't migrate running VM without --online")
        self.check_replication_target(vm, target, bool(v.get("force")))
        if vm.ha_managed:
            return await self._ha_migrate_task(vm, target, user)

        async def body() -> str:
            self.relocate(vm, target, v)
            return "migration finished successfully"

        log = [f"starting migration of VM {vm.vmid} to node '{target}'"]
        return await self.task(vm.node, "qmigrate", vm.vmid, user, body, vm=vm, log=log)

    def relocate(self, vm: FakeVm, target: str, v: Values | None = None) -> None:
        """The work of a migration task; what it can't move makes it fail."""
        asked = v or {}
        local = self._local_disks(vm)
        wanted = split_list(asked.get("targetstorage"))
        if local and vm.status == "running" and not asked.get("with-local-disks"):
            raise TaskError("can't migrate VM - check log")
        for volume in local:
            sid, name = volume_ref(volume)
            kind = self.storages[sid].get("type", "dir")
            if kind not in MOVABLE:
                raise TaskError(f"can't migrate '{volume}' - storage type '{kind}' not supported")
            base = split_clone(name)[0]
            if base:
                raise TaskError(f"can't migrate '{volume}' as it's a clone of '{base}'")
            if self.clones_of(volume):
                raise TaskError("can't migrate VM - check log")
        for _, volume, _ in drives_of(vm.config):
            sid = volume_ref(volume)[0]
            if sid and not wanted and target not in self._storage_nodes(sid):
                raise TaskError(f"storage '{sid}' is not available on node '{target}'")
        for key, volume, _ in drives_of(vm.config):
            sid = volume_ref(volume)[0]
            if volume in local and wanted and wanted[0] not in (sid, "1"):
                volid, _ = self._copy_image(volume, vm.vmid, wanted[0], None)
                vm.config[key] = str(vm.config[key]).replace(volume, volid, 1)
                self._qm_free(volume)
        source, vm.node = vm.node, target
        self.switch_replication(vm, source)

    # --------------------------------------- known only further up the chain

    def check_replication_target(self, vm: FakeVm, target: str, force: bool) -> None:
        """Overridden where replication jobs are known."""

    def switch_replication(self, vm: FakeVm, source: str) -> None:
        """Overridden where replication jobs are known."""

    async def _ha_migrate_task(self, vm: FakeVm, target: str, user: str) -> str:
        raise NotImplementedError

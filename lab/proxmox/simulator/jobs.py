"""Backup jobs and replication jobs (PVE::API2::Backup, PVE::API2::ReplicationConfig)."""

from __future__ import annotations

import time
import uuid
from typing import Any

from fakepve import schema
from fakepve.model import FakeVm, PveError, TaskError
from fakepve.qemu import drives_of, split_drive, volume_ref
from fakepve.routing import check_digest, die, param_error, sha1, split_list

from .access import Values
from .drives import is_disk
from .formats import check_prune, properties
from .high_availability import HighAvailability
from .permissions import ROOT

ROOT_ONLY = ("tmpdir", "dumpdir", "script", "job-id")
NESTED = ("prune-backups", "fleecing", "performance")
REPLICATION_KEYS = ("disable", "comment", "rate", "schedule")


class Jobs(HighAvailability):
    """/cluster/backup, /nodes/{node}/vzdump and /cluster/replication."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.backup_jobs: dict[str, Values] = {}
        self.replication_jobs: dict[str, Values] = {}

    def _routes_jobs(self) -> list[tuple[str, str, Any]]:
        backup, replication = "/cluster/backup", "/cluster/replication"
        job, copy = backup + "/{id}", replication + "/{id}"
        return [
            ("GET", backup, self._backup_list),
            ("POST", backup, self._backup_create),
            ("GET", job, self._backup_read),
            ("PUT", job, self._backup_update),
            ("DELETE", job, self._backup_delete),
            ("POST", "/nodes/{node}/vzdump", self._vzdump),
            ("GET", replication, self._replication_list),
            ("POST", replication, self._replication_create),
            ("GET", copy, self._replication_read),
            ("PUT", copy, self._replication_update),
            ("DELETE", copy, self._replication_delete),
        ]

    # ---------------------------------------------------------------- backups

    def _check_backup(self, v: Values, user: str, complete: bool) -> None:
        for key in ROOT_ONLY:
            if v.get(key) is not None and user != ROOT:
                raise param_error(**{key: "Only root may set this option."})
        if v.get("pool"):
            if v["pool"] not in self.pools:
                raise PveError(403, f"Permission check failed (pool '{v['pool']}' does not exist)")
            self.require(user, "/pool/" + v["pool"], "VM.Backup")
        if v.get("storage"):
            self.require(user, "/storage/" + v["storage"], "Datastore.Allocate")
        for key in ("all", "exclude", "pool"):
            if v.get(key) and v.get("vmid"):
                raise param_error(**{key: "option conflicts with option 'vmid'"})
        if v.get("prune-backups"):
            check_prune(str(v["prune-backups"]))
        fleecing = properties(str(v.get("fleecing") or ""))
        if fleecing.get("enabled") == "1" and not fleecing.get("storage"):
            raise die("'storage' parameter is required when 'enabled' is set")
        if complete and not any(v.get(key) for key in ("all", "exclude", "pool", "vmid")):
            raise param_error(vmid="property is missing")

    @staticmethod
    def _schedule(v: Values, required: bool) -> Values:
        """The deprecated start time and days, as the schedule they are kept as."""
        start, days = v.pop("starttime", None), v.pop("dow", None)
        if v.get("schedule") is not None and start is not None:
            raise param_error(starttime="'starttime' and 'schedule' cannot both be set")
        if start is not None:
            v["schedule"] = f"{','.join(split_list(days))} {start}" if days else start
        elif required and v.get("schedule") is None:
            raise param_error(schedule="neither 'starttime' nor 'schedule' were set")
        return v

    def _backup_view(self, name: str) -> Values:
        if name not in self.backup_jobs:
            raise param_error(id=f"No such job '{name}'")
        view = dict(self.backup_jobs[name], id=name, type="vzdump")
        for key in NESTED:
            if key in view:
                view[key] = properties(str(view[key]))
        return view

    async def _backup_list(self, v: Values, user: str) -> list[Values]:
        return [self._backup_view(name) for name in self.backup_jobs]

    async def _backup_read(self, v: Values, user: str) -> Values:
        return self._backup_view(v["id"])

    async def _backup_create(self, v: Values, user: str) -> None:
        job = self._schedule({k: x for k, x in v.items() if x is not None}, required=True)
        name = job.pop("id", None) or str(uuid.uuid4())
        if name in self.backup_jobs:
            raise die(f"Job '{name}' already exists")
        self._check_backup(job, user, complete=True)
        job.setdefault("enabled", 1)
        if job.get("exclude") and not job.get("pool"):
            job["all"] = 1
        self.backup_jobs[name] = job

    async def _backup_update(self, v: Values, user: str) -> None:
        changes = {k: x for k, x in v.items() if k not in ("id", "delete")}
        changes, deletes = self._schedule(changes, required=False), split_list(v.get("delete"))
        if not changes and not deletes:
            raise die("no options specified")
        if v["id"] not in self.backup_jobs:
            raise die("no such vzdump job")
        self._check_backup(changes, user, complete=False)
        known = schema.load().paths["/cluster/backup"]["POST"]["parameters"]["properties"]
        job = dict(self.backup_jobs[v["id"]])
        for key in deletes:
            if key not in known:
                raise param_error(delete=f"unknown option '{key}'")
            job.pop(key, None)
        job.update(changes)
        if job.get("exclude") is not None and not job.get("pool"):
            job["all"] = 1
        losers: tuple[str, ...] = ()
        if changes.get("vmid") is not None:
            losers = ("all", "exclude", "pool")
        elif changes.get("all"):
            losers = ("vmid", "pool")
        elif job.get("pool"):
            losers = ("vmid", "all", "exclude")
        job = {key: value for key, value in job.items() if key not in losers}
        self._check_backup(job, ROOT, complete=True)
        self.backup_jobs[v["id"]] = job

    async def _backup_delete(self, v: Values, user: str) -> None:
        if v["id"] not in self.backup_jobs:
            raise param_error(id=f"No such job '{v['id']}'")
        del self.backup_jobs[v["id"]]

    async def _vzdump(self, v: Values, user: str) -> str:
        """Writes the backup's entry, not its data: enough to be listed, protected and pruned."""
        vms = [vm for vm in map(self.vm, map(int, split_list(v.get("vmid")))) if vm is not None]
        sid = v.get("storage") or "local"
        self._check_backup(v, user, complete=True)
        for vm in vms:
            self.require(user, f"/vms/{vm.vmid}", "VM.Backup")

        async def body() -> None:
            if "backup" not in split_list(self._store(sid).get("content")):
                raise TaskError(f"storage '{sid}' does not support backups")
            for vm in vms:
                if vm.node != v["node"]:
                    continue
                now = time.time()
                stamp = time.strftime("%Y_%m_%d-%H_%M_%S", time.gmtime(now))
                if self.storages[sid].get("type") == "pbs":
                    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
                    name, kind = f"backup/vm/{vm.vmid}/{stamp}", "pbs-vm"
                else:
                    name, kind = f"backup/vzdump-qemu-{vm.vmid}-{stamp}.vma.zst", "vma.zst"
                size = sum(self.volume_size(volume) for _, volume, _ in drives_of(vm.config))
                entry = {"content": "backup", "format": kind, "size": size, "vmid": vm.vmid}
                entry.update(ctime=int(now), protected=bool(v.get("protected")))
                if v.get("notes-template"):
                    entry["notes"] = v["notes-template"].replace("{{guestname}}", vm.name)
                self.storages[sid].setdefault("volumes", {})[name] = entry

        ident = vms[0].vmid if len(vms) == 1 else ""
        return await self.task(v["node"], "vzdump", ident, user, body)

    def forget_backups(self, vmid: int) -> None:
        """A purged VM leaves the jobs that name it; a job that names nothing more is removed."""
        for name, job in list(self.backup_jobs.items()):
            for key in ("vmid", "exclude"):
                if job.get(key):
                    left = [item for item in split_list(job[key]) if item != str(vmid)]
                    job[key] = ",".join(left)
                    if key == "vmid" and not left:
                        del self.backup_jobs[name]

    # ------------------------------------------------------------ replication

    def _replication(self, name: str, message: str) -> Values:
        if name not in self.replication_jobs:
            raise die(message)
        return self.replication_jobs[name]

    def _replication_digest(self) -> str:
        return sha1(repr(sorted((n, sorted(j.items())) for n, j in self.replication_jobs.items())))

    def _replication_view(self, name: str) -> Values:
        guest, _, number = name.partition("-")
        job = self._replication(name, f"no such replication job '{name}'")
        return dict(job, id=name, type="local", guest=int(guest), jobnum=int(number))

    async def _replication_list(self, v: Values, user: str) -> list[Values]:
        return [
            self._replication_view(name)
            for name in sorted(self.replication_jobs)
            if self.allowed(user, "/vms/" + name.partition("-")[0], "VM.Audit")
        ]

    async def _replication_read(self, v: Values, user: str) -> Values:
        view = self._replication_view(v["id"])
        self.require(user, f"/vms/{view['guest']}", "VM.Audit")
        return dict(view, digest=self._replication_digest())

    async def _replication_create(self, v: Values, user: str) -> None:
        name, target = v["id"], v["target"]
        guest = int(name.partition("-")[0])
        self.require(user, f"/vms/{guest}", "VM.Replicate")
        vm = self.vm(guest)
        if vm is None:
            raise die(f"Guest '{guest}' does not exist.")
        if target not in self.nodes:
            raise die(f"Target '{target}' does not exist.")
        if v.get("source") not in (None, vm.node):
            raise die(
                f"Source '{v['source']}' does not match current node of guest '{guest}' ({vm.node})"
            )
        if target == vm.node:
            raise die("Source and target must not be identical")
        if not self._replicatable(vm):
            raise die("No replicatable volumes found")
        if name in self.replication_jobs:
            raise die(f"replication job '{name}' already exists")
        for other, job in self.replication_jobs.items():
            if other.startswith(f"{guest}-") and job["target"] == target:
                raise die(
                    f"replication job for guest '{guest}' to target 'local/{target}' already exists"
                )
        made = {key: v[key] for key in REPLICATION_KEYS if v.get(key) is not None}
        self.replication_jobs[name] = dict(made, target=target, source=vm.node)

    async def _replication_update(self, v: Values, user: str) -> None:
        self.require(user, "/vms/" + v["id"].partition("-")[0], "VM.Replicate")
        check_digest(self._replication_digest(), v.get("digest"))
        job = self._replication(v["id"], f"no such job '{v['id']}'")
        for key in split_list(v.get("delete")):
            if key == "target":
                raise die("unable to delete required option 'target'")
            if key not in REPLICATION_KEYS:
                raise die(f"no such option '{key}'")
            job.pop(key, None)
        job.update({key: v[key] for key in REPLICATION_KEYS if v.get(key) is not None})

    async def _replication_delete(self, v: Values, user: str) -> None:
        self.require(user, "/vms/" + v["id"].partition("-")[0], "VM.Replicate")
        if v.get("force") and v.get("keep"):
            raise param_error(keep="conflicts with parameter 'force'")
        if not v.get("force"):
            self._replication(v["id"], f"no such job '{v['id']}'")
        self.replication_jobs.pop(v["id"], None)

    def _replicatable(self, vm: FakeVm) -> list[str]:
        """Only images on ZFS can be replicated."""
        return [
            volume
            for _, volume, props in drives_of(vm.config)
            if is_disk(volume, props)
            and props.get("replicate", "1") != "0"
            and self.storages.get(volume_ref(volume)[0], {}).get("type") == "zfspool"
        ]

    def _jobs_of(self, vmid: int) -> dict[str, Values]:
        jobs = self.replication_jobs.items()
        return {name: job for name, job in jobs if name.startswith(f"{vmid}-")}

    def check_replicated(self, vm: FakeVm, value: str) -> None:
        volume, props = split_drive(value)
        if not self._jobs_of(vm.vmid) or not is_disk(volume, props):
            return
        if props.get("replicate", "1") == "0":
            return
        sid = volume_ref(volume)[0]
        if sid is None:
            raise die("cannot add non-managed/pass-through volume to a replicated VM")
        if self.storages.get(sid, {}).get("type") != "zfspool" and not self.is_shared(sid):
            raise die("cannot add non-replicatable volume to a replicated VM")

    def check_replication_target(self, vm: FakeVm, target: str, force: bool) -> None:
        targets = [job["target"] for job in self._jobs_of(vm.vmid).values()]
        if vm.status == "running" and targets and target not in targets and not force:
            raise die(
                f"Cannot live-migrate replicated VM to node '{target}' - not a replication "
                "target. Use 'force' to override."
            )

    def switch_replication(self, vm: FakeVm, source: str) -> None:
        for job in self._jobs_of(vm.vmid).values():
            job["source"] = vm.node
            if job["target"] == vm.node:
                job["target"] = source

    def check_no_replication(self, vmid: int) -> None:
        for name in sorted(self._jobs_of(vmid)):
            raise die(
                f"There is a replication job '{name}' for guest '{vmid}' - "
                "Please remove that first."
            )

    def forget_replication(self, vmid: int) -> None:
        for name in self._jobs_of(vmid):
            del self.replication_jobs[name]

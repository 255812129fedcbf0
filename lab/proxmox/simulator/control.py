"""What an administrator does beside the API while it runs: POST /lab/rebuild/{vmid}."""

from __future__ import annotations

import re

from aiohttp import web
from fakepve.model import FakeVm
from fakepve.routing import die, ok
from fakepve.server import USER

from .seed import Seed


class Control(Seed):
    """Requests that no PVE has; they need the login of the administrator like all others."""

    def control_routes(self, app: web.Application) -> None:
        app.router.add_post(r"/lab/rebuild/{vmid:\d+}", self._rebuild_request)

    async def _rebuild_request(self, request: web.Request) -> web.Response:
        self.require(request[USER], "/", "VM.Allocate")
        vm = self.rebuild(int(request.match_info["vmid"]))
        return ok(
            {"vmid": vm.vmid, "name": vm.name, "node": vm.node, "smbios1": vm.config["smbios1"]}
        )

    def rebuild(self, vmid: int) -> FakeVm:
        """A template made again under its name and VMID: another UUID, other images, another MAC.

        The API refuses to delete a template that has linked clones, so a pipeline that wants the
        same VMID drops the config: base images that clones stand on stay, and the new ones get
        the next free names.
        """
        old = self.vm(vmid)
        if old is None or not old.template:
            raise die(f"VM {vmid} is not a template")
        for volume in self.images_of(vmid):
            if not self.clones_of(volume):
                self._qm_free(volume)
        self.vms.remove(old)
        found = re.search(r"virtio=([0-9A-F:]{17})", str(old.config.get("net0")), re.I)
        mac = found.group(1) if found else "BC:24:11:0A:90:00"
        head, last = mac[:-2], int(mac[-2:], 16)
        return self.make_template(vmid, old.name, old.node, f"{head}{(last + 16) % 256:02X}")

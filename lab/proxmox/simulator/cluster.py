"""The cluster as a whole: version, free VMIDs, nodes, and paths with a slash at the end."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from aiohttp import web
from fakepve.model import PveError, TaskError
from fakepve.routing import die, ok, param_error

from .access import Values
from .control import Control

RELEASES = {8: ("8.4.14", "8.4"), 9: ("9.1.4", "9.1")}
NODES = ("pve1", "pve2", "pve3")


class LabCluster(Control):
    """Three nodes that answer as PVE 9 (or 8: with HA groups in place of HA rules)."""

    def __init__(self, *args: Any, major: int = 9, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.major = major
        self.version, self.release_version = RELEASES[major]
        self.cluster_name = "lab"
        self.time_scale = 0
        self.nodes = {name: {"online": True, "bridges": "vmbr0"} for name in NODES}
        self.options: Values = {"keyboard": "en-us"}

    def _routes_cluster(self) -> list[tuple[str, str, Any]]:
        network = "/nodes/{node}/network"
        return [
            ("GET", "/cluster/nextid", self._next_id),
            ("GET", "/cluster/options", self._options_read),
            ("PUT", "/cluster/options", self._options_update),
            ("GET", network, self._networks),
            ("GET", network + "/{iface}", self._network),
        ]

    async def _next_id(self, v: Values, user: str) -> str:
        asked = v.get("vmid")
        if asked is not None:
            if self._qm_taken(int(asked)):
                raise param_error(vmid=f"VM {asked} already exists")
            return str(asked)
        limits = dict(
            part.split("=") for part in str(self.options.get("next-id", "")).split(",") if part
        )
        low, high = int(limits.get("lower", 100)), int(limits.get("upper", 1_000_000))
        for vmid in range(low, high):
            if not self._qm_taken(vmid):
                return str(vmid)
        raise die(f"unable to get any free VMID in range [{low}, {high}]")

    async def _options_read(self, v: Values, user: str) -> Values:
        return dict(self.options)

    async def _options_update(self, v: Values, user: str) -> None:
        for key in str(v.get("delete") or "").split(","):
            self.options.pop(key, None)
        self.options.update({key: x for key, x in v.items() if key != "delete"})

    async def _networks(self, v: Values, user: str) -> list[Values]:
        number = sorted(self.nodes).index(v["node"]) + 1
        address = f"192.0.2.{number + 10}"
        uplink = {"iface": "eno1", "type": "eth", "active": 1, "exists": 1, "priority": 2}
        bridge = {"iface": "vmbr0", "type": "bridge", "active": 1, "autostart": 1, "priority": 3}
        bridge.update(address=address, netmask="24", cidr=f"{address}/24", bridge_ports="eno1")
        manual = {"method": "manual", "method6": "manual", "families": ["inet"]}
        return [{**uplink, **manual}, {**manual, **bridge, "method": "static"}]

    async def _network(self, v: Values, user: str) -> Values:
        for interface in await self._networks(v, user):
            if interface["iface"] == v["iface"]:
                return {key: x for key, x in interface.items() if key != "iface"}
        raise die("interface does not exist")

    async def _fw_rule_get(self, scope: str, v: Values, user: str) -> Values:
        """PVE gives back the position as it stood in the path: as text."""
        rule = await super()._fw_rule_get(scope, v, user)
        return dict(rule, pos=str(rule["pos"]))

    async def _resources(self, request: web.Request) -> web.Response:
        answer = await super()._resources(request)
        data = json.loads(answer.text)["data"]
        if request.query.get("type") is None:
            pools = sorted(self.pools)
            data += [{"id": f"/pool/{name}", "pool": name, "type": "pool"} for name in pools]
        return ok(data)

    async def task(self, *args: Any, **kwargs: Any) -> str:
        """What goes wrong inside a task ends the task, and never leaves it running."""
        node, kind, ident, user, work, *rest = args

        async def body() -> Any:
            try:
                return await work()
            except PveError as error:
                raise TaskError(error.message) from error
            except (TaskError, asyncio.CancelledError):
                raise
            except Exception as error:
                logging.getLogger(__name__).exception("%s of %s", kind, ident)
                raise TaskError(f"internal error of the simulator: {error!r}") from error

        return await super().task(node, kind, ident, user, body, *rest, **kwargs)

    def _build_app(self) -> web.Application:
        """PVE ignores a slash at the end of a path, and providers send one."""
        app = super()._build_app()
        self.control_routes(app)
        for route in list(app.router.routes()):
            info = route.resource.get_info() if route.resource is not None else {}
            path = info.get("path") or info.get("formatter") or ""
            greedy = ".+" in info["pattern"].pattern if "pattern" in info else False
            if not greedy and "{tail" not in path and not path.endswith("/"):
                app.router.add_route(route.method, path + "/", route.handler)
        return app

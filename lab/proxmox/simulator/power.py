"""Starting, stopping and asking the guest agent (PVE::QemuServer, PVE::QemuServer::Agent)."""

from __future__ import annotations

import re
from typing import Any

from fakepve.lxc import SIZE_UNITS
from fakepve.model import FakeVm, TaskError
from fakepve.routing import die

from .access import Values
from .configuration import Configuration
from .formats import properties

# RFC 5737 keeps these for documentation: one per card, the host part by VMID.
LEASES = ("198.51.100", "203.0.113", "192.0.2")


def agent_enabled(vm: FakeVm) -> bool:
    first, _, rest = str(vm.config.get("agent", "0")).partition(",")
    enabled = properties(f"{first},{rest}").get("enabled", first)
    return enabled in ("1", "yes", "on", "true")


def cards(vm: FakeVm) -> list[tuple[int, str]]:
    """(index, MAC address) of the network cards of a VM."""
    found = []
    for key, value in vm.config.items():
        mac = re.search(r"=((?:[0-9A-F]{2}:){5}[0-9A-F]{2})", str(value), re.I)
        if re.fullmatch(r"net\d+", key) and mac:
            found.append((int(key[3:]), mac.group(1).lower()))
    return sorted(found)


def link_local(mac: str) -> str:
    octets = [int(part, 16) for part in mac.split(":")]
    octets[0] ^= 2
    words = octets[:3] + [0xFF, 0xFE] + octets[3:]
    pairs = [f"{words[i] << 8 | words[i + 1]:x}" for i in range(0, 8, 2)]
    return "fe80::" + ":".join(pairs)


def interfaces(vm: FakeVm) -> list[Values]:
    """What a Debian guest with its cloud-init settings applied reports."""

    def address(kind: str, ip: str, prefix: int) -> Values:
        return {"ip-address-type": kind, "ip-address": ip, "prefix": prefix}

    loopback = [address("ipv4", "127.0.0.1", 8), address("ipv6", "::1", 128)]
    listed = [
        {"name": "lo", "hardware-address": "00:00:00:00:00:00", "ip-addresses": loopback},
    ]
    for index, mac in cards(vm):
        ip, _, prefix = (
            properties(str(vm.config.get(f"ipconfig{index}", ""))).get("ip", "dhcp").partition("/")
        )
        if ip in ("dhcp", "manual"):
            ip, prefix = f"{LEASES[index % len(LEASES)]}.{vm.vmid % 250 + 4}", "24"
        addresses = [address("ipv4", ip, int(prefix)), address("ipv6", link_local(mac), 64)]
        listed.append({"name": f"eth{index}", "hardware-address": mac, "ip-addresses": addresses})
    return listed


class Power(Configuration):
    """/nodes/{node}/qemu/{vmid}/status and /agent."""

    async def _do_start(self, vm: FakeVm, user: str, p: Values) -> Any:
        if vm.status != "running" and not vm.lock and not vm.template:
            self.apply_pending(vm)
            try:
                self._need_bridges(vm)
            except TaskError as error:
                return await self._failed_start(vm, user, error)
        return await super()._do_start(vm, user, p)

    async def _failed_start(self, vm: FakeVm, user: str, error: TaskError) -> str:
        async def body() -> None:
            raise error

        return await self.task(vm.node, "qmstart", vm.vmid, user, body, vm=vm)

    async def _do_reboot(self, vm: FakeVm, user: str, p: Values) -> Any:
        """A reboot is a shutdown and a start: what waited is applied."""
        if vm.status == "running" and not vm.lock and vm.acpi:
            self.apply_pending(vm)
        return await super()._do_reboot(vm, user, p)

    @staticmethod
    def _vm_maxdisk(vm: FakeVm) -> int:
        """Bytes of the disk that the VM boots from."""
        devices = properties(str(vm.config.get("boot", ""))).get("order", "").split(";")
        found = re.search(r"size=(\d+)([KMGT]?)", str(vm.config.get(devices[0], "")))
        return int(found.group(1)) * SIZE_UNITS.get(found.group(2), 1) if found else 0

    def _vm_status(self, vm: FakeVm, listing: bool = False) -> Values:
        data = super()._vm_status(vm, listing)
        if not listing:
            data["agent"] = 1 if agent_enabled(vm) else 0
        return data

    async def _agent_call(self, match: Any, values: Values) -> Any:
        vm = self.find(values["node"], values["vmid"])
        if not agent_enabled(vm):
            raise die("No QEMU guest agent configured")
        if vm.status != "running":
            raise die(f"VM {vm.vmid} is not running")
        vm.agent = dict(vm.agent or {}, interfaces=interfaces(vm))
        return await super()._agent_call(match, values)

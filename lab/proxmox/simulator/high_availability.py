"""HA resources, rules and (before PVE 9) groups, with a CRM that acts at once (PVE::API2::HA)."""

from __future__ import annotations

from typing import Any

from fakepve.model import FakeVm, PveError, TaskError
from fakepve.routing import check_digest, die, sha1, split_list

from .access import Values
from .formats import flag
from .ha_rules import (
    Rule,
    decode_nodes,
    encode_nodes,
    errors_of,
    need_nodes,
    need_resources,
    place,
)
from .migration import Migration

RESOURCE_KEYS = ("state", "group", "comment", "failback", "max_restart", "max_relocate")
MIGRATED = "ha groups have been migrated to rules"


def parse_sid(text: str) -> str:
    return text if ":" in text else f"vm:{text}"


class HighAvailability(Migration):
    """/cluster/ha."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ha_resources: dict[str, Values] = {}
        self.ha_rules: dict[str, Rule] = {}
        self.ha_groups: dict[str, Values] = {}

    def _routes_ha(self) -> list[tuple[str, str, Any]]:
        resources, rules, groups = (f"/cluster/ha/{x}" for x in ("resources", "rules", "groups"))
        one, rule, group = resources + "/{sid}", rules + "/{rule}", groups + "/{group}"
        return [
            ("GET", resources, self._ha_list),
            ("POST", resources, self._ha_create),
            ("GET", one, self._ha_read),
            ("PUT", one, self._ha_update),
            ("DELETE", one, self._ha_delete),
            ("POST", one + "/migrate", self._ha_move),
            ("POST", one + "/relocate", self._ha_move),
            ("GET", rules, self._rule_list),
            ("POST", rules, self._rule_create),
            ("GET", rule, self._rule_read),
            ("PUT", rule, self._rule_update),
            ("DELETE", rule, self._rule_delete),
            ("GET", groups, self._ha_group_list),
            ("POST", groups, self._ha_group_create),
            ("GET", group, self._ha_group_read),
            ("PUT", group, self._ha_group_update),
            ("DELETE", group, self._ha_group_delete),
        ]

    # -------------------------------------------------------------------- CRM

    def _vm_of(self, sid: str) -> FakeVm | None:
        kind, _, number = sid.partition(":")
        return self.vm(int(number)) if kind == "vm" and number.isdigit() else None

    def settle(self) -> None:
        """What the CRM and LRMs do within some ten seconds: states first, then places."""
        for sid, resource in sorted(self.ha_resources.items()):
            vm = self._vm_of(sid)
            if vm is None:
                continue
            state = resource["state"]
            vm.ha_state = None if state == "ignored" else state
            if state == "started" and vm.status != "running" and not vm.template:
                self.apply_pending(vm)
                self._switch(vm, "running")
            elif state in ("stopped", "disabled") and vm.status == "running":
                self._switch(vm, "stopped")
        for sid, resource in sorted(self.ha_resources.items()):
            vm = self._vm_of(sid)
            if vm is None or resource["state"] != "started" or vm.template:
                continue
            target = self._place(sid, vm, resource)
            if target != vm.node:
                try:
                    self.relocate(vm, target)
                except TaskError as error:
                    self._log_failed_move(vm, target, error)

    @staticmethod
    def _switch(vm: FakeVm, status: str) -> None:
        vm.status = vm.qmpstatus = status
        vm.started_at = None

    def _place(self, sid: str, vm: FakeVm, resource: Values) -> str:
        others = {s: self._vm_of(s) for s in self.ha_resources if s != sid}
        where = {s: v.node for s, v in others.items() if v is not None and v.status == "running"}
        online = sorted(n for n, state in self.nodes.items() if state.get("online", True))
        rules = dict(self.ha_rules, **self._group_rules())
        return place(sid, vm.node, where, rules, online, bool(resource.get("failback", 1)))

    def _group_rules(self) -> dict[str, Rule]:
        """Groups are what node affinity rules replaced."""
        rules = {}
        for name, group in self.ha_groups.items():
            members = [s for s, r in self.ha_resources.items() if r.get("group") == name]
            nodes, strict = decode_nodes(group["nodes"]), group.get("restricted", 0)
            rules[f"group {name}"] = Rule("node-affinity", members, 0, nodes, strict)
        return rules

    def _log_failed_move(self, vm: FakeVm, target: str, error: TaskError) -> None:
        upid, pid, start = self._upid(vm.node, "qmigrate", vm.vmid, "root@pam")
        record = {"upid": upid, "node": vm.node, "pid": pid, "pstart": pid, "starttime": start}
        record |= {"type": "qmigrate", "id": str(vm.vmid), "user": "root@pam", "status": "stopped"}
        record |= {"exitstatus": str(error), "endtime": start, "log": [f"TASK ERROR: {error}"]}
        self.tasks[upid] = record
        self.tasklog.append(record)

    async def _ha_request(self, vm: FakeVm, user: str, state: str) -> str:
        """Starting or stopping a managed VM sets the state that HA keeps it in."""

        async def body() -> None:
            self.ha_resources[f"vm:{vm.vmid}"]["state"] = state
            self.settle()

        verb = "start" if state == "started" else "stop"
        log = [f"Requesting HA {verb} for VM {vm.vmid}"]
        return await self.task(vm.node, "ha" + verb, vm.vmid, user, body, lock=False, log=log)

    async def _ha_migrate_task(self, vm: FakeVm, target: str, user: str) -> str:
        async def body() -> None:
            self._crm_move(vm, target)

        log = [f"Requesting HA migration for VM {vm.vmid} to node {target}"]
        return await self.task(vm.node, "hamigrate", vm.vmid, user, body, lock=False, log=log)

    def _crm_move(self, vm: FakeVm, target: str) -> None:
        """The command is queued whatever comes of it; afterwards the rules hold again."""
        if target in self.nodes and target != vm.node:
            try:
                self.relocate(vm, target)
            except TaskError as error:
                self._log_failed_move(vm, target, error)
        self.settle()

    def forget_ha(self, vmid: int) -> None:
        """A destroyed VM leaves the resources, and the rules that name it."""
        self._drop_resource(f"vm:{vmid}", purge=True)

    def _drop_resource(self, sid: str, purge: bool) -> None:
        self.ha_resources.pop(sid, None)
        for name, rule in list(self.ha_rules.items()) if purge else []:
            rule.resources = [other for other in rule.resources if other != sid]
            if not rule.resources:
                del self.ha_rules[name]
        vm = self._vm_of(sid)
        if vm is not None:
            vm.ha_state = None

    # -------------------------------------------------------------- resources

    def _resource(self, sid: str) -> Values:
        if sid not in self.ha_resources:
            raise die(f"no such resource '{sid}'")
        return dict(self.ha_resources[sid], sid=sid, type="vm", digest=self._ha_digest())

    def _ha_digest(self) -> str:
        return sha1(repr(sorted((sid, sorted(r.items())) for sid, r in self.ha_resources.items())))

    async def _ha_list(self, v: Values, user: str) -> list[Values]:
        return [self._resource(sid) for sid in sorted(self.ha_resources)]

    async def _ha_read(self, v: Values, user: str) -> Values:
        return self._resource(parse_sid(v["sid"]))

    def _need_group(self, v: Values) -> None:
        if v.get("group") is None:
            return
        if self.major >= 9:
            raise die(f"invalid parameter 'group': {MIGRATED}")
        if v["group"] not in self.ha_groups:
            raise die(f"HA group '{v['group']}' does not exist")

    async def _ha_create(self, v: Values, user: str) -> None:
        self.need_quorum()
        sid = parse_sid(v["sid"])
        if v.get("type") not in (None, sid.partition(":")[0]):
            raise die("types does not match")
        self._need_group(v)
        if self._vm_of(sid) is None:
            raise die(f"resource '{sid}' does not exist in cluster")
        if sid in self.ha_resources:
            raise die(f"create resource failed: resource ID '{sid}' already defined")
        made = {key: v[key] for key in RESOURCE_KEYS if v.get(key) is not None}
        if made.get("state") == "enabled":
            made["state"] = "started"
        self.ha_resources[sid] = {"state": "started", **made}
        self.settle()

    async def _ha_update(self, v: Values, user: str) -> None:
        sid = parse_sid(v["sid"])
        self._need_group(v)
        check_digest(self._ha_digest(), v.get("digest"))
        if sid not in self.ha_resources:
            raise die(f"no such resource '{sid}'")
        for key in split_list(v.get("delete")):
            if key not in RESOURCE_KEYS:
                raise die(f"no such option '{key}'")
            self.ha_resources[sid].pop(key, None)
        changes = {key: v[key] for key in RESOURCE_KEYS if v.get(key) is not None}
        if changes.get("state") == "enabled":
            changes["state"] = "started"
        self.ha_resources[sid].update(changes)
        self.ha_resources[sid].setdefault("state", "started")
        self.settle()

    async def _ha_delete(self, v: Values, user: str) -> None:
        sid = parse_sid(v["sid"])
        if sid not in self.ha_resources:
            raise die(f"cannot delete service '{sid}', not HA managed!")
        self._drop_resource(sid, purge=bool(v.get("purge", 1)))

    async def _ha_move(self, v: Values, user: str) -> Values:
        sid = parse_sid(v["sid"])
        vm = self._vm_of(sid)
        if sid not in self.ha_resources or vm is None or not vm.ha_managed:
            raise die(f"'{sid}' is not managed by HA")
        self._crm_move(vm, v["node"])
        return {"sid": sid, "requested-node": v["node"]}

    # ------------------------------------------------------------------ rules

    def _need_rules_release(self, method: str, path: str) -> None:
        if self.major < 9:
            raise PveError(501, f"Method '{method} {path}' not implemented")

    def _rule_digest(self) -> str:
        return sha1(repr([(name, vars(rule)) for name, rule in sorted(self.ha_rules.items())]))

    def _rule_view(self, name: str) -> Values:
        if name not in self.ha_rules:
            raise die(f"no such ha rule '{name}'")
        view = self.ha_rules[name].view(name, self._rule_digest())
        problem = errors_of(self.ha_rules, len(self.nodes)).get(name)
        return dict(view, errors={"resources": [problem]}) if problem else view

    def _store_rule(self, name: str, rule: Rule, failed: str) -> None:
        try:
            need_resources(rule.resources, self.ha_resources)
            if rule.nodes is not None:
                need_nodes(rule.nodes, self.nodes)
        except PveError as error:
            raise die(failed + error.message) from error
        problem = errors_of({**self.ha_rules, name: rule}, len(self.nodes)).get(name)
        if problem:
            raise PveError(400, f"Rule '{name}' is invalid.", {"resources": problem})
        self.ha_rules[name] = rule
        self.settle()

    async def _rule_list(self, v: Values, user: str) -> list[Values]:
        self._need_rules_release("GET", "/cluster/ha/rules")
        wanted = sorted(self.ha_rules.items(), key=lambda item: item[1].order)
        return [
            self._rule_view(name)
            for name, rule in wanted
            if v.get("type") in (None, rule.kind) and v.get("resource") in (None, *rule.resources)
        ]

    async def _rule_read(self, v: Values, user: str) -> Values:
        self._need_rules_release("GET", "/cluster/ha/rules/" + v["rule"])
        return self._rule_view(v["rule"])

    async def _rule_create(self, v: Values, user: str) -> None:
        self._need_rules_release("POST", "/cluster/ha/rules")
        name, failed = v["rule"], "create ha rule failed: "
        if name in self.ha_rules:
            raise die(f"{failed}HA rule '{name}' already defined")
        order = max((rule.order for rule in self.ha_rules.values()), default=0) + 1
        rule = Rule(v["type"], sorted({parse_sid(s) for s in split_list(v["resources"])}), order)
        self._fill_rule(rule, v)
        required = "nodes" if rule.kind == "node-affinity" else "affinity"
        if getattr(rule, required) is None:
            raise die(f"missing value for required option '{required}'")
        self._store_rule(name, rule, failed)

    @staticmethod
    def _fill_rule(rule: Rule, v: Values) -> None:
        allowed = ("nodes", "strict") if rule.kind == "node-affinity" else ("affinity",)
        for key in ("nodes", "strict", "affinity"):
            if v.get(key) is not None and key not in allowed:
                raise die(f"unexpected property '{key}'")
        if v.get("nodes") is not None:
            rule.nodes = decode_nodes(v["nodes"])
        if flag(
            v.get("disable")
        ):  # PVE drops "disable=0": only "delete=disable" enables a rule again
            rule.disable = 1
        if v.get("strict") is not None:
            rule.strict = flag(v["strict"])
        for key in ("affinity", "comment"):
            if v.get(key) is not None:
                setattr(rule, key, v[key])

    async def _rule_update(self, v: Values, user: str) -> None:
        self._need_rules_release("PUT", "/cluster/ha/rules/" + v["rule"])
        name, failed = v["rule"], "update HA rules failed: "
        if name not in self.ha_rules:
            raise die(f"{failed}HA rule '{name}' does not exist")
        check_digest(self._rule_digest(), v.get("digest"))
        rule = Rule(**vars(self.ha_rules[name]))
        for key in split_list(v.get("delete")):
            if key not in ("strict", "disable", "comment"):
                raise die(f"{failed}unable to delete required option '{key}'")
            setattr(rule, key, None if key == "comment" else 0)
        if v.get("resources") is not None:
            rule.resources = sorted({parse_sid(s) for s in split_list(v["resources"])})
        self._fill_rule(rule, v)
        self._store_rule(name, rule, failed)

    async def _rule_delete(self, v: Values, user: str) -> None:
        self._need_rules_release("DELETE", "/cluster/ha/rules/" + v["rule"])
        self.ha_rules.pop(v["rule"], None)
        self.settle()

    # ----------------------------------------------------------------- groups

    def _group_view(self, name: str) -> Values:
        if name not in self.ha_groups:
            raise die(f"no such ha group '{name}'")
        return dict(self.ha_groups[name], group=name, type="group", digest=self._group_digest())

    def _group_digest(self) -> str:
        return sha1(repr(sorted((n, sorted(g.items())) for n, g in self.ha_groups.items())))

    def _need_groups_release(self, verb: str) -> None:
        if self.major >= 9:
            raise die(f"cannot {verb}: {MIGRATED}")

    async def _ha_group_list(self, v: Values, user: str) -> list[Values]:
        self._need_groups_release("index groups")
        return [self._group_view(name) for name in sorted(self.ha_groups)]

    async def _ha_group_read(self, v: Values, user: str) -> Values:
        self._need_groups_release("read group")
        return self._group_view(v["group"])

    async def _ha_group_create(self, v: Values, user: str) -> None:
        self._need_groups_release("create group")
        if v["group"] in self.ha_groups:
            raise die(f"create ha group failed: ha group ID '{v['group']}' already defined")
        keys = ("comment", "nofailback", "restricted")
        made = {key: v[key] for key in keys if v.get(key) is not None}
        made["nodes"] = encode_nodes(decode_nodes(v["nodes"]))
        self.ha_groups[v["group"]] = made

    async def _ha_group_update(self, v: Values, user: str) -> None:
        self._need_groups_release("update group")
        self._group_view(v["group"])
        check_digest(self._group_digest(), v.get("digest"))
        group = self.ha_groups[v["group"]]
        for key in split_list(v.get("delete")):
            if key == "nodes":
                raise die("update ha group failed: unable to delete required option 'nodes'")
            group.pop(key, None)
        keys = ("comment", "nofailback", "restricted")
        group.update({key: v[key] for key in keys if v.get(key) is not None})
        if v.get("nodes"):
            group["nodes"] = encode_nodes(decode_nodes(v["nodes"]))
        self.settle()

    async def _ha_group_delete(self, v: Values, user: str) -> None:
        self._need_groups_release("delete group")
        for sid, resource in sorted(self.ha_resources.items()):
            if resource.get("group") == v["group"]:
                raise die(f"delete ha group failed: ha group is used by service '{sid}'")
        self.ha_groups.pop(v["group"], None)

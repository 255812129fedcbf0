"""HA rules: what they may say, and where they want a resource (PVE::HA::Rules)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fakepve.routing import die, split_list


@dataclass
class Rule:
    kind: str
    resources: list[str]
    order: int
    nodes: dict[str, int] | None = None
    strict: int = 0
    affinity: str | None = None
    disable: int = 0
    comment: str | None = None

    def view(self, name: str, digest: str) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "rule": name,
            "type": self.kind,
            "order": self.order,
            "digest": digest,
            "resources": ",".join(self.resources),
        }
        if self.nodes is not None:
            # PVE fills in defaults that are true only: an unset "strict" is not shown.
            shown["nodes"] = encode_nodes(self.nodes)
        for key in ("strict", "affinity", "disable", "comment"):
            if getattr(self, key):
                shown[key] = getattr(self, key)
        return shown


def decode_nodes(text: str) -> dict[str, int]:
    found = {}
    for item in split_list(text):
        node, _, priority = item.partition(":")
        found[node] = int(priority or 0)
    return found


def encode_nodes(nodes: dict[str, int]) -> str:
    return ",".join(f"{n}:{nodes[n]}" if nodes[n] else n for n in sorted(nodes))


def errors_of(rules: dict[str, Rule], node_count: int) -> dict[str, str]:
    """Rule -> what makes it unfeasible, for the enabled rules."""
    enabled = {name: rule for name, rule in rules.items() if not rule.disable}
    node_rules = {n: r for n, r in enabled.items() if r.kind == "node-affinity"}
    together = {n: r for n, r in enabled.items() if r.affinity == "positive"}
    apart = {n: r for n, r in enabled.items() if r.affinity == "negative"}
    errors: dict[str, list[str]] = {}

    def blame(name: str, message: str) -> None:
        errors.setdefault(name, []).append(message)

    seen: dict[str, list[str]] = {}
    for name, rule in sorted(node_rules.items()):
        for sid in rule.resources:
            seen.setdefault(sid, []).append(name)
    for sid, names in sorted(seen.items()):
        for name in names if len(names) > 1 else []:
            blame(name, f"resource '{sid}' is already used in another node affinity rule")
    for name, rule in sorted({**together, **apart}.items()):
        if len(rule.resources) < 2:
            blame(name, "rule is ineffective as there are less than two resources")
        paired = [n for n, r in node_rules.items() if set(r.resources) & set(rule.resources)]
        if any(len(set((node_rules[n].nodes or {}).values())) > 1 for n in paired):
            blame(name, "resources are in node affinity rules with multiple priorities")
            for other in paired:
                blame(
                    other,
                    "resources are in a resource affinity rule and cannot be in"
                    " a node affinity rule with multiple priorities",
                )
        if rule.affinity == "positive" and len(paired) > 1:
            blame(name, "resources are in multiple node affinity rules")
    for name, rule in sorted(apart.items()):
        if len(rule.resources) > node_count:
            blame(name, "rule defines more resources than available nodes")
        for other, friends in sorted(together.items()):
            if len(set(rule.resources) & set(friends.resources)) > 1:
                shares = "rule shares two or more resources with a {0} resource affinity rule"
                blame(name, shares.format("positive"))
                blame(other, shares.format("negative"))
    return {name: ", ".join(messages) for name, messages in errors.items()}


def place(
    sid: str,
    current: str,
    where: dict[str, str],
    rules: dict[str, Rule],
    online: list[str],
    failback: bool,
) -> str:
    """The node on which the CRM wants a running resource; the current one where rules allow it."""
    candidates, preferred = list(online), list(online)
    for rule in rules.values():
        if rule.disable or rule.kind != "node-affinity" or sid not in rule.resources:
            continue
        listed = {node: prio for node, prio in (rule.nodes or {}).items() if node in online}
        if listed:
            best = max(listed.values())
            preferred = sorted(node for node, prio in listed.items() if prio == best)
        if rule.strict:
            candidates = sorted(listed)
    for rule in rules.values():
        if rule.disable or sid not in rule.resources:
            continue
        others = [where[other] for other in rule.resources if other != sid and other in where]
        if rule.affinity == "positive" and others:
            first = max(sorted(set(others)), key=others.count)
            candidates = [node for node in candidates if node == first]
        elif rule.affinity == "negative":
            candidates = [node for node in candidates if node not in others]
    if not candidates:
        return current
    best_ones = [node for node in candidates if node in preferred] or candidates
    if current in best_ones or (not failback and current in candidates):
        return current
    return best_ones[0]


def need_resources(resources: list[str], configured: Any) -> None:
    if not resources:
        raise die("no resources were specified")
    unmanaged = [sid for sid in sorted(resources) if sid not in configured]
    if unmanaged:
        raise die(f"cannot use unmanaged resource(s) {', '.join(unmanaged)}.")


def need_nodes(nodes: dict[str, int], existing: Any) -> None:
    if not nodes:
        raise die("no nodes were specified")
    missing = [node for node in sorted(nodes) if node not in existing]
    if missing:
        raise die(f"cannot use non-existent node(s) {', '.join(missing)}.")

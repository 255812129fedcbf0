"""Who may do what: the ACL tree as PVE::AccessControl and PVE::RPCEnvironment read it."""

from __future__ import annotations

from typing import Any

from fakepve import FakePve
from fakepve.model import PveError
from fakepve.shapes import PRIVILEGES

ROOT = "root@pam"
KINDS = ("users", "groups", "tokens")


def special_roles() -> dict[str, set[str]]:
    """The roles that PVE makes itself, from the groups of privileges of PVE::AccessControl."""
    every = set(PRIVILEGES)

    def starting(*prefixes: str) -> set[str]:
        return {privilege for privilege in every if privilege.startswith(prefixes)}

    audits = {privilege for privilege in every if privilege.endswith(".Audit")}
    root_only = {"Sys.PowerMgmt", "Sys.Modify", "Sys.Incoming", "Sys.AccessNetwork"}
    root_only |= {"Realm.Allocate", "Permissions.Modify"}
    vm_user = {"VM.Config.CDROM", "VM.Config.Cloudinit", "VM.Console", "VM.Backup", "VM.PowerMgmt"}
    vm_user |= {"VM.GuestAgent.FileRead", "VM.GuestAgent.FileSystemMgmt"}
    vm_user |= {"VM.GuestAgent.FileWrite", "VM.Audit", "VM.GuestAgent.Audit"}
    return {
        "Administrator": every,
        "NoAccess": set(),
        "PVEAdmin": every - root_only - {"Mapping.Modify"},
        "PVEAuditor": audits,
        "PVEDatastoreAdmin": starting("Datastore."),
        "PVEDatastoreUser": {"Datastore.AllocateSpace", "Datastore.Audit"},
        "PVEMappingAdmin": starting("Mapping."),
        "PVEMappingUser": {"Mapping.Use", "Mapping.Audit"},
        "PVEPoolAdmin": starting("Pool."),
        "PVEPoolUser": {"Pool.Audit"},
        "PVESDNAdmin": starting("SDN."),
        "PVESDNUser": {"SDN.Use", "SDN.Audit"},
        "PVESysAdmin": starting("Sys.") - root_only,
        "PVETemplateUser": {"VM.Clone", "VM.Audit"},
        "PVEUserAdmin": {"User.Modify", "Group.Allocate", "Realm.AllocateUser"},
        "PVEVMAdmin": starting("VM."),
        "PVEVMUser": vm_user,
    }


class Permissions(FakePve):
    """Users, roles and the ACL tree, and the checks that read them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts: dict[str, dict[str, Any]] = {ROOT: {"enable": 1, "tokens": {}}}
        self.user_groups: dict[str, dict[str, Any]] = {}
        self.role_privileges = special_roles()
        # path -> kind -> who -> role -> propagate
        self.acl_tree: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
        # Only "None" means "not modelled" to fakepve; what is in it is never read here.
        self.acl: dict[str, list[tuple[str, set[str]]]] = {}

    def _set_acl(
        self, path: str, named: dict[str, list[str]], roles: list[str], propagate: int, delete: bool
    ) -> None:
        node = self.acl_tree.setdefault(path, {kind: {} for kind in KINDS})
        for kind, names in named.items():
            for name in names:
                held = node[kind].setdefault(name, {})
                for role in roles:
                    if delete:
                        held.pop(role, None)
                    else:
                        held[role] = 1 if propagate else 0
        self._prune_acl()

    def _forget_in_acl(self, kind: str, name: str) -> None:
        for node in self.acl_tree.values():
            node[kind].pop(name, None)
        self._prune_acl()

    def _forget_path(self, path: str) -> None:
        self.acl_tree.pop(path, None)

    def _prune_acl(self) -> None:
        for path, node in list(self.acl_tree.items()):
            for kind in KINDS:
                node[kind] = {name: roles for name, roles in node[kind].items() if roles}
            if not any(node.values()):
                del self.acl_tree[path]

    # ----------------------------------------------------------------- checks

    def _token_info(self, user: str) -> dict[str, Any] | None:
        owner, bang, name = user.partition("!")
        return self.accounts.get(owner, {}).get("tokens", {}).get(name) if bang else None

    def _roles_at(self, user: str, path: str) -> dict[str, int]:
        """Role -> propagate, the deepest path winning; a user's own roles win over a group's."""
        parts = [part for part in path.split("/") if part]
        found: dict[str, int] = {}
        for depth in range(len(parts) + 1):
            node = self.acl_tree.get("/" + "/".join(parts[:depth]))
            if node is None:
                continue
            final = depth == len(parts)
            groups = [g for g in node["groups"] if user in self.user_groups[g]["users"]]
            sources = [node["tokens"].get(user, {}), node["users"].get(user, {})]
            sources.append({r: f for g in groups for r, f in node["groups"][g].items()})
            for source in sources:
                here = {role: flag for role, flag in source.items() if final or flag}
                if here:
                    found = here
                    break
        return {"NoAccess": found["NoAccess"]} if "NoAccess" in found else found

    def permissions_of(self, user: str, path: str) -> dict[str, int]:
        """Privilege -> propagate that a user or token holds on a path."""
        if user == ROOT:
            return dict.fromkeys(sorted(self.role_privileges["Administrator"]), 1)
        owner, is_token, _ = user.partition("!")
        if is_token:
            info = self._token_info(user)
            if info is None:
                return {}
            if not info.get("privsep"):
                return self.permissions_of(owner, path)
        roles = dict(self._roles_at(user, path))
        if "NoAccess" not in roles:
            for pool in self._pools_with(path):
                for role in self._roles_at(user, "/pool/" + pool):
                    roles.setdefault(role, 0)
        held: dict[str, int] = {}
        for role, flag in roles.items():
            for privilege in self.role_privileges.get(role, ()):
                held[privilege] = held.get(privilege, 0) or flag
        if is_token:
            of_owner = self.permissions_of(owner, path)
            held = {name: flag & of_owner[name] for name, flag in held.items() if name in of_owner}
        return dict(sorted(held.items()))

    def _pools_with(self, path: str) -> list[str]:
        kind, _, name = path.lstrip("/").partition("/")
        if kind == "vms" and name.isdigit():
            return [pool for pool, ids in self.pools.items() if int(name) in ids]
        if kind == "storage":
            return [pool for pool, meta in self.pool_info.items() if name in meta["storage"]]
        return []

    def allowed(self, user: str, path: str, priv: str) -> bool:
        return priv in self.permissions_of(user, path)

    def check_permissions(
        self,
        user: str | None,
        perms: dict[str, Any] | None,
        values: dict[str, Any],
        declared: dict[str, Any] | None = None,
    ) -> None:
        """A method without a rule is for the root@pam login alone: not for a token of it."""
        if user == ROOT:
            return
        if perms is None or user is None and perms.get("user") != "world":
            raise PveError(403, "Permission check failed (user != root@pam)")
        if "check" not in perms:
            return
        held, why = self._check(user, perms["check"], values, declared)
        if not held:
            reason = f" ({why})" if why else ""
            raise PveError(403, "Permission check failed" + reason)

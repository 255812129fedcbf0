"""Realms, users, groups, API tokens, roles and ACLs (PVE::API2::User, Group, Role, ACL)."""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Any

from fakepve.model import PveError
from fakepve.routing import die, param_error, split_list

from .permissions import Permissions, special_roles

Values = dict[str, Any]

USER_FIELDS = ("enable", "expire", "firstname", "lastname", "email", "comment", "keys")
ACL_PATH = re.compile(
    r"/|/(access|nodes|pool|sdn|storage|vms|mapping)"
    r"|/access/(groups|realm)(/[A-Za-z0-9._-]+)?"
    r"|/(nodes|storage)/[A-Za-z0-9._-]+"
    r"|/pool/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}"
    r"|/vms/[1-9][0-9]{2,}"
    r"|/sdn/(controllers|dns|fabrics|ipams|prefix-lists|route-maps|zones)(/[A-Za-z0-9._-]+){0,3}"
    r"|/mapping/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)?"
)


class Access(Permissions):
    """The /access tree."""

    def _routes_access(self) -> list[tuple[str, str, Any]]:
        users, groups, roles = "/access/users", "/access/groups", "/access/roles"
        user, token = users + "/{userid}", users + "/{userid}/token/{tokenid}"
        return [
            ("GET", "/access/permissions", self._permissions),
            ("GET", "/access/domains", self._domains),
            ("GET", users, self._user_list),
            ("POST", users, self._user_create),
            ("GET", user, self._user_read),
            ("PUT", user, self._user_update),
            ("DELETE", user, self._user_delete),
            ("GET", user + "/token", self._token_list),
            ("GET", token, self._token_read),
            ("POST", token, self._token_create),
            ("PUT", token, self._token_update),
            ("DELETE", token, self._token_delete),
            ("GET", groups, self._group_list),
            ("POST", groups, self._group_create),
            ("GET", groups + "/{groupid}", self._group_read),
            ("PUT", groups + "/{groupid}", self._group_update),
            ("DELETE", groups + "/{groupid}", self._group_delete),
            ("GET", roles, self._role_list),
            ("POST", roles, self._role_create),
            ("GET", roles + "/{roleid}", self._role_read),
            ("PUT", roles + "/{roleid}", self._role_update),
            ("DELETE", roles + "/{roleid}", self._role_delete),
            ("GET", "/access/acl", self._acl_list),
            ("PUT", "/access/acl", self._acl_update),
        ]

    async def _permissions(self, v: Values, user: str) -> Values:
        who = v.get("userid") or user
        paths = {"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"}
        paths |= set(self.acl_tree)
        wanted = [v["path"]] if v.get("path") else sorted(paths)
        held = {path: self.permissions_of(who, path) for path in wanted}
        return {path: privs for path, privs in held.items() if privs}

    async def _domains(self, v: Values, user: str) -> list[Values]:
        return [
            {"realm": "pam", "type": "pam", "comment": "Linux PAM standard authentication"},
            {"realm": "pve", "type": "pve", "comment": "Proxmox VE authentication server"},
        ]

    # ------------------------------------------------------------------ users

    def _account(self, userid: str) -> Values:
        if userid not in self.accounts:
            raise die(f"no such user ('{userid}')")
        return self.accounts[userid]

    def _view(self, userid: str) -> Values:
        account = self.accounts[userid]
        view = {key: account[key] for key in USER_FIELDS if account.get(key) is not None}
        groups = [g for g, data in sorted(self.user_groups.items()) if userid in data["users"]]
        return dict(view, groups=groups, tokens=account["tokens"])

    async def _user_list(self, v: Values, user: str) -> list[Values]:
        listed = []
        for userid in sorted(self.accounts):
            entry = self._view(userid)
            groups, tokens = entry.pop("groups"), entry.pop("tokens")
            if v.get("enabled") is not None and bool(entry.get("enable")) != bool(v["enabled"]):
                continue
            if v.get("full"):
                entry["groups"] = ",".join(groups)
                entry["tokens"] = [dict(tokens[t], tokenid=t) for t in sorted(tokens)]
            listed.append(dict(entry, userid=userid, **{"realm-type": userid.rpartition("@")[2]}))
        return listed

    async def _user_create(self, v: Values, user: str) -> None:
        userid = v["userid"]
        if userid in self.accounts:
            raise die(f"create user failed: user '{userid}' already exists")
        groups = split_list(v.get("groups"))
        self._need_groups("create user failed: ", groups)
        account = {key: v[key] for key in USER_FIELDS if v.get(key)}
        self.accounts[userid] = dict(account, enable=v.get("enable", 1), tokens={})
        if v.get("password") is not None:
            self.users[userid] = v["password"]
        for group in groups:
            self.user_groups[group]["users"].add(userid)

    async def _user_read(self, v: Values, user: str) -> Values:
        self._account(v["userid"])
        return self._view(v["userid"])

    async def _user_update(self, v: Values, user: str) -> None:
        userid = v["userid"]
        try:
            account = self._account(userid)
        except PveError as error:
            raise die("update user failed: " + error.message) from error
        groups = split_list(v.get("groups"))
        self._need_groups("update user failed: ", groups)
        account.update({key: v[key] for key in USER_FIELDS if v.get(key) is not None})
        if v.get("groups") is not None and not v.get("append"):
            for data in self.user_groups.values():
                data["users"].discard(userid)
        for group in groups:
            self.user_groups[group]["users"].add(userid)

    async def _user_delete(self, v: Values, user: str) -> None:
        userid = v["userid"]
        try:
            account = self._account(userid)
        except PveError as error:
            raise die("delete user failed: " + error.message) from error
        for token in list(account["tokens"]):
            self._forget_token(userid, token)
        del self.accounts[userid]
        self.users.pop(userid, None)
        for data in self.user_groups.values():
            data["users"].discard(userid)
        self._forget_in_acl("users", userid)

    # ----------------------------------------------------------------- tokens

    def _token(self, v: Values) -> Values:
        account = self._account(v["userid"])
        if v["tokenid"] not in account["tokens"]:
            raise die(f"no such token '{v['tokenid']}' for user '{v['userid']}'")
        return account["tokens"][v["tokenid"]]

    def _forget_token(self, userid: str, tokenid: str) -> None:
        del self.accounts[userid]["tokens"][tokenid]
        self.apitokens.pop(f"{userid}!{tokenid}", None)
        self._forget_in_acl("tokens", f"{userid}!{tokenid}")

    async def _token_list(self, v: Values, user: str) -> list[Values]:
        tokens = self._account(v["userid"])["tokens"]
        return [dict(tokens[tokenid], tokenid=tokenid) for tokenid in sorted(tokens)]

    async def _token_read(self, v: Values, user: str) -> Values:
        return self._token(v)

    async def _token_create(self, v: Values, user: str) -> Values:
        account = self._account(v["userid"])
        if v["tokenid"] in account["tokens"]:
            raise param_error(tokenid="Token already exists.")
        info = {"privsep": v.get("privsep", 1)}
        info.update({key: v[key] for key in ("expire", "comment") if v.get(key) is not None})
        account["tokens"][v["tokenid"]] = info
        full = f"{v['userid']}!{v['tokenid']}"
        self.apitokens[full] = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
        return {"info": info, "value": self.apitokens[full], "full-tokenid": full}

    async def _token_update(self, v: Values, user: str) -> Values:
        info = self._token(v)
        for key in split_list(v.get("delete")):
            if key != "comment":
                raise param_error(delete=f"unknown option '{key}'")
            info.pop("comment", None)
        info.update(
            {key: v[key] for key in ("privsep", "expire", "comment") if v.get(key) is not None}
        )
        if not info.get("comment"):
            info.pop("comment", None)
        if not v.get("regenerate"):
            return dict(info)
        full = f"{v['userid']}!{v['tokenid']}"
        self.apitokens[full] = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
        return dict(info, value=self.apitokens[full], **{"full-tokenid": full})

    async def _token_delete(self, v: Values, user: str) -> None:
        self._token(v)
        self._forget_token(v["userid"], v["tokenid"])

    # ----------------------------------------------------------------- groups

    def _need_groups(self, failed: str, groups: list[str]) -> None:
        for group in groups:
            if group not in self.user_groups:
                raise die(f"{failed}no such group '{group}'")

    def _group(self, v: Values, failed: str = "") -> Values:
        if v["groupid"] not in self.user_groups:
            raise die(f"{failed}group '{v['groupid']}' does not exist")
        return self.user_groups[v["groupid"]]

    async def _group_list(self, v: Values, user: str) -> list[Values]:
        return [
            dict(
                {"groupid": name, "users": ",".join(sorted(data["users"]))},
                **({"comment": data["comment"]} if data.get("comment") else {}),
            )
            for name, data in sorted(self.user_groups.items())
        ]

    async def _group_create(self, v: Values, user: str) -> None:
        if v["groupid"] in self.user_groups:
            raise die(f"create group failed: group '{v['groupid']}' already exists")
        self.user_groups[v["groupid"]] = {"users": set(), "comment": v.get("comment") or None}

    async def _group_read(self, v: Values, user: str) -> Values:
        data = self._group(v)
        comment = {"comment": data["comment"]} if data.get("comment") else {}
        return {"members": sorted(data["users"]), **comment}

    async def _group_update(self, v: Values, user: str) -> None:
        data = self._group(v, "update group failed: ")
        if v.get("comment") is not None:
            data["comment"] = v["comment"]

    async def _group_delete(self, v: Values, user: str) -> None:
        self._group(v, "delete group failed: ")
        del self.user_groups[v["groupid"]]
        self._forget_in_acl("groups", v["groupid"])

    # ------------------------------------------------------------------ roles

    def _role(self, v: Values, failed: str = "") -> set[str]:
        if v["roleid"] not in self.role_privileges:
            raise die(f"{failed}role '{v['roleid']}' does not exist")
        return self.role_privileges[v["roleid"]]

    def _privileges(self, v: Values, failed: str) -> set[str]:
        asked = split_list(v.get("privs"))
        for privilege in asked:
            if privilege not in self.role_privileges["Administrator"]:
                raise die(f"{failed}invalid privilege '{privilege}'")
        return set(asked)

    async def _role_list(self, v: Values, user: str) -> list[Values]:
        special = special_roles()
        return [
            {"roleid": name, "privs": ",".join(sorted(privs)), "special": int(name in special)}
            for name, privs in sorted(self.role_privileges.items())
        ]

    async def _role_create(self, v: Values, user: str) -> None:
        role = v["roleid"]
        if role.lower().startswith("pve"):
            raise param_error(
                roleid="cannot use role ID starting with the (case-insensitive) 'PVE' namespace"
            )
        if role in self.role_privileges:
            raise die(f"create role failed: role '{role}' already exists")
        self.role_privileges[role] = self._privileges(v, "create role failed: ")

    async def _role_read(self, v: Values, user: str) -> Values:
        return dict.fromkeys(sorted(self._role(v)), 1)

    async def _role_update(self, v: Values, user: str) -> None:
        if v["roleid"] in special_roles():
            raise die(f"auto-generated role '{v['roleid']}' cannot be modified")
        current = self._role(v, "update role failed: ")
        asked = self._privileges(v, "update role failed: ")
        self.role_privileges[v["roleid"]] = (current | asked) if v.get("append") else asked

    async def _role_delete(self, v: Values, user: str) -> None:
        if v["roleid"] in special_roles():
            raise die(f"auto-generated role '{v['roleid']}' cannot be deleted")
        self._role(v, "delete role failed: ")
        del self.role_privileges[v["roleid"]]

    # ------------------------------------------------------------------- ACLs

    async def _acl_list(self, v: Values, user: str) -> list[Values]:
        return [
            {"path": path, "type": kind[:-1], "ugid": who, "roleid": role, "propagate": flag}
            for path, node in sorted(self.acl_tree.items())
            for kind in ("users", "groups", "tokens")
            for who, roles in sorted(node[kind].items())
            for role, flag in sorted(roles.items())
        ]

    async def _acl_update(self, v: Values, user: str) -> None:
        named = {kind: split_list(v.get(kind)) for kind in ("users", "groups", "tokens")}
        if not any(named.values()):
            missing = "either 'users', 'groups' or 'tokens' is required."
            raise param_error(users=missing, groups=missing, tokens=missing)
        path = re.sub(r"/+", "/", v["path"]).rstrip("/") or "/"
        if not path.startswith("/") or not (v.get("delete") or ACL_PATH.fullmatch(path)):
            raise param_error(path=f"invalid ACL path '{v['path']}'")
        roles = split_list(v["roles"])
        failed = "ACL update failed: "
        for role in roles:
            if role not in self.role_privileges:
                raise die(f"{failed}role '{role}' does not exist")
        for group in named["groups"]:
            if group not in self.user_groups:
                raise die(f"{failed}group '{group}' does not exist")
        for userid in named["users"]:
            if userid not in self.accounts:
                raise die(f"{failed}user '{userid}' does not exist")
        for token in named["tokens"]:
            owner, _, name = token.partition("!")
            if name not in self.accounts.get(owner, {}).get("tokens", {}):
                raise die(f"{failed}no such token '{name}' for user '{owner}'")
        self._set_acl(path, named, roles, v.get("propagate", 1), bool(v.get("delete")))

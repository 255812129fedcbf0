"""Serves the simulated cluster until it is told to stop: python -m simulator FOLDER [options].

FOLDER holds secrets.json ({"password", "tokenSecret"}, readable by the owner only). The program
writes there: lock, process.json, TLS certificate and key, and, when it answers, ready.json.
Nothing else is kept: a stopped simulator forgets everything but its templates.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import json
import signal
import sys
from pathlib import Path

from fakepve.certs import make_cert

from .cluster import LabCluster
from .identity import hold, record, write_atomically

ADDRESS = "127.0.0.1"
USER = "root@pam"
TOKEN = "lab"
# sysexits.h, EX_TEMPFAIL: another simulator serves this folder.
ALREADY_RUNNING = 75


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="0, or a port in use: a free one")
    parser.add_argument("--release", type=int, choices=(8, 9), default=9)
    return parser.parse_args()


def make_cluster(secrets: dict[str, str], port: int, release: int) -> LabCluster:
    cluster = LabCluster(USER, secrets["password"], ADDRESS, port, major=release)
    cluster.seed()
    # Without privilege separation: what root may do by API, and nothing that asks for the login.
    cluster.accounts[USER]["tokens"][TOKEN] = {"privsep": 0}
    cluster.apitokens[f"{USER}!{TOKEN}"] = secrets["tokenSecret"]
    return cluster


async def serve(options: argparse.Namespace) -> None:
    folder: Path = options.folder
    secrets = json.loads((folder / "secrets.json").read_text())
    certificate, key, _ = make_cert(str(folder), "tls", (ADDRESS,))
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    cluster = make_cluster(secrets, options.port, options.release)
    try:
        await cluster.start(certificate, key)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        await cluster.stop()
        cluster = make_cluster(secrets, 0, options.release)
        await cluster.start(certificate, key)
    ready = {"endpoint": cluster.url + "/", "username": USER, "tokenId": f"{USER}!{TOKEN}"}
    write_atomically(folder / "ready.json", json.dumps(ready))
    print(f"serving {cluster.url}", flush=True)
    await stopped.wait()
    await cluster.stop()


def main() -> int:
    options = arguments()
    lock = hold(options.folder)
    if lock is None:
        print("another simulator serves this folder", file=sys.stderr)
        return ALREADY_RUNNING
    # First, so that nobody takes what an earlier process announced for what this one does.
    (options.folder / "ready.json").unlink(missing_ok=True)
    write_atomically(options.folder / "process.json", record())
    asyncio.run(serve(options))
    return 0


sys.exit(main())

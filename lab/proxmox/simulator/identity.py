"""The record of this process: enough to find it again and to mistake no other one for it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO


def write_atomically(path: Path, text: str) -> None:
    """A reader sees the old file or the new one, and nobody else may read it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text + "\n")
    os.replace(beside, path)


def hold(folder: Path) -> IO[str] | None:
    """A lock that lives as long as this process; None where another one has it."""
    lock = open(folder / "lock", "w")  # noqa: SIM115 - the open file is the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def record() -> str:
    """Process id, start time in clock ticks since boot, and the boot: as processes.ts reads it."""
    stat = Path("/proc/self/stat").read_text()
    start = stat[stat.rindex(")") + 2 :].split(" ")[19]
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return json.dumps({"pid": os.getpid(), "startTime": start, "bootId": boot})

"""Formats that fakepve does not check: calendar events and retention."""

from __future__ import annotations

import re

from fakepve import formats
from fakepve.routing import param_error

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTCUTS = {
    *("minutely", "hourly", "daily", "weekly", "monthly", "yearly", "annually"),
    *("quarterly", "semiannually", "semi-annually"),
}


def _day(text: str) -> int | None:
    for names in (DAYS, LONG_DAYS):
        if text in names:
            return names.index(text)
    return None


def _days(text: str) -> bool:
    for item in text.split(","):
        first, dots, last = item.partition("..")
        start, end = _day(first), _day(last if dots else first)
        if start is None or end is None or end < start:
            return False
    return True


def _field(text: str, low: int, high: int) -> bool:
    """One field of a time or date: values, ranges, repetitions and "*", separated by commas."""
    for item in text.split(","):
        found = re.fullmatch(r"(\*|\d+)(?:\.\.(\d+))?(?:/(\d+))?", item)
        if not found:
            return False
        first, last, step = found.groups()
        if first == "*" and last is not None:
            return False
        numbers = [int(n) for n in (first, last) if n not in (None, "*")]
        if any(n < low or n > high for n in numbers) or numbers != sorted(numbers):
            return False
        if step is not None and int(step) == 0:
            return False
    return True


def _time(text: str) -> bool:
    fields = text.split(":")
    if len(fields) == 1:
        return _field(text, 0, 59)  # minutes of every hour
    return len(fields) <= 3 and all(
        _field(field, 0, high) for field, high in zip(fields, (23, 59, 59), strict=False)
    )


def _date(text: str) -> bool:
    fields = text.split("-")
    if len(fields) not in (2, 3):
        return False
    limits = ((1970, 9999), (1, 12), (1, 31))[-len(fields) :]
    return all(_field(f, *limit) for f, limit in zip(fields, limits, strict=True))


def is_calendar_event(text: str) -> bool:
    """The subset of systemd's calendar events that PVE takes: [days] [date] [time]."""
    words = text.strip().lower().split()
    if words and words[-1] in ("utc",):
        words.pop()
    if len(words) == 1 and words[0] in SHORTCUTS:
        return True
    if words and _days(words[0]):
        words.pop(0)
        if not words:
            return True
    if words and _date(words[0]):
        words.pop(0)
        if not words:
            return True
    return len(words) == 1 and _time(words[0])


def _calendar_event(text: str) -> str | None:
    if not text.strip():
        return "unable to parse calendar event - event is empty"
    if is_calendar_event(text):
        return None
    return f"invalid calendar event '{text}' - unable to parse calendar event"


formats.NAMED["pve-calendar-event"] = _calendar_event


def properties(text: str) -> dict[str, str]:
    """The parts of a property string, all with a key."""
    return dict(part.split("=", 1) for part in text.split(",") if "=" in part)


def flag(value: object) -> int:
    """A boolean in one of PVE's spellings; not every schema types its booleans."""
    return int(str(value).lower() in ("1", "true", "yes", "on"))


def check_prune(text: str) -> dict[str, str]:
    """Retention options, or PVE's refusal (PVE::Storage::Plugin, validate_prune_backups)."""
    keep = properties(text)
    if "keep-all" in keep and keep["keep-all"] not in ("0", "false", "no", "off"):
        others = [key for key in keep if key != "keep-all" and keep[key] != "0"]
        if others:
            raise param_error(
                **{
                    "prune-backups": "invalid format - format error\n"
                    "keep-all: keep-all cannot be set together with other options.\n"
                }
            )
    return keep

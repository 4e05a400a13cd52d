"""Read changes of dates: as members of a merge patch, or from the fields of the photo page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gallery.errors import BadRequest
from gallery.model.dates import DATE_MEMBERS, DAY, OFFSET, SHIFT, TAKEN, DateChange, parse_date, read_offset
from gallery.web.forms import is_text
from gallery.web.request import Request, read_header

MAX_SHIFT = timedelta(days=366 * 200) // timedelta(minutes=1)
"""Minutes. Clocks of cameras start in any year."""

MAX_KEY = 200
"""Characters of an Idempotency-Key."""


def read_date_change(patch: Mapping[str, Any], key: str) -> DateChange:
    """Read the members about the date. Raises BadRequest."""
    values = {member: patch[member] for member in DATE_MEMBERS if member in patch}
    if TAKEN in values and len(values) > 1:
        raise BadRequest("Set taken, or change the date before with day, shift_minutes and offset.")
    return DateChange({member: _READERS[member](value) for member, value in values.items()}, key)


def read_date_fields(fields: Mapping[str, str]) -> DateChange:
    """Read the fields of the photo page, or its button that clears a correction. Raises BadRequest."""
    if fields.get("reset_date") == "yes":
        return DateChange({TAKEN: None})
    day, time, offset = (fields.get(name, "").strip() for name in ("date", "time", "offset"))
    if not (day or time or offset):
        return DateChange()
    taken = f"{day}T{time}{_read_offset(offset or None) or ''}" if time or offset else day
    return DateChange({TAKEN: _read_taken(taken)}, skips_equal=True)


def read_key(request: Request) -> str:
    """Return what a client sends again if it repeats a request (draft-ietf-httpapi-idempotency-key-header)."""
    key = read_header(request, "idempotency-key").strip().strip('"')
    if len(key) > MAX_KEY:
        raise BadRequest("An Idempotency-Key can have up to %(most)s characters.", most=MAX_KEY)
    return key


def check_repeatable(change: DateChange, version: str) -> None:
    """Raise BadRequest for a change that would be made again if the request were repeated."""
    if SHIFT in change.values and not (change.key or version):
        raise BadRequest("Send an Idempotency-Key with a shift, so that repeating it shifts each photo only once.")


def _read_taken(value: object) -> str | None:
    taken = parse_date(value) if is_text(value) else None
    if value is not None and taken is None:
        raise BadRequest("taken is a date like 2026-09-12T10:11:12+02:00; time and offset can be left out.")
    return taken


def _read_day(value: object) -> str:
    day = parse_date(value) if is_text(value) else None
    if not day or day != value or "T" in day:
        raise BadRequest("day is a date like 2026-09-12.")
    return day


def _read_shift(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MAX_SHIFT:
        raise BadRequest("shift_minutes is a number of minutes, up to %(most)s forward or back.", most=f"{MAX_SHIFT:,}")
    return value


def _read_offset(value: object) -> str | None:
    if value is None:
        return None
    offset = read_offset(parse_date(f"2000-01-01T00:00:00{value}") or "") if is_text(value) else ""
    if not offset:
        raise BadRequest("offset is a UTC offset like +02:00.")
    return offset


_READERS = {TAKEN: _read_taken, DAY: _read_day, SHIFT: _read_shift, OFFSET: _read_offset}

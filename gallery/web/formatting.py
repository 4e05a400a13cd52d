"""Dates, numbers and alternative texts in the request's locale.

Scripts write the same with `Intl` (photo.js, locale.js).
"""

from datetime import date, datetime
from functools import cache

from gallery.model.photos import Photo
from gallery.model.sizes import split_bytes
from gallery.translations import lazy_gettext as _
from gallery.translations import ngettext
from gallery.web.locales import current_locale

VIDEO, LIVE_PHOTO = _("Video: %(text)s"), _("Live photo: %(text)s")
"""Descriptions. static/text/grid.js has the same."""

LATIN = "0123456789"
"""The digits of most locales."""


def format_month(month: str) -> str:
    """`September 2026`."""
    year, number = map(int, month.split("-"))
    return current_locale().months[number - 1].format(y=_digits(year))


def format_day(day: str) -> str:
    """`Sat 12`: short because it's shown on a photo, below a heading with the month."""
    when = date.fromisoformat(day)
    return current_locale().weekdays[when.weekday()].format(d=_digits(when.day))


def format_time(taken: str) -> str:
    """`12 September 2026 at 10:11`, or only the day if the time is unknown. Always the camera's wall clock."""
    when, locale = datetime.fromisoformat(taken), current_locale()
    day = locale.dates[when.month - 1].format(d=_digits(when.day), y=_digits(when.year))
    time = locale.hours[when.hour].format(m=_digits(f"{when.minute:02}"))
    return locale.moment.format(date=day, time=time) if "T" in taken else day


def format_number(number: int) -> str:
    """`1,200`."""
    locale, digits = current_locale(), str(number)
    if len(digits) < (4 if locale.short else 5):
        return _digits(digits)
    head, groups = digits[:-3], [digits[-3:]]
    while head:
        head, groups = head[: -locale.size], [head[-locale.size :], *groups]
    return _digits(locale.group.join(groups))


def format_plural(one: str, many: str, count: int, **values: object) -> str:
    """Return the form of a text for a number, which is its `%(count)s`. Marks both for `dev.py translations`."""
    return ngettext(one, many, count, count=format_number(count), **values)


def format_bytes(length: int) -> str:
    """`4.1 MB`, `20 kB`."""
    tenths, unit = split_bytes(length)
    decimals = f"{current_locale().decimal}{_digits(tenths % 10)}" if tenths % 10 else ""
    return str(unit % {"size": f"{format_number(tenths // 10)}{decimals}"})


def alt_text(photo: Photo) -> str:
    """The caption, or `a.jpg, 12 September 2026 at 10:11`, that it's a video or live, and its problem, if any."""
    text = photo.caption or (f"{photo.file}, {format_time(photo.facts.taken)}" if photo.facts else photo.file)
    kind = VIDEO if photo.is_video else LIVE_PHOTO if photo.is_live else None
    shown = str(kind % {"text": text}) if kind else text
    return f"{shown}. {photo.problem}" if photo.problem else shown


def format_duration(seconds: float) -> str:
    """`1:05`, or `1:02:03` from an hour on. Anything shorter than a second is `0:01`."""
    minutes, second = divmod(max(1, int(seconds + 0.5)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _digits(number: int | str) -> str:
    digits = current_locale().digits
    return str(number) if digits == LATIN else str(number).translate(_digit_table(digits))


@cache
def _digit_table(digits: str) -> dict[int, int]:
    return str.maketrans(LATIN, digits)

"""Dates and alternative texts for people."""

from datetime import date, datetime, timedelta

from gallery.model.photos import Photo

AGE_UNITS = (("day", 24 * 60), ("hour", 60), ("minute", 1))
"""In minutes."""


def format_month(month: str) -> str:
    """`September 2026`."""
    return date.fromisoformat(f"{month}-01").strftime("%B %Y")


def format_day(day: str) -> str:
    """`Sat 12`: short because it's shown on a photo, below a heading with the month."""
    when = date.fromisoformat(day)
    return f"{when:%a} {when.day}"


def format_time(taken: str) -> str:
    """`12 September 2026, 10:11`, or only the day if the time is unknown."""
    when = datetime.fromisoformat(taken)
    day = f"{when.day} {when:%B %Y}"
    return f"{day}, {when:%H:%M}" if "T" in taken else day


def format_count(count: int) -> str:
    """`1 photo`, `1,200 photos`."""
    return f"{count:,} {'photo' if count == 1 else 'photos'}"


def format_age(age: timedelta) -> str:
    """`3 days ago`: scripts show the same in the browser's language."""
    minutes = age // timedelta(minutes=1)
    if minutes < 1:
        return "now"
    count, unit = next((minutes // length, unit) for unit, length in AGE_UNITS if minutes >= length)
    return f"{count} {unit}{'s' * (count != 1)} ago"


def alt_text(photo: Photo) -> str:
    """`a.jpg, 12 September 2026, 10:11`, and the photo's problem, if it has one."""
    text = f"{photo.file}, {format_time(photo.facts.taken)}" if photo.facts else photo.file
    return f"{text}. {photo.problem}" if photo.problem else text

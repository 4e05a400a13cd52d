"""When links expire: at the end of a day, wherever people are, because the server doesn't know their time zones."""

from datetime import UTC, date, datetime, timedelta

LAST_ZONE = timedelta(hours=12)
"""Where days end last: UTC-12."""


def end_of(day: date) -> datetime:
    """Return the time (UTC) at which a day has ended everywhere. Raises OverflowError for the end of year 9999."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) + LAST_ZONE


def end_after(days: int, now: datetime) -> datetime:
    """Return the end of the day that's so many days after today."""
    return end_of(now.astimezone(UTC).date() + timedelta(days=days))


def last_day(expires: datetime) -> date:
    """Return the last day on all of which a link works."""
    return (expires.astimezone(UTC) - LAST_ZONE - timedelta(microseconds=1)).date()

"""Sizes of files, as people read them."""

MEGABYTES_FROM = 100_000


def split_bytes(length: int) -> tuple[int, str]:
    """Return tenths of a unit, and the unit: `41, "MB"`. Halves are rounded up, as browsers do."""
    unit, name = (1_000_000, "MB") if length >= MEGABYTES_FROM else (1_000, "kB")
    return (length * 20 + unit) // (unit * 2), name


def format_bytes(length: int) -> str:
    """`4.1 MB`, `20 kB`, in English."""
    tenths, unit = split_bytes(length)
    return f"{tenths / 10:.1f}".removesuffix(".0") + f" {unit}"


def format_excess(length: int, limit: int) -> tuple[str, str]:
    """Return both sizes, in bytes if they'd look the same otherwise."""
    texts = format_bytes(length), format_bytes(limit)
    return texts if texts[0] != texts[1] else (f"{length:,} bytes", f"{limit:,} bytes")

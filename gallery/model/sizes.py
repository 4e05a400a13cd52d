"""Sizes of files, as people read them."""

UNITS = ((10**12, 10**12, "TB"), (10**9, 10**9, "GB"), (10**5, 10**6, "MB"), (0, 10**3, "kB"))
"""From how many bytes on, a unit's bytes, and its name. Scripts use the same (bytes.js)."""


def split_bytes(length: int) -> tuple[int, str]:
    """Return tenths of a unit, and the unit: `41, "MB"`. Halves are rounded up, as browsers do."""
    unit, name = next((unit, name) for start, unit, name in UNITS if length >= start)
    return (length * 20 + unit) // (unit * 2), name


def format_bytes(length: int) -> str:
    """`4.1 MB`, `20 kB`, in English."""
    tenths, unit = split_bytes(length)
    return f"{tenths / 10:.1f}".removesuffix(".0") + f" {unit}"


def format_excess(length: int, limit: int) -> tuple[str, str]:
    """Return both sizes, in bytes if they'd look the same otherwise."""
    texts = format_bytes(length), format_bytes(limit)
    return texts if texts[0] != texts[1] else (f"{length:,} bytes", f"{limit:,} bytes")

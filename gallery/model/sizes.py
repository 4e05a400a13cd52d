"""Sizes of files, as people read them."""

MEGABYTES_FROM = 100_000


def format_bytes(length: int) -> str:
    """`4.1 MB`, `20 kB`."""
    number, unit = (length / 1e6, "MB") if length >= MEGABYTES_FROM else (length / 1e3, "kB")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"


def format_excess(length: int, limit: int) -> tuple[str, str]:
    """Return both sizes, in bytes if they'd look the same otherwise."""
    texts = format_bytes(length), format_bytes(limit)
    return texts if texts[0] != texts[1] else (f"{length:,} bytes", f"{limit:,} bytes")

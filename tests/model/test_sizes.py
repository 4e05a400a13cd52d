"""Sizes of files, as people read them."""

from gallery.model.sizes import format_bytes, format_excess


def test_sizes_have_units() -> None:
    assert [str(format_bytes(99)), str(format_bytes(20_000)), str(format_bytes(4_123_456))] == [
        "0.1 kB",
        "20 kB",
        "4.1 MB",
    ]
    assert [str(format_bytes(999_940_000)), str(format_bytes(81 * 10**9)), str(format_bytes(10**12))] == [
        "999.9 MB",
        "81 GB",
        "1 TB",
    ]
    assert [str(format_bytes(2_450_000)), str(format_bytes(2_449_999))] == ["2.5 MB", "2.4 MB"]


def test_a_size_and_its_limit_never_look_the_same() -> None:
    assert tuple(map(str, format_excess(33_000, 20_000))) == ("33 kB", "20 kB")
    assert tuple(map(str, format_excess(50_000_001, 50_000_000))) == ("50,000,001 bytes", "50,000,000 bytes")

"""Read the colors in an AV1 sequence header (AV1 Bitstream & Decoding Process Specification, 5.5)."""

SEQUENCE_HEADER, MAX_OBUS = 1, 10
"""The type of the unit, and how many are read to find it: it's the first or second."""

MAX_HEADER_BYTES = 200

EXTENDED_PROFILE = 2
SELECT = 2
"""Each frame decides (5.5.1)."""


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._number, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def read(self, count: int) -> int:
        """Return the next number of some bits. Raises ValueError at the end."""
        self._left -= count
        if self._left < 0:
            raise ValueError("the header is incomplete")
        return self._number >> self._left & (1 << count) - 1


def read_sequence_colors(data: bytes) -> tuple[int, int] | None:
    """Return the numbers of primaries and curve (ITU-T H.273) of an AV1 picture, or None if it has none."""
    position = 0
    for _ in range(MAX_OBUS):
        if position >= len(data):
            break
        head = data[position]
        position += 2 if head & 4 else 1
        size = len(data) - position
        if head & 2:
            size, position = _read_leb128(data, position)
        if head >> 3 & 15 == SEQUENCE_HEADER:
            try:
                return _read_header(_Bits(data[position : position + min(size, MAX_HEADER_BYTES)]))
            except ValueError:
                return None
        position += size
    return None


def _read_leb128(data: bytes, position: int) -> tuple[int, int]:
    """Return a number of seven bits per byte, and where it ends (4.10.5)."""
    value = 0
    for index, byte in enumerate(data[position : position + 8]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:  # noqa: PLR2004 - the last one
            return value, position + index + 1
    return 0, len(data)


def _read_header(bits: _Bits) -> tuple[int, int] | None:
    profile, _, is_reduced = bits.read(3), bits.read(1), bits.read(1)
    if is_reduced:
        bits.read(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.read(4) + 1, bits.read(4) + 1
    bits.read(width_bits)
    bits.read(height_bits)
    if not is_reduced and bits.read(1):  # frame numbers
        bits.read(7)
    bits.read(3)  # superblocks, two filters
    if not is_reduced:
        _skip_tools(bits)
    bits.read(3)  # super-resolution, two filters
    is_deep = bits.read(1)
    if profile == EXTENDED_PROFILE and is_deep:
        bits.read(1)
    if profile != 1:
        bits.read(1)  # gray
    return (bits.read(8), bits.read(8)) if bits.read(1) else None


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = 0
    if bits.read(1):  # timing
        bits.read(64)
        if bits.read(1):
            zeros = 0
            while not bits.read(1):
                zeros += 1
            bits.read(zeros)
        if bits.read(1):  # decoder model
            delay_bits = bits.read(5) + 1
            bits.read(42)
    has_display_delay = bits.read(1)
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        if bits.read(5) > 7:  # noqa: PLR2004 - 5.5.1
            bits.read(1)
        if delay_bits and bits.read(1):
            bits.read(2 * delay_bits + 1)
        if has_display_delay and bits.read(1):
            bits.read(4)


def _skip_tools(bits: _Bits) -> None:
    bits.read(4)
    has_order = bits.read(1)
    if has_order:
        bits.read(2)
    screen_content = SELECT if bits.read(1) else bits.read(1)
    if screen_content and not bits.read(1):
        bits.read(1)
    if has_order:
        bits.read(3)

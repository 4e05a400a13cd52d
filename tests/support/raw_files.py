"""Small raw files of each kind, with the structure of cameras' own and a JPEG inside."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

from support.pictures import encode

SHORT, LONG, ASCII, BYTE, UNDEFINED, RATIONAL = 3, 4, 2, 1, 7, 5
TAKEN, OFFSET = "2024:05:06 07:08:09", "+02:00"


@dataclass(frozen=True)
class Place:
    """A value that's the position of something else in the file: of a directory, or of bytes after the directories."""

    name: str


@dataclass(frozen=True)
class Tag:
    """A tag of a directory."""

    number: int
    kind: int
    value: "str | bytes | int | Place | Sequence[int | Place]"
    """Rational numbers are two each."""


Directories = Mapping[str, Sequence[Tag]]


def preview(size: tuple[int, int] = (96, 64), color: str = "teal", **options: object) -> bytes:
    """The JPEG in a raw file."""
    return encode(Image.new("RGB", size, color), "JPEG", **options)


def build_tiff(
    directories: Directories, blobs: Mapping[str, bytes], order: str = "<", start: bytes = b"", base: int = 0
) -> bytes:
    """A TIFF file whose first directory is the first of these. `start` replaces its first four bytes.

    A directory named `x>` is followed by the next one (TIFF 6.0, section 2).
    """
    header = start or (b"II*\0" if order == "<" else b"MM\0*")
    header += bytes(max(0, 4 - len(header)))
    at = base + 8 + (len(header) - 4)
    places: dict[str, int] = {}
    first = at
    values: dict[str, list[bytes]] = {}
    for name, tags in directories.items():
        places[name.rstrip(">")] = at
        values[name] = [_packed(tag, {}, order) for tag in tags]
        at += 2 + 12 * len(tags) + 4 + sum(len(value) + len(value) % 2 for value in values[name] if len(value) > 4)
    for name, blob in blobs.items():
        places[name] = at
        at += len(blob)
    written = header[:4] + struct.pack(order + "L", first) + header[4:]
    names = list(directories)
    for number, (name, tags) in enumerate(directories.items()):
        following = places[names[number + 1].rstrip(">")] if name.endswith(">") else 0
        written += _directory(tags, places, order, base + len(written), following)
    return written + b"".join(blobs.values())


def _directory(tags: Sequence[Tag], places: Mapping[str, int], order: str, at: int, following: int) -> bytes:
    entries, more = struct.pack(order + "H", len(tags)), b""
    more_at = at + 2 + 12 * len(tags) + 4
    for tag in tags:
        value = _packed(tag, places, order)
        size = {SHORT: 2, LONG: 4, RATIONAL: 8}.get(tag.kind, 1)
        entries += struct.pack(order + "HHL", tag.number, tag.kind, len(value) // size)
        if len(value) > 4:
            entries += struct.pack(order + "L", more_at + len(more))
            more += value + bytes(len(value) % 2)
        else:
            entries += value.ljust(4, b"\0")
    return entries + struct.pack(order + "L", following) + more


def _packed(tag: Tag, places: Mapping[str, int], order: str) -> bytes:
    value = tag.value
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode() + b"\0"
    numbers = [value] if isinstance(value, int | Place) else list(value)
    known = [places.get(one.name, 0) if isinstance(one, Place) else one for one in numbers]
    return struct.pack(order + ("H" if tag.kind == SHORT else "L") * len(known), *known)


def exif_tags() -> list[Tag]:
    """An Exif IFD with date, offset and lens."""
    return [Tag(36867, ASCII, TAKEN), Tag(36881, ASCII, OFFSET), Tag(42036, ASCII, "35mm F1.8")]


def gps_tags() -> list[Tag]:
    """A GPS IFD: Rome."""
    return [
        Tag(1, ASCII, "N"),
        Tag(2, RATIONAL, [41, 1, 54, 1, 10, 1]),
        Tag(3, ASCII, "E"),
        Tag(4, RATIONAL, [12, 1, 27, 1, 12, 1]),
    ]


def camera_tags(make: str, orientation: int = 6) -> list[Tag]:
    """The tags that every first directory has."""
    return [
        Tag(271, ASCII, make),
        Tag(272, ASCII, "X100"),
        Tag(274, SHORT, orientation),
        Tag(34665, LONG, Place("exif")),
        Tag(34853, LONG, Place("gps")),
    ]


def jpeg_at(name: str, jpeg: bytes) -> list[Tag]:
    """The tags of a directory whose JPEG is a blob with this name."""
    return [Tag(513, LONG, Place(name)), Tag(514, LONG, len(jpeg))]


def _strip_at(name: str, data: bytes, compression: int, photometric: int | None = None) -> list[Tag]:
    shown = [] if photometric is None else [Tag(262, SHORT, photometric)]
    return [Tag(259, SHORT, compression), *shown, Tag(273, LONG, Place(name)), Tag(279, LONG, len(data))]


def _common() -> Directories:
    return {"exif": exif_tags(), "gps": gps_tags()}


SENSOR = bytes(range(256)) * 8
LOSSLESS = b"\xff\xd8\xff\xc3\0\x11\x0e\0\x40\0\x60\3\1\x11\0\2\x11\0\3\x11\0" + bytes(8000)
"""Like the raw data of Canon and others: it starts like a JPEG, and is longer than the preview."""


def dng(jpeg: bytes) -> bytes:
    """The first directory is a thumbnail, and refers to the raw data and a preview (DNG 1.7.1)."""
    thumbnail = preview((16, 12), "red")
    return build_tiff(
        {
            "first": [
                Tag(254, LONG, 1),
                *_strip_at("thumbnail", thumbnail, 7, 6),
                *camera_tags("Ricoh"),
                Tag(330, LONG, [Place("raw"), Place("preview")]),
                Tag(50706, BYTE, b"\1\4\0\0"),
            ],
            "raw": [Tag(254, LONG, 0), *_strip_at("sensor", LOSSLESS, 7, 32803)],
            "preview": [Tag(254, LONG, 1), *_strip_at("jpeg", jpeg, 7, 6)],
            **_common(),
        },
        {"thumbnail": thumbnail, "sensor": LOSSLESS, "jpeg": jpeg},
    )


def cr2(jpeg: bytes) -> bytes:
    """The first of three directories has the preview, the last one lossless JPEG."""
    thumbnail = preview((16, 12), "red")
    return build_tiff(
        {
            "first>": [*_strip_at("jpeg", jpeg, 6), *camera_tags("Canon")],
            "second>": jpeg_at("thumbnail", thumbnail),
            "raw": [*_strip_at("sensor", LOSSLESS, 6), Tag(50752, SHORT, [1, 2, 3])],
            **_common(),
        },
        {"thumbnail": thumbnail, "sensor": LOSSLESS, "jpeg": jpeg},
        start=b"II*\0CR\2\0\0\0\0\0",
    )


def nef(jpeg: bytes) -> bytes:
    """Big-endian; a directory below the first has the preview."""
    return build_tiff(
        {
            "first": [
                Tag(254, LONG, 1),
                *_strip_at("rgb", b"rgb" * 100, 1, 2),
                *camera_tags("NIKON CORPORATION"),
                Tag(330, LONG, [Place("preview"), Place("raw")]),
            ],
            "preview": [Tag(254, LONG, 1), Tag(259, SHORT, 6), *jpeg_at("jpeg", jpeg)],
            "raw": _strip_at("sensor", SENSOR, 34713, 32803),
            **_common(),
        },
        {"rgb": b"rgb" * 100, "sensor": SENSOR, "jpeg": jpeg},
        order=">",
    )


def arw(jpeg: bytes) -> bytes:
    """The first directory has a small preview, and the third one a large one."""
    small = preview((32, 24), "red")
    return build_tiff(
        {
            "first>": [
                Tag(254, LONG, 1),
                Tag(259, SHORT, 6),
                *jpeg_at("small", small),
                *camera_tags("SONY"),
                Tag(330, LONG, Place("raw")),
                Tag(50740, BYTE, b"\0\0\0\0"),
            ],
            "second>": jpeg_at("small", small),
            "third": jpeg_at("jpeg", jpeg),
            "raw": _strip_at("sensor", SENSOR, 32767, 32803),
            **_common(),
        },
        {"small": small, "sensor": SENSOR, "jpeg": jpeg},
    )


def raf(jpeg: bytes) -> bytes:
    """A header with the position of a JPEG, which has all metadata."""
    head = b"FUJIFILMCCD-RAW 0201FF383501X100".ljust(84, b"\0")
    return head + struct.pack(">LL", 148, len(jpeg)) + bytes(56) + jpeg + SENSOR


def orf(jpeg: bytes, mark: bytes = b"IIRS") -> bytes:
    """The preview is in the maker's note, whose offsets count from its start."""
    note_head = b"OLYMPUS\0II\3\0"

    def note(note_at: int, start: int) -> bytes:
        settings_at = len(note_head) + 2 + 12 + 4
        settings = [Tag(0x100, LONG, 1), Tag(0x101, LONG, start - note_at), Tag(0x102, LONG, len(jpeg))]
        main = _directory([Tag(0x2020, 13, struct.pack("<L", settings_at))], {}, "<", 0, 0)
        # A directory's type is 13, with one value (ExifTool, "EXIF").
        main = main[:6] + struct.pack("<L", 1) + main[10:]
        return note_head + main + _directory(settings, {}, "<", 0, 0)

    def build(note_at: int, at: int) -> bytes:
        return build_tiff(
            {
                "first": [*_strip_at("sensor", SENSOR, 1, 1), *camera_tags("OLYMPUS CORPORATION")],
                "exif": [*exif_tags(), Tag(37500, UNDEFINED, note(note_at, at))],
                "gps": gps_tags(),
            },
            {"sensor": SENSOR, "jpeg": jpeg},
            start=mark,
            order=">" if mark.startswith(b"MM") else "<",
        )

    draft = build(0, 0)
    return build(draft.index(note_head), draft.index(jpeg))


def rw2(jpeg: bytes) -> bytes:
    """A tag of the first directory is the preview."""
    return build_tiff(
        {
            "first": [Tag(46, UNDEFINED, jpeg), *camera_tags("Panasonic"), Tag(273, LONG, 0xFFFFFFFF)],
            **_common(),
        },
        {"sensor": SENSOR},
        start=b"IIU\0",
    )


def pef(jpeg: bytes) -> bytes:
    """The first directory has the raw data, the second one the preview."""
    return build_tiff(
        {
            "first>": [*_strip_at("sensor", SENSOR, 65535, 32803), *camera_tags("RICOH IMAGING COMPANY, LTD.")],
            "second": jpeg_at("jpeg", jpeg),
            **_common(),
        },
        {"sensor": SENSOR, "jpeg": jpeg},
        order=">",
    )


def srw(jpeg: bytes) -> bytes:
    """A directory below the first has the preview."""
    return build_tiff(
        {
            "first": [Tag(254, LONG, 1), *camera_tags("SAMSUNG"), Tag(330, LONG, [Place("preview"), Place("raw")])],
            "preview": jpeg_at("jpeg", jpeg),
            "raw": _strip_at("sensor", SENSOR, 32770, 32803),
            **_common(),
        },
        {"sensor": SENSOR, "jpeg": jpeg},
    )


def cr3(jpeg: bytes) -> bytes:
    """Boxes with metadata, XMP and a small preview, then a track whose only sample is the large one."""
    picture = build_tiff({"first": camera_tags("Canon")[:3]}, {})
    exif, gps = build_tiff({"first": exif_tags()}, {}), build_tiff({"first": gps_tags()}, {})
    canon = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    metadata = box(b"uuid", canon + box(b"CMT1", picture) + box(b"CMT2", exif) + box(b"CMT4", gps))
    small = preview((32, 24), "red")
    shown = box(b"uuid", bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16") + bytes(8) + box(b"PRVW", bytes(16) + small))

    def build(at: int) -> bytes:
        raw = _track(b"CRAW" + bytes(80) + b"CMP1", at + len(jpeg), len(SENSOR))
        movie = box(b"moov", metadata + _track(b"CRAW" + bytes(80) + b"JPEG", at, len(jpeg)) + raw)
        media = struct.pack(">L4sQ", 1, b"mdat", 16 + len(jpeg) + len(SENSOR)) + jpeg + SENSOR
        return box(b"ftyp", b"crx \0\0\0\1crx isom") + movie + shown + media

    return build(build(0).index(jpeg))


def _track(description: bytes, at: int, length: int) -> bytes:
    tables = [
        box(b"stsd", bytes(4) + struct.pack(">L", 1) + struct.pack(">L", 4 + len(description)) + description),
        box(b"stsz", bytes(4) + struct.pack(">LLL", 0, 1, length)),
        box(b"co64", bytes(4) + struct.pack(">LQ", 1, at)),
    ]
    return box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", b"".join(tables)))))


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an ISO base media file."""
    return struct.pack(">L4s", 8 + len(content), kind) + content


RAW_FILES: Mapping[str, Callable[[bytes], bytes]] = {
    "DNG": dng,
    "CR2": cr2,
    "CR3": cr3,
    "NEF": nef,
    "ARW": arw,
    "RAF": raf,
    "ORF": orf,
    "RW2": rw2,
    "PEF": pef,
    "SRW": srw,
}
"""By name of format: a function that puts a JPEG into a raw file."""


def jpeg_for(name: str) -> bytes:
    """The JPEG that a camera would put into a raw file of this format: a RAF has its metadata in the JPEG."""
    if name != "RAF":
        return preview()
    tags = {"first": camera_tags("FUJIFILM"), "exif": exif_tags(), "gps": gps_tags()}
    return preview(exif=b"Exif\0\0" + build_tiff(tags, {}))


def raw_file(name: str) -> bytes:
    """A raw file of this format."""
    return RAW_FILES[name](jpeg_for(name))

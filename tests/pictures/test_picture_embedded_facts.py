"""Camera, location, caption, tags and rating, as the worker reads them from real files of every format."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import Sample, samples
from support.live_photos import CONTENT_ID, maker_note, picture_with_note
from support.picture_files import chunk, iptc, jpeg, png, segment, short, text, tiff
from support.pictures import KEYWORDS_AND_STARS, picture_with_exif

from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures import embedded_facts
from gallery.pictures.decoding import read_exif, read_picture
from gallery.pictures.embedded_facts import MAX_TAGS_CHARACTERS, read_embedded_facts
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.worker_pool import decode
from gallery.settings import read_settings

FORUM = EmbeddedFacts(
    "Canon EOS 40D", "EF 70", 41.902778, 12.4534, "Forum, à l'aube", ("Roma", "ruins & marble"), rating=4
)
DESCRIPTION, RATING = 270, 18246
XMP = b"http://ns.adobe.com/xap/1.0/\0"


def read(data: bytes) -> EmbeddedFacts:
    return read_picture(data, "x", 100_000_000, (240,)).embedded


def with_xmp(xmp: bytes) -> bytes:
    return jpeg(segment(0xE1, XMP + xmp))


def with_exif(tags: dict[int, tuple[int, int, bytes]]) -> bytes:
    return jpeg(segment(0xE1, b"Exif\0\0" + tiff(tags)))


def subject(*keywords: bytes) -> bytes:
    items = b"".join(b"<rdf:li>%b</rdf:li>" % keyword for keyword in keywords)
    return b"<dc:subject><rdf:Bag>%b</rdf:Bag></dc:subject>" % items


@pytest.mark.parametrize("picture_format", ["JPEG", "WEBP", "AVIF"])
def test_the_worker_returns_embedded_facts_with_the_picture(picture_format: str) -> None:
    picture = decode(picture_with_exif(picture_format, xmp=KEYWORDS_AND_STARS), "x", read_settings({}))
    assert picture.embedded == FORUM


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (maker_note(CONTENT_ID.encode() + b"\0"), CONTENT_ID),
        (maker_note(CONTENT_ID.lower().encode() + b"\0"), CONTENT_ID),
        (maker_note(CONTENT_ID.encode(), offset=99), ""),
        (maker_note(CONTENT_ID.encode(), start=b"Nikon\0iOS\0\1MM"), ""),
        (maker_note(b"a=1&b=2; x"), ""),
        ({37500: (7, 12, b"Apple iOS\0\0\1")}, ""),
    ],
)
def test_the_content_identifier_of_a_live_photo(note: dict[int, tuple[int, int, bytes]], expected: str) -> None:
    """As phones write it into JPEG, HEIC and AVIF. ExifTool reads what's written here, too."""
    assert read(picture_with_note(note)).content_id == expected


def test_embedded_facts_of_a_png() -> None:
    packet = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + KEYWORDS_AND_STARS)
    exif = chunk(b"eXIf", tiff({DESCRIPTION: text("Forum")}))
    assert read(png(packet, exif)) == EmbeddedFacts(caption="Forum", tags=FORUM.tags, rating=4)


def test_a_picture_without_metadata_has_none() -> None:
    for data in (jpeg(), png()):
        assert read(data) == EmbeddedFacts()


@pytest.mark.parametrize(
    "written",
    [
        *("OLYMPUS DIGITAL CAMERA         ", "KODAK Digital Still Camera", "MOULTRIE DIGITAL GAME CAMERA", "SONY DSC"),
        *("SAMSUNG CAMERA PICTURES", "DCIM", "100DCIM", "Exif_JPEG_PICTURE", "oznor", "dav", "default", "", " "),
    ],
)
def test_what_a_camera_writes_into_every_photo_is_no_caption(written: str) -> None:
    assert read(with_exif({DESCRIPTION: text(written)})).caption == ""


@pytest.mark.parametrize("written", ["My digital camera collection", "Nor", "David", "In the DCIM folder"])
def test_words_of_a_person_are_a_caption(written: str) -> None:
    assert read(with_exif({DESCRIPTION: text(written)})).caption == written


def test_a_caption_as_long_as_the_limit_is_marked_as_cut() -> None:
    """There may be more of it in the file."""
    found = read(with_exif({DESCRIPTION: text("word " * 100)}))
    assert (found.is_cut, len(found.caption)) == (True, 300)


@pytest.mark.parametrize(
    ("xmp", "tags"),
    [
        (subject(b"Rome", b"Rome", b" a \n b "), ("Rome", "a b")),
        (subject("Zürich &amp; &#x7f85;".encode()), ("Zürich & 羅",)),
        (subject("Ã©".encode()), ("Ã©",)),
        (b"<dc:subject rdf:x='1'><rdf:Seq><rdf:li xml:lang='en'>Rome</rdf:li></rdf:Seq></dc:subject>", ("Rome",)),
        (b"<dc:creator><rdf:li>Ann</rdf:li></dc:creator>" + subject(b"Rome") + b"<rdf:li>Bob</rdf:li>", ("Rome",)),
        (subject(b"Rome")[:-4], ()),
        (b"<dc:subject/><rdf:li>Ann</rdf:li></dc:subject>", ()),
        (subject(b"", b" ", b"&#0;"), ("\N{REPLACEMENT CHARACTER}",)),
        (("\ufeff" + subject(b"R\xc3\xb3ma").decode()).encode("utf-16-le"), ("Róma",)),
        (b'<!DOCTYPE x [<!ENTITY lol "lol">]>' + subject(b"&lol;"), ("&lol;",)),
    ],
    ids=[
        *("repeated", "entities", "no guessing", "attributes", "only in subject"),
        *("cut off", "empty", "blank", "UTF-16", "own entities"),
    ],
)
def test_keywords_in_xmp(xmp: bytes, tags: tuple[str, ...]) -> None:
    assert read(with_xmp(xmp)).tags == tags


def test_keywords_in_iptc_are_utf_8_or_latin_1_and_follow_those_in_xmp() -> None:
    photoshop = segment(0xED, b"Photoshop 3.0\0" + iptc("", "", ["Zürich".encode(), "Genève".encode("latin-1"), b"A"]))
    assert read(jpeg(photoshop)).tags == ("Zürich", "Genève", "A")
    assert read(jpeg(photoshop, segment(0xE1, XMP + subject(b"A", b"B")))).tags == ("A", "B", "Zürich", "Genève")


@pytest.mark.parametrize(
    ("xmp", "rating"),
    [
        *((b"<x xmp:Rating='%d'/>" % stars, stars) for stars in range(1, 6)),
        (b"<xmp:Rating>3</xmp:Rating>", 3),
        (b"<x xap:Rating='2'/>", 2),
        (b"<x xmp:Rating='4.0'/>", 4),
        (b"<x xmp:Rating='0'/>", 0),
        (b"<x xmp:Rating='-1'/>", 0),
        (b"<x xmp:Rating='99'/>", 0),
        (b"<x xmp:Rating='nan'/>", 0),
        (b"<x xmp:RatingPercent='5' MicrosoftPhoto:Rating='5'/>", 0),
    ],
)
def test_ratings_in_xmp(xmp: bytes, rating: int) -> None:
    assert read(with_xmp(xmp)).rating == rating


def test_a_rating_in_exif_counts_unless_xmp_has_one() -> None:
    """Editors change the one in XMP, and not all know the other."""
    exif = segment(0xE1, b"Exif\0\0" + tiff({RATING: short(5)}))
    assert read(jpeg(exif)).rating == 5
    for stars in (2, 0):
        assert read(jpeg(exif, segment(0xE1, XMP + b"<x xmp:Rating='%d'/>" % stars))).rating == stars
    assert read(with_exif({RATING: short(6)})).rating == 0
    assert read(with_exif({RATING: text("x")})).rating == 0


def test_details_dont_show_the_rating() -> None:
    """The JSON interface describes all that they show."""
    assert set(read_exif(with_exif({RATING: short(5)}), "x").json()) == {"camera", "location", "description"}


def test_tags_are_limited_and_marked() -> None:
    """A message from the worker has a limit, and so has blob metadata."""
    found = read(with_xmp(subject(*(b"%0100d" % number for number in range(500)))))
    assert found.is_cut
    assert sum(map(len, found.tags)) == MAX_TAGS_CHARACTERS


@pytest.mark.parametrize(
    "damage",
    [
        segment(0xE1, b"Exif\0\0" + tiff({DESCRIPTION: text("Forum")})[:20]),
        segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"),
        segment(0xE1, b"Exif\0\0" + tiff({DESCRIPTION: (5, 1, bytes(8)), RATING: (2, 3, b"\xff\xff\xff")})),
        segment(0xE1, XMP + b"\xff\xfe\0<dc:subject>\xd8"),
        segment(0xE1, XMP + b"<dc:subject><rdf:li>&#" + b"9" * 900 + b";"),
        segment(0xE1, XMP + b"<dc:subject></dc:subject>xmp:Rating='"),
        segment(0xED, b"Photoshop 3.0\0" + iptc("", "", [b"Rome"])[:-3]),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08\x1c\2\x19\xff\xff"),
    ],
)
def test_damaged_metadata_gives_empty_values_and_no_error(damage: bytes) -> None:
    assert replace(read(jpeg(damage)), tags=()) == EmbeddedFacts()


def test_a_picture_whose_metadata_cant_be_read_is_still_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever hostile bytes may do to the parsers."""

    def fail(_: bytes) -> Iterator[str]:
        raise RecursionError

    monkeypatch.setattr(embedded_facts, "xmp_keywords", fail)
    assert read(picture_with_exif()) == EmbeddedFacts()


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_any_metadata_can_be_read_and_stored(exif: bytes, xmp: bytes, records: bytes) -> None:
    parts = PictureFile(b"", b"II*\0\x08\0\0\0" + exif, b"", b"<dc:subject><rdf:li>" + xmp, b"\x1c\2\x19" + records)
    assert read_embedded_facts(parts).metadata()


@pytest.mark.parametrize(
    "packet",
    [
        b"<dc:subject " * 80_000,
        b"<dc:subject>" * 80_000,
        b"<dc:subject>" + b"<rdf:li>" * 120_000 + b"</dc:subject>",
        b"<dc:subject>" + b"<rdf:li>x</rdf:li>" * 55_000 + b"</dc:subject>",
        b"<dc:subject>" + b"<rdf:li " + b" " * 900_000 + b"</dc:subject>",
        b"<dc:subject><rdf:li>" + b"&" * 900_000 + b"</rdf:li></dc:subject>",
        b"xmp:Rating = " * 70_000,
        b"xmp:Rating" + b" " * 900_000,
    ],
    ids=["unfinished", "arrays", "open items", "items", "blanks", "ampersands", "ratings", "blanks in a rating"],
)
def test_packets_made_to_take_long_dont(packet: bytes) -> None:
    """CPU time, because the machine may be busy."""
    start = time.process_time()
    read_embedded_facts(PictureFile(b"", xmp=packet))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "sample",
    [one for one in samples() if "gps" in one.path.name or "iptc" in one.path.name],
    ids=lambda one: one.path.name,
)
def test_real_photos_have_the_camera_and_location_that_their_details_show(sample: Sample) -> None:
    data = sample.path.read_bytes()
    found, shown = read(data), read_exif(data, sample.path.name)
    assert (found.camera, found.lens, found.caption) == (
        shown.camera.model or "",
        shown.camera.lens or "",
        shown.description or "",
    )
    assert bool(shown.location) == (found.latitude is not None)

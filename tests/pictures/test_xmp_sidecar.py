"""Sidecars of other software: what they say is understood, what we write is found, and nothing else changes."""

import time
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sidecars import LIGHTROOM

from gallery.errors import SidecarConflict
from gallery.model.annotations import Annotations, clean_caption, clean_tags
from gallery.pictures.xml_tree import MAX_NODES
from gallery.pictures.xmp_sidecar import MAX_SIDECAR_BYTES, OF, XmpSidecar

MD5 = "0123456789abcdef0123456789abcdef"

DIGIKAM = """<?xml version="1.0" encoding="UTF-8"?>
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
   digiKam:PickLabel="0"
   xmp:Rating="4"
   MicrosoftPhoto:Rating="75">
   <digiKam:TagsList><rdf:Seq><rdf:li>Places/Rome</rdf:li><rdf:li>Cat</rdf:li></rdf:Seq></digiKam:TagsList>
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|Rome</rdf:li><rdf:li>Cat</rdf:li></rdf:Bag></lr:hierarchicalSubject>
   <dc:description>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">A cat</rdf:li>
     <rdf:li xml:lang="en-US">A cat</rdf:li>
     <rdf:li xml:lang="de-DE">Eine Katze</rdf:li>
    </rdf:Alt>
   </dc:description>
   <dc:subject><rdf:Bag><rdf:li>Rome</rdf:li><rdf:li>Cat</rdf:li></rdf:Bag></dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()

DARKTABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:darktable="http://darktable.sf.net/"
   xmp:Rating="-1"
   darktable:xmp_version="5">
   <dc:subject><rdf:Seq><rdf:li>Cat</rdf:li></rdf:Seq></dc:subject>
   <darktable:history>
    <rdf:Seq><rdf:li darktable:operation="exposure" darktable:params="gz02&#xA;eJx"/></rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

IMMICH = b"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Image::ExifTool 12.99'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
 <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>
  <dc:description><rdf:Alt><rdf:li xml:lang='x-default'>A cat</rdf:li></rdf:Alt></dc:description>
 </rdf:Description>
 <rdf:Description rdf:about='' xmlns:digiKam='http://www.digikam.org/ns/1.0/'>
  <digiKam:TagsList><rdf:Seq><rdf:li>Places/Rome</rdf:li></rdf:Seq></digiKam:TagsList>
 </rdf:Description>
 <rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/'><xmp:Rating>5</xmp:Rating></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end='w'?>"""

SIDECARS = {
    "digiKam": (DIGIKAM, Annotations("A cat", ("Rome", "Cat"), 4)),
    "darktable": (DARKTABLE, Annotations(None, ("Cat",), 0)),
    "Immich and exiftool": (IMMICH, Annotations("A cat", ("Rome",), 5)),
    "Lightroom": (LIGHTROOM, Annotations("Sunset", ("beach",), 3)),
    "UTF-16": (LIGHTROOM.decode().encode("utf-16"), Annotations("Sunset", ("beach",), 3)),
}

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


def statements(data: bytes) -> set[str]:
    """Return everything that a document says, without its layout: a path for each attribute and text."""

    def walk(element: ET.Element, path: str) -> Iterator[str]:
        path = f"{path}/{element.tag}"
        yield from (f"{path}@{name}={value}" for name, value in element.attrib.items())
        if (element.text or "").strip():
            yield f"{path}={(element.text or '').strip()}"
        for child in element:
            yield from walk(child, path)

    return set(walk(ET.fromstring(data), ""))  # noqa: S314 - our own documents


def paths(data: bytes) -> set[str]:
    """Return the path of each element."""

    def walk(element: ET.Element, path: str) -> Iterator[str]:
        yield f"{path}/{element.tag}"
        for child in element:
            yield from walk(child, f"{path}/{element.tag}")

    return set(walk(ET.fromstring(data), ""))  # noqa: S314 - our own documents


@pytest.mark.parametrize(("data", "expected"), SIDECARS.values(), ids=SIDECARS)
def test_sidecars_of_other_software_are_understood(data: bytes, expected: Annotations) -> None:
    assert XmpSidecar(data).read() == expected


@pytest.mark.parametrize(("data", "before"), SIDECARS.values(), ids=SIDECARS)
def test_writing_the_same_text_changes_nothing_but_the_mark(data: bytes, before: Annotations) -> None:
    written = XmpSidecar(data).write(before, MD5)
    added = statements(written) - statements(data)
    assert [one.rpartition("=")[2] for one in added] == [MD5]
    assert statements(data) <= statements(written)


@pytest.mark.parametrize(("data", "before"), SIDECARS.values(), ids=SIDECARS)
def test_an_edit_changes_only_what_it_is_about(data: bytes, before: Annotations) -> None:
    """Other properties, languages and what's nested in them stay."""
    said = Annotations("New", (*(before.tags or ())[1:], "added"), 2)
    written = XmpSidecar(data).write(said, MD5)
    assert XmpSidecar(written).read() == said
    assert XmpSidecar(written).of == MD5
    lost = statements(data) - statements(written)
    about = ("}description", "}subject", "}Rating", "}TagsList", "}hierarchicalSubject")
    assert all(any(part in one for part in about) for one in lost), lost


def test_other_languages_stay_and_copies_of_the_default_follow() -> None:
    text = XmpSidecar(DIGIKAM).write(Annotations("A dog", ("Rome", "Cat"), 4), MD5).decode()
    assert text.count("A dog") == 2
    assert "Eine Katze" in text
    assert "A cat" not in text


def test_lists_of_tags_of_other_software_follow() -> None:
    """DigiKam and Lightroom prefer them to the plain ones. Parents stay."""
    written = XmpSidecar(DIGIKAM).write(Annotations("A cat", ("Rome", "Dog"), 4), MD5).decode()
    for path in ("Places/Rome", "Places|Rome"):
        assert path in written
    assert written.count(">Dog<") == 3
    assert ">Cat<" not in written


@pytest.mark.parametrize("data", [DIGIKAM, IMMICH], ids=["digiKam", "Immich"])
def test_tags_that_nobody_says_anything_about_anymore_hide_none(data: bytes) -> None:
    """Also for software that has lists of its own: an empty one would mean that there are none."""
    written = XmpSidecar(data).write(Annotations("A cat", None, 4), MD5)
    assert XmpSidecar(written).read().tags is None


def test_windows_gets_the_rating_too() -> None:
    assert 'MicrosoftPhoto:Rating="99"' in XmpSidecar(DIGIKAM).write(Annotations(rating=5), MD5).decode()


def test_namespaces_are_those_that_exiv2_writes() -> None:
    """It adds a slash to others. digiKam and darktable use it: with another one, our mark would be lost."""
    assert OF[0].endswith(("/", "#"))


def test_a_rejected_photo_stays_rejected_until_it_gets_a_rating() -> None:
    """For us it has no stars."""
    assert b'xmp:Rating="-1"' in XmpSidecar(DARKTABLE).write(Annotations("x", ("Cat",), 0), MD5)
    assert b'xmp:Rating="5"' in XmpSidecar(DARKTABLE).write(Annotations("x", ("Cat",), 5), MD5)


def test_line_breaks_in_attributes_stay() -> None:
    written = XmpSidecar(DARKTABLE).write(Annotations("x"), MD5)
    assert any(one.endswith("params=gz02\neJx") for one in statements(written))


def test_empty_and_missing_properties_differ() -> None:
    empty = XmpSidecar().write(Annotations("", (), 0), MD5)
    assert XmpSidecar(empty).read() == Annotations("", (), 0)
    assert XmpSidecar(XmpSidecar(empty).write(Annotations(), MD5)).read() == Annotations()


@given(TEXT, st.lists(TEXT, max_size=4), st.integers(0, 5))
def test_any_text_survives(caption: str, tags: list[str], rating: int) -> None:
    said = Annotations(clean_caption(caption), clean_tags(tags), rating)
    for data in (None, DIGIKAM, DARKTABLE, IMMICH):
        sidecar = XmpSidecar(data) if data else XmpSidecar()
        read = XmpSidecar(sidecar.write(said, MD5)).read()
        assert (read.caption, set(read.tags or ()), read.rating) == (said.caption, set(said.tags or ()), rating)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"<a>",
        b"<a/>",
        b"\xff\xfe<",
        b"\xff" + LIGHTROOM,
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'">]><a>' + b"&b;" * 1000 + b"</a>",
        LIGHTROOM.replace(b"<x:xmpmeta", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x:xmpmeta'),
        LIGHTROOM.replace(b"Sunset", b"&undefined;"),
        b"<a>" * 20_000 + b"</a>" * 20_000,
        LIGHTROOM + b" " * MAX_SIDECAR_BYTES,
        LIGHTROOM.replace(b"</x:", b"<a/>" * MAX_NODES + b"</x:"),
        LIGHTROOM.replace(b"</x:", b"<a b='' c='' d=''/>" * (MAX_NODES // 4) + b"</x:"),
    ],
    ids=range(14),
)
def test_hostile_and_damaged_sidecars_are_refused(data: bytes) -> None:
    with pytest.raises(SidecarConflict):
        XmpSidecar(data)


@given(st.integers(0, len(DIGIKAM)), st.binary(max_size=3))
def test_a_damaged_sidecar_is_read_or_refused(position: int, noise: bytes) -> None:
    damaged = DIGIKAM[:position] + noise + DIGIKAM[position + len(noise) :]
    with suppress(SidecarConflict):
        XmpSidecar(damaged).write(Annotations("x", ("y",), 1), MD5)


def test_a_merge_keeps_what_only_one_of_two_says() -> None:
    merged = XmpSidecar(LIGHTROOM)
    merged.add_missing(XmpSidecar(DARKTABLE))
    written = merged.write(merged.read(), MD5)
    assert XmpSidecar(written).read() == Annotations("Sunset", ("beach",), 3)
    text = written.decode()
    assert "Exposure2012" in text
    assert "darktable:history" in text
    assert 'darktable:xmp_version="5"' in text
    assert any("operation=exposure" in one for one in statements(written))


def sidecar(namespaces: str, properties: str, attributes: str = "") -> XmpSidecar:
    """Return a sidecar with namespaces around everything."""
    return XmpSidecar(
        f"<x:xmpmeta xmlns:x='adobe:ns:meta/' {namespaces}>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        f"<rdf:Description rdf:about='' {attributes}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>".encode()
    )


def merge(ours: XmpSidecar, other: XmpSidecar) -> bytes:
    ours.add_missing(other)
    return ours.write(ours.read(), MD5)


def test_a_merge_declares_each_namespace_once() -> None:
    namespaces = " ".join(f"xmlns:n{number}='http://ns.example/{number}/'" for number in range(14))
    properties = "".join(
        f"<n{number % 13}:p{number} n0:a=''><n1:x/></n{number % 13}:p{number}>" for number in range(450)
    )
    written = merge(XmpSidecar(LIGHTROOM), sidecar(namespaces, properties))
    assert len(written) < 25_000
    assert [written.count(b"http://ns.example/%d/" % number) for number in range(14)] == [*[1] * 13, 0]
    assert any(one.endswith("}p449/{http://ns.example/1/}x") for one in paths(written))


def test_a_merge_keeps_the_meaning_of_prefixes() -> None:
    """Of the same ones for other namespaces, of those declared within a property, and of none at all."""
    ours = sidecar("xmlns:a='urn:1' xmlns='urn:default'", "<a:one/>")
    inner = "<a:four xmlns:b='urn:4'><b:x b:c=''/></a:four>"
    other = sidecar("xmlns:a='urn:2' xmlns:b='urn:3'", f"<a:two b:x='' xml:lang='en'><y/></a:two><b:three/>{inner}")
    written = merge(ours, other)
    found = {one.partition("Description")[2] for one in paths(written)}
    expected = {"/{urn:1}one", "/{urn:2}two", "/{urn:2}two/y", "/{urn:3}three", "/{urn:2}four", "/{urn:2}four/{urn:4}x"}
    assert expected <= found
    said = statements(written)
    assert any(one.endswith("/{urn:2}two@{urn:3}x=") for one in said)
    assert any(one.endswith("/{urn:2}four/{urn:4}x@{urn:4}c=") for one in said)


LONG = "u" * 60_000


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        (("xmlns:a='urn:1'", "<a:one/>"), (f"xmlns:a='{LONG}'", "".join(f"<a:p{one}/>" for one in range(9_000)))),
        ((f"xmlns:{LONG}='urn:1'", ""), ("xmlns:a='urn:1'", "", " ".join(f"a:p{one}=''" for one in range(9_000)))),
        (("xmlns:a='urn:1'", "<a:one/>" * 11_000), ("xmlns:b='urn:2'", "<b:p/>" * 11_000)),
    ],
    ids=["namespace", "prefix", "nodes"],
)
def test_a_merge_that_would_be_too_large_is_refused_at_once(ours: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second = sidecar(*ours), sidecar(*other)
    tracemalloc.start()
    try:
        with pytest.raises(SidecarConflict):
            merge(first, second)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_merge_takes_time_proportional_to_the_properties() -> None:
    """Quadratic time would be a minute."""
    count = 9_000
    namespaces = " ".join(f"xmlns:n{number}='n:{number}'" for number in range(count // 2))
    attributes = " ".join(f"n{number}:a=''" for number in range(count // 2))
    other = sidecar(namespaces, "".join(f"<n{number}:b/>" for number in range(count // 2)), attributes)
    ours = XmpSidecar(LIGHTROOM)
    started = time.process_time()
    ours.add_missing(other)
    assert time.process_time() - started < 2

"""Dates in sidecars: as other software writes them, and as it reads them."""

import pytest

from gallery.model.annotations import Annotations
from gallery.model.dates import DateHistory
from gallery.pictures.xmp_sidecar import XmpSidecar

NEW = "2026-09-13T03:11:12+02:00"

FILE = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" {}/>
</rdf:RDF></x:xmpmeta>"""


def sidecar(**properties: str) -> XmpSidecar:
    text = " ".join(f'{name.replace("_", ":")}="{value}"' for name, value in properties.items())
    return XmpSidecar(FILE.format(text).encode())


@pytest.mark.parametrize(
    ("properties", "taken"),
    [
        ({"exif_DateTimeOriginal": "2026-09-12T20:11:12.5+02:00"}, "2026-09-12T20:11:12.5+02:00"),
        ({"exif_DateTimeOriginal": "2026:09:12 20:11:12.123"}, "2026-09-12T20:11:12.123"),
        ({"exif_DateTimeOriginal": "", "photoshop_DateCreated": "2026-09-12"}, "2026-09-12"),
        (
            {"exif_DateTimeOriginal": "2026-09-12T20:11:12", "photoshop_DateCreated": "2020-01-01"},
            "2026-09-12T20:11:12",
        ),
        ({"xmp_CreateDate": "2026-09-12T20:11:12"}, None),
        ({"exif_DateTimeOriginal": "2026-09"}, None),
    ],
)
def test_dates_of_other_software_are_understood(properties: dict[str, str], taken: str | None) -> None:
    """Of digiKam and Lightroom, darktable, and press agencies. `xmp:CreateDate` can be when a slide was scanned."""
    assert sidecar(**properties).read().taken == taken


def test_every_property_that_says_the_date_follows() -> None:
    before = "2026-09-12T20:11:12+02:00"
    copies = dict.fromkeys(("exif_DateTimeOriginal", "photoshop_DateCreated", "xmp_CreateDate"), before)
    written = sidecar(**copies, xmp_ModifyDate=before).write(Annotations(taken=NEW), "0" * 32).decode()
    assert (written.count(NEW), written.count(before)) == (3, 1)
    scanned = {**copies, "xmp_CreateDate": "2030-01-01"}
    assert "2030-01-01" in sidecar(**scanned).write(Annotations(taken=NEW), "0" * 32).decode()


def test_a_date_that_is_cleared_is_gone_and_what_is_remembered_stays() -> None:
    history = DateHistory("2026-09-12", "a.b", "2026-09-12T20:11:12")
    written = XmpSidecar().write(Annotations(taken=NEW, history=history), "0" * 32)
    assert XmpSidecar(written).read() == Annotations(taken=NEW, history=history)
    cleared = XmpSidecar(written).write(Annotations(history=history), "0" * 32)
    assert XmpSidecar(cleared).read() == Annotations(history=history)
    assert b"exif:DateTimeOriginal" not in cleared

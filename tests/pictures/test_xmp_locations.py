"""Locations in sidecars, as other software writes them."""

import pytest

from gallery.model.annotations import Annotations
from gallery.pictures.xmp_sidecar import XmpSidecar

FILE = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 exif:GPSLatitude="{}" exif:GPSLongitude="{}" exif:GPSMapDatum="WGS-84"/></rdf:RDF></x:xmpmeta>"""


def sidecar(latitude: str, longitude: str) -> XmpSidecar:
    return XmpSidecar(FILE.format(latitude, longitude).encode())


@pytest.mark.parametrize(
    ("latitude", "longitude", "location"),
    [
        ("41,53.4126N", "12,29.53386E", (41.89021, 12.492231)),
        ("33,51,25.2S", "151,12,36W", (-33.857, -151.21)),
        ("41,53.4126N", "12,29.53386W", (41.89021, -12.492231)),
        ("0,0N", "0,0.5E", (0.0, 0.008333)),
        (" 90N ", "180,0W", (90.0, -180.0)),
    ],
)
def test_degrees_with_minutes_and_seconds_are_understood(
    latitude: str, longitude: str, location: tuple[float, float]
) -> None:
    """Exiftool, digiKam and the importer write minutes with decimals, and other software seconds."""
    assert sidecar(latitude, longitude).read().location == location


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        *(("", ""), ("41,53.4N", ""), ("41,53.4E", "12,29.5N"), ("41,53.4", "12,29.5"), ("north", "east")),
        *(("91,0N", "12,0E"), ("41,0N", "180,1E"), ("41,53,25,1N", "12E"), ("41," + "1" * 100_000 + "N", "12E")),
    ],
    ids=lambda one: one[:20],
)
def test_whatever_is_no_place_on_earth_is_ignored(latitude: str, longitude: str) -> None:
    assert sidecar(latitude, longitude).read() == Annotations()


def test_edits_keep_a_location() -> None:
    read = sidecar("41,53.4126N", "12,29.53386E")
    written = read.write(Annotations(caption="Rome"), "0" * 32)
    assert b'exif:GPSLatitude="41,53.4126N"' in written
    assert XmpSidecar(written).read().location == (41.89021, 12.492231)

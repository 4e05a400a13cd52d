"""Each photo of a Takeout finds its JSON, however Google has shortened and numbered the names."""

import pytest

from importer.sources.takeout_folders import find_albums
from importer.sources.takeout_names import match_jsons

LONG = "123456789123456789123456789123456789_DSCN0091"

PAIRS = [
    ("IMG_1.jpg", "IMG_1.jpg.json"),
    ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
    ("IMG_1.jpg", "IMG_1.jpg.supplemental-meta.json"),
    ("IMG_1.jpg", "IMG_1.jpg.suppl.json"),
    ("IMG_1.jpg", "IMG_1.jpg.s.json"),
    ("IMG_1.jpg", "IMG_1.jpg..json"),
    ("IMG_1(1).jpg", "IMG_1.jpg(1).json"),
    ("IMG_1(1).jpg", "IMG_1.jpg.supplemental-metadata(1).json"),
    ("IMG_1(12).jpg", "IMG_1.jpg.supple(12).json"),
    ("IMG_1(1).jpg", "IMG_1(1).jpg.json"),
    ("Negative(1)(1).jpg", "Negative(1).jpg.supplemental-metadata(1).json"),
    ("Negative(1)-editat(1).jpg", "Negative(1).jpg.supplemental-metadata(1).json"),
    ("IMG_1-edited.jpg", "IMG_1.jpg.json"),
    ("IMG_1-bearbeitet.jpg", "IMG_1.jpg.supplemental-metadata.json"),
    ("IMG_1-modifié.jpg", "IMG_1.jpg.supplemental-metadata.json"),
    ("IMG_1-ha editado.jpg", "IMG_1.jpg.supplemental-metadata.json"),
    ("IMG_1-edited(1).jpg", "IMG_1.jpg(1).json"),
    ("IMG_1-編集済み.jpg", "IMG_1.jpg.json"),
    ("IMG_1-edited.jpg", "IMG_1.HEIC.supplemental-metadata.json"),
    ("Screenshot_2017-07-05-10-05-26.png", "Screenshot_2017-07-05-10-05-26.png.supplementa.json"),
    ("Screenshot_20220207_102421_com.snapchat.android.jpg", "Screenshot_20220207_102421_com.snapchat.androi.json"),
    ("D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg", "D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg.supp.json"),
    ("Urlaub in Knaufspesch in der Schneifel (38).JPG", "Urlaub in Knaufspesch in der Schneifel (38).JP.json"),
    (f"{LONG}.JPG", f"{LONG}.JP.supplemental-meta.json"),
    (f"{LONG}(1).JPG", f"{LONG}.JP.supplemental-meta(1).json"),
    (f"{LONG}-ha edit.JPG", f"{LONG}.JP.supplemental-meta.json"),
    ("Peanut Butter Balls.jpg", "Peanut Butter Balls.supplemental-metadata.json"),
    ("IMG_L1.MP4", "IMG_L1.HEIC.supplemental-metadata.json"),
    ("PXL_1.MP", "PXL_1.MP.jpg.supplemental-metadata.json"),
]


@pytest.mark.parametrize(("file", "json"), PAIRS)
def test_the_json_of_a_photo_is_found(file: str, json: str) -> None:
    siblings = {file, "IMG_L1.HEIC", "PXL_1.MP.jpg"}
    assert match_jsons(siblings, dict.fromkeys([json, "other.jpg.json", "metadata.json"], ""))[file] == json


@pytest.mark.parametrize(
    ("file", "json"),
    [
        ("IMG_1.jpg", "IMG_10.jpg.json"),
        ("IMG_1(1).jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg(1).json"),
        ("IMG_1-2.jpg", "IMG_1.jpg.json"),
        ("IMG_2.MP4", "IMG_L1.HEIC.json"),
    ],
)
def test_the_json_of_another_photo_is_not_taken(file: str, json: str) -> None:
    assert match_jsons({file}, {json: ""}) == {}


def test_a_numbered_photo_prefers_the_json_with_its_whole_name() -> None:
    """It may have been called so in the camera."""
    jsons = {"IMG(1).jpg.supplemental-metadata.json", "IMG.jpg.supplemental-metadata(1).json"}
    found = match_jsons({"IMG(1).jpg"}, dict.fromkeys(jsons, ""))
    assert found == {"IMG(1).jpg": "IMG(1).jpg.supplemental-metadata.json"}


CUT = "Original 123456789 123456789 123456789 123456789"[:47]


@pytest.mark.parametrize("title", ["", f"{CUT} and more.jpg"])
def test_photos_with_shortened_names_get_their_own_json(title: str) -> None:
    """The second one's JSON is numbered too. Its edited version has the same."""
    files = {f"{CUT}.jpg", f"{CUT}(1).jpg", f"{CUT}-edited(1).jpg", f"{CUT}-edited.jpg"}
    first, second = f"{CUT[:46]}.json", f"{CUT[:46]}(1).json"
    assert match_jsons(files, {first: title, second: title}) == {
        f"{CUT}.jpg": first,
        f"{CUT}-edited.jpg": first,
        f"{CUT}(1).jpg": second,
        f"{CUT}-edited(1).jpg": second,
    }


def test_a_json_is_about_one_photo_only() -> None:
    """The JSON of the second one may be in a zip that's missing."""
    assert match_jsons({f"{CUT}.jpg", f"{CUT}(1).jpg"}, {f"{CUT[:46]}.json": ""}) == {f"{CUT}.jpg": f"{CUT[:46]}.json"}


def test_of_two_shortened_names_the_title_decides() -> None:
    one, two = f"{CUT[:46]}a", f"{CUT[:46]}b"
    found = match_jsons({f"{one}.jpg", f"{two}.jpg"}, {f"{CUT[:46]}.json": f"{two}cd.jpg"})
    assert found == {f"{two}.jpg": f"{CUT[:46]}.json"}


def test_a_raw_file_shares_the_json_of_its_picture() -> None:
    files = {f"{CUT}.jpg", f"{CUT}.dng"}
    assert match_jsons(files, {f"{CUT[:46]}.json": ""}) == dict.fromkeys(files, f"{CUT[:46]}.json")


@pytest.mark.parametrize(
    "folder",
    [
        "Photos from 2019",
        "Fotos von 2019",
        "Photos de 2019",
        "Fotos de 2019",
        "Foto dal 2019",
        "Foto\u2019s uit 2019",
        "2019年の写真",
    ],
)
def test_a_folder_of_a_year_is_no_album(folder: str) -> None:
    name = f"Takeout/Google Photos/{folder}"
    assert find_albums({name: None}) == {name: ""}


def test_folders_of_years_in_an_unknown_language_are_recognized_by_their_number() -> None:
    names = {f"Takeout/G/Bilikoj el {year}": None for year in (2017, 2018, 2019)}
    assert set(find_albums(names).values()) == {""}
    titled = {f"Takeout/G/Summer {year}": f"Summer {year}" for year in (2017, 2018, 2019)}
    assert set(find_albums(titled).values()) == {"Summer 2017", "Summer 2018", "Summer 2019"}


@pytest.mark.parametrize(
    ("folder", "title", "album"),
    [
        ("Rome", "Rome & Lazio", "Rome & Lazio"),
        ("Rome", None, "Rome"),
        ("Untitled(3)", "", ""),
        ("2015-06-12 #2", "2015-06-12 #2", ""),
        ("A_B", "A/B", "A-B"),
        ("Summer 2019", None, "Summer 2019"),
    ],
)
def test_an_album_has_the_title_that_its_json_says(folder: str, title: str | None, album: str) -> None:
    name = f"Takeout/Google Photos/{folder}"
    assert find_albums({name: title, "Takeout": None}) == {name: album, "Takeout": ""}

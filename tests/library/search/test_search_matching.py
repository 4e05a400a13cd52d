"""Which photos and albums match a query."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from gallery.library.search.matching import Matcher, compile_query
from gallery.library.search.query import parse_query


@dataclass(frozen=True)
class Row:
    name: str = "2019/07/21/IMG_1234.jpg"
    when: str = "2019-07-21T10:11:12"
    caption: str = ""
    embedded_caption: str = ""
    tags: str = ""
    camera: str = ""
    lens: str = ""
    place: str = ""
    is_favorite: bool = False


def matcher(query: str, *, is_owner: bool = True) -> Matcher:
    return compile_query(parse_query(query, is_owner=is_owner), is_owner=is_owner)


def matches(query: str, row: Row, *, is_owner: bool = True) -> bool:
    return matcher(query, is_owner=is_owner).matches(row)


def caption_matches(query: str, caption: str) -> bool:
    return matches(query, Row(caption=caption))


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("beach rome", "Rome, the Beach"),
        ("rom bea", "Rome beach"),
        ("strasse", "Straße"),
        ("Straße", "STRASSE"),
        ("elodie", "Élodie"),
        ("Élodie", "elodie"),
        ("ISTANBUL", "İstanbul \u0131ş\u0131k"),
        ("isik", "İstanbul \u0131ş\u0131k"),
        ("\uff32ome", "rome"),
        ("東京", "昨日の東京タワー"),
        ("タワー", "昨日の東京タワー"),
        ("tower", "東京tower"),
        ("한국", "대한국"),
        ("😀", "love😀"),
        ("2019", "img20190721"),
        ("cat", "20190721cat"),
        ("jean-luc", "Jean Luc"),
        ("f/2.8", "at f/2.8"),
        ("λ1λ", "λλ1λ1λ"),
        ("foo:bar", "bar or foo"),
        ("is:best", "this is my best"),
        ("हिन्दी", "यह हिन्दी है"),
        ("", "anything"),
        ("& -", "anything"),
    ],
)
def test_words_match_in_any_order_by_their_beginnings(query: str, caption: str) -> None:
    assert caption_matches(query, caption)


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("beach rome", "Rome"),
        ("ome", "Rome"),
        ("stanbul", "İstanbul"),
        ("romeo", "Rome"),
        ("f/2.8", "f 28, 2 or 8"),
        ("foo:bar", "foo"),
        ("パパ", "ハハ"),
        ("019", "2019"),
        ("न्दी", "यह हिन्दी है"),
    ],
)
def test_all_words_must_match_from_their_start(query: str, caption: str) -> None:
    assert not caption_matches(query, caption)


@pytest.mark.parametrize(
    ("query", "caption", "expected"),
    [
        ('"summer in rome"', "Our Summer in Rome!", True),
        ('"summer in rome"', "summer_in - Rome", True),
        ('"summer in rome"', "summer\nin rome", True),
        ('"summer in rome"', "in rome, summer", False),
        ('"summer in rome"', "summer in old rome", False),
        ('"summer in rome"', "midsummer in rome", False),
        ('"rome"', "Romeo", False),
        ('"rome"', "Romeλ, Rome東京", True),
        ('"rome"', "Romeλ", False),
        ('"rome"', "Rome2019", True),
        ('"東京"', "東京タワー", True),
    ],
)
def test_a_quoted_phrase_matches_whole_words_in_this_order(query: str, caption: str, *, expected: bool) -> None:
    assert caption_matches(query, caption) is expected


def test_no_phrase_spans_two_fields_or_tags() -> None:
    row = Row(name="Rome/summer.jpg", caption="in", tags="old\ntown", camera="Canon", lens="RF 50")
    assert all(matches(query, row) for query in ('"rome summer"', "old town", "canon rf", '"rf 50"'))
    assert not any(matches(query, row) for query in ('"jpg in"', '"old town"', '"canon rf"', "old-town"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("-beach", True), ("-rome", False), ("rome -beach", True), ("rome -sun", False)),
        *(("-2019", False), ("-2018", True), ("-before:2019", True), ("-after:2018", False)),
        *(("-album:rome", True), ("-type:jpg", False), ("-is:unsorted", True), ('-"rome sunset"', True)),
    ],
)
def test_a_minus_excludes(query: str, *, expected: bool) -> None:
    assert matches(query, Row(caption="Sunset in Rome")) is expected


@pytest.mark.parametrize(
    ("query", "field"),
    [(field, field) for field in ("caption", "embedded_caption", "tags", "camera", "lens", "place")],
)
def test_the_owner_searches_every_field(query: str, field: str) -> None:
    changes: dict[str, Any] = {field: f"my {query.replace('_', ' ')}"}
    row = replace(Row(), **changes)
    assert matches(query, row)
    assert not matches(query, Row())


@pytest.mark.parametrize("secret", ["embedded", "tag", "camera", "lens", "place"])
@pytest.mark.parametrize(
    "text", ["{}", "-{}", '"{}"', "camera:{}", "-camera:{}", "{} rome", "place:{}", "tag:{}", "is:favorite", "-★"]
)
def test_visitors_find_nothing_out_about_what_they_cannot_see(secret: str, text: str) -> None:
    """A photo with these facts matches exactly if one without them does."""
    plain = Row(name="Rome/1.jpg", caption="Rome")
    full = replace(
        plain,
        embedded_caption="embedded é",
        tags="tag",
        camera="camera",
        lens="lens",
        place="place",
        is_favorite=True,
    )
    for is_owner in (True, False):  # also if a query was read for the owner by mistake
        visitors = compile_query(parse_query(text.format(secret), is_owner=is_owner), is_owner=False)
        assert visitors.matches(full) == visitors.matches(plain)


@pytest.mark.parametrize(
    "query", ["rome", "IMG_1", "img_1234.jpg", "beach", "2019", "July 2019", "album:rome", "type:jpg"]
)
def test_visitors_search_captions_file_names_dates_and_albums(query: str) -> None:
    assert matches(query, Row(name="Trips/Rome/IMG_1234.jpg", caption="Beach"), is_owner=False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("2019", True), ("2019-07", True), ("2019-07-21", True), ("July 2019", True), ("21 jul 2019", True)),
        *(("2018", False), ("2019-08", False), ("2019-07-22", False), ("June 2019", False), ("2019-07-2", False)),
        *(("before:2020", True), ("before:2019-08", True), ("before:2019-07-22", True)),
        *(("before:2019", False), ("before:2019-07", False), ("before:2019-07-21", False)),
        *(("after:2018", True), ("after:2019-06", True), ("after:2019-07-20", True)),
        *(("after:2019", False), ("after:2019-07", False), ("after:2019-07-21", False)),
        *(("after:2018 before:2020", True), ("after:2018 before:2019", False)),
    ],
)
@pytest.mark.parametrize("when", ["2019-07-21T00:00:00", "2019-07-21T23:59:59.5", "2019-07-21"])
def test_dates_match_the_day_the_photo_was_taken(query: str, when: str, *, expected: bool) -> None:
    """`before:` ends before the period starts, and `after:` starts when it has ended."""
    assert matches(query, Row(name="Rome/x.jpg", when=when)) is expected


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("2019", "Best of 2019"),
        ("July 2019", "2019, late July"),
        ("2019-07-21", "on 2019-07-21"),
        ("2019-07", "2019_07"),
    ],
)
def test_a_date_without_an_operator_also_matches_words(query: str, caption: str) -> None:
    row = Row(name="Rome/x.jpg", when="2020-01-01")
    assert matches(query, replace(row, caption=caption))
    assert not matches(query, row)


def test_dates_with_an_operator_match_no_words() -> None:
    assert not matches("before:2020", Row(when="2020-01-01", caption="before 2020"))


@pytest.mark.parametrize("query", ["2019", "before:2019", "after:2019"])
def test_an_unknown_date_matches_no_date(query: str) -> None:
    assert not matches(query, Row(name="Rome/x.jpg", when=""))


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("2019/07/21/IMG_1.jpg", "21", False),
        ("2019/07/21/21.jpg", "21", True),
        ("2019/07/21/IMG_1.jpg", '"07 21"', False),
        ("2019/07/21/IMG_1.jpg", "img", True),
        ("2019/07/21/Élodie.jpg", "elo", True),
        ("2019/07/21/Élodie.jpg", "21", False),
        ("2019/07/41/IMG_1.jpg", "41", True),
        ("2019/07/21/raw/IMG_1.jpg", "21", True),
    ],
)
def test_folders_of_dates_are_not_words(name: str, query: str, *, expected: bool) -> None:
    assert matches(query, Row(name=name, when="2018-01-01")) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("album:trips", True), ("album:rome", True), ("album:Rom", True), ('album:"Trips/Rome"', True)),
        *(('album:"rome 2019"', True), ('album:"/Rome"', True), ("album:2019", True)),
        *(("album:ome", False), ("album:beach", False), ("album:img", False), ('album:"Rome/Trips"', False)),
    ],
)
def test_album_matches_words_of_the_albums_path(query: str, *, expected: bool) -> None:
    row = Row(name="Trips/Rome 2019/IMG_1.jpg", caption="Beach")
    assert matches(query, row) is expected
    assert matches(query.replace("o", "ó"), replace(row, name=row.name.replace("o", "ö"))) is expected


@pytest.mark.parametrize("name", ["Rome.jpg", "2019/07/21/Rome.jpg"])
def test_photos_in_no_album_match_no_album(name: str) -> None:
    assert not any(matches(query, Row(name=name, caption="Rome")) for query in ("album:rome", "album:2019"))


@pytest.mark.parametrize(("name", "expected"), [("a.jpg", True), ("Rome/a.jpg", False), ("2019/07/21/a.jpg", False)])
def test_unsorted_photos_are_in_no_folder(name: str, *, expected: bool) -> None:
    assert matches("is:unsorted", Row(name=name)) is expected


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        *(("type:jpg", "a.JPEG", True), ("type:jpeg", "a.jpg", True), ("type:heic", "a.heif", True)),
        *(("type:mov", "a.MOV", True), ("type:.png", "a.png", True)),
        *(("type:jpg", "a.png", False), ("type:jpg", "jpg", False), ("type:jpg", "a.jpg.xmp", False)),
    ],
)
def test_type_is_the_files_extension_in_any_spelling(query: str, name: str, *, expected: bool) -> None:
    assert matches(query, Row(name=name)) is expected


def test_tag_searches_only_tags() -> None:
    row = Row(caption="Snow\nand ice", embedded_caption="winter", tags="Old town\nsummer", camera="Canon", place="Rome")
    assert matches("tag:summer", row)
    assert matches('tag:"old town"', row)
    assert matches("-tag:beach", row)
    for word in ("snow", "winter", "canon", "rome", '"town summer"'):
        assert not matches(f"tag:{word}", row)


def test_favorites_are_found() -> None:
    assert matches("is:favorite", Row(is_favorite=True))
    assert not matches("is:favorite", Row(caption="★", tags="★", embedded_caption="★"))


def test_camera_searches_only_the_camera() -> None:
    assert matches("camera:canon", Row(camera="Canon EOS R5"))
    assert matches('camera:"eos r"', Row(camera="Canon EOS R5"))
    assert not matches("camera:canon", Row(caption="Canon", lens="Canon RF"))


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("rome", None),
        ("2019", None),
        ("-before:2019", None),
        ("before:2019", range(1, 2019)),
        ("before:2019-01", range(1, 2019)),
        ("before:2019-07", range(1, 2020)),
        ("rome after:2019", range(2020, 10000)),
        ("after:2019-07", range(2019, 10000)),
        ("after:2019-12-31", range(2020, 10000)),
        ("after:2015 before:2019 after:2017", range(2018, 2019)),
    ],
)
def test_before_and_after_limit_the_years(query: str, years: range | None) -> None:
    """A year alone doesn't, because a later photo's caption may have it."""
    assert matcher(query).years() == years


def test_contradicting_dates_leave_no_year() -> None:
    assert not matcher("before:2010 after:2019").years()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("rome", True), ("trips rom", True), ("rome 2019", True), ("album:rome", True), ("rome -beach", True)),
        *(('"rome 2019"', True), ("2019", True), ("rome -album:paris", True)),
        *(("paris", False), ("rome paris", False), ("ome", False), ("rome -trips", False), ("2018", False)),
        *(("-beach", False), ("", False), ("rome before:2020", False), ("rome type:jpg", False)),
        *(("rome camera:canon", False), ("rome is:unsorted", False), ("rome -type:jpg", False)),
    ],
)
@pytest.mark.parametrize("is_owner", [True, False])
def test_albums_match_by_the_words_of_their_path(query: str, *, expected: bool, is_owner: bool) -> None:
    """None do if the query asks for something that only photos have, or for nothing."""
    owners = compile_query(parse_query(query), is_owner=is_owner)
    assert owners.matches_album("Trips/Röme 2019") is expected
    assert not owners.matches_album("")

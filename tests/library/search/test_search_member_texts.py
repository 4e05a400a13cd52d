"""Members of year files are folded column by column, and searched like single photos."""

from datetime import UTC, datetime
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from gallery.library.index.members import pack_rows
from gallery.library.index.recording import complete_row_of
from gallery.library.search.matching import compile_query
from gallery.library.search.member_texts import MemberTexts
from gallery.library.search.photo_texts import matches_photo
from gallery.library.search.query import parse_query
from gallery.model.blobs import Blob
from gallery.model.photos import Photo, photo_of

WORDS = st.lists(
    st.sampled_from(["Rome", "beach", "été", "東京", "12", "a,b", " ", "\x1f", "\x1e", "\0", "\n", "%1F", "-"]),
    max_size=4,
).map(" ".join)
ENCODED = WORDS.map(lambda text: quote(text, safe=""))
RAW = st.sampled_from(["", "%", "%41", "%1F", "%E6%9D", "caf%C3%A9", "a%2Cb,c", ",,", "%20", "Rome"])
NAMES = st.sampled_from(
    [
        "a.jpg",
        "Rome/a.jpg",
        "2019/07/21/Été.jpg",
        "2019/02/30/12.jpg",
        "2019/07/21/12/a.jpg",
        "/2019/07/21/a.jpg",
        "12/a",
    ]
)
VALUES = st.one_of(ENCODED, RAW)
PHOTOS = st.builds(
    lambda name, caption, embedded, tags, camera, lens: photo_of(
        Blob(name, 1, "e", None, "image/jpeg", datetime(2019, 7, 21, tzinfo=UTC), {
            "caption": caption, "embedded_caption": embedded, "embedded_tags": tags, "camera": camera, "Lens": lens,
            "location": "41.890200,12.492200",
        })
    ),
    NAMES, VALUES, VALUES, st.one_of(st.lists(ENCODED, max_size=3).map(",".join), RAW), VALUES, VALUES,
)  # fmt: skip
QUERIES = ["rome", "12", "-12", "camera:rome", "album:12", '"a b"', "italy", "beach été"]


@given(st.lists(PHOTOS, min_size=1, max_size=4), st.sampled_from(QUERIES))
def test_a_member_finds_the_rows_whose_photos_match(photos: list[Photo], text: str) -> None:
    """Whatever other tools wrote into their metadata."""
    packed = pack_rows(list(map(complete_row_of, photos)))
    for is_owner in (True, False):
        matcher = compile_query(parse_query(text, is_owner=is_owner), is_owner=is_owner)
        found = MemberTexts(packed, is_owner=is_owner).find(matcher, None)
        expected = [index for index, photo in enumerate(photos) if matches_photo(matcher, photo, is_owner=is_owner)]
        assert list(found.rows if found else ()) == expected
        assert sum(count for count, _ in (found.months if found else {}).values()) == len(expected)


@given(st.lists(PHOTOS, min_size=1, max_size=4))
def test_a_members_texts_are_those_of_its_photos(photos: list[Photo]) -> None:
    packed = pack_rows(list(map(complete_row_of, photos)))
    for is_owner, key in ((True, "all text"), (False, "public text")):
        matcher = compile_query(parse_query("x"), is_owner=is_owner)
        for photo in photos:
            matches_photo(matcher, photo, is_owner=is_owner)
        assert MemberTexts(packed, is_owner=is_owner).texts == [photo.blob.derived[key] for photo in photos]


@given(st.lists(PHOTOS, min_size=1, max_size=4))
def test_visitors_search_names_and_captions_alone(photos: list[Photo]) -> None:
    rows = list(map(complete_row_of, photos))
    secret = [row._replace(text="zzz", place="zzz", embedded_caption="zzz", camera="zzz") for row in rows]
    assert MemberTexts(pack_rows(rows), is_owner=False).texts == MemberTexts(pack_rows(secret), is_owner=False).texts

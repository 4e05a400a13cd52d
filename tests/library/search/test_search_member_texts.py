"""Members of year files are folded column by column, and searched like single photos."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from gallery.library.index.members import pack_rows
from gallery.library.index.rows import Row
from gallery.library.search.matching import compile_query
from gallery.library.search.member_texts import MemberTexts
from gallery.library.search.photo_texts import SearchablePhoto
from gallery.library.search.query import parse_query
from gallery.library.search.texts import read_all_text, read_public_text
from gallery.model.embedded_facts import decode_tags, decode_value

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
ROWS = st.builds(
    lambda name, caption, embedded, tags, camera, lens: Row(*[""] * len(Row._fields))._replace(
        name=name, when="2019-07-21", ratio="1.5", caption=caption, embedded_caption=embedded, embedded_tags=tags,
        camera=camera, lens=lens, place="Roma, Italy",
    ),
    NAMES, VALUES, VALUES, st.one_of(st.lists(ENCODED, max_size=3).map(",".join), RAW), VALUES, VALUES,
)  # fmt: skip


def describe(row: Row) -> SearchablePhoto:
    tags = "\n".join(decode_tags(row.embedded_tags))
    texts = map(decode_value, (row.caption, row.embedded_caption, row.camera, row.lens))
    caption, embedded, camera, lens = texts
    return SearchablePhoto(row.name, row.when, caption, embedded, tags, camera, lens, row.place)


def normalize(text: str) -> list[str]:
    return [part for one in text.split("\0") if (part := " ".join(one.split(" ")).strip())]


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_the_text_of_a_row_is_that_of_its_photo(rows: list[Row]) -> None:
    """Whatever other tools wrote into the metadata."""
    for is_owner, read in ((True, read_all_text), (False, read_public_text)):
        texts = MemberTexts(pack_rows(rows), is_owner=is_owner).texts
        assert list(map(normalize, texts)) == [normalize(read(describe(row))) for row in rows]


@given(
    st.lists(ROWS, min_size=1, max_size=4), st.sampled_from(["rome", "12", "-12", "camera:rome", "album:12", '"a b"'])
)
def test_a_member_finds_the_rows_whose_photos_match(rows: list[Row], text: str) -> None:
    for is_owner in (True, False):
        matcher = compile_query(parse_query(text, is_owner=is_owner), is_owner=is_owner)
        found = MemberTexts(pack_rows(rows), is_owner=is_owner).find(matcher, None)
        expected = [index for index, row in enumerate(rows) if matcher.matches(describe(row))]
        assert list(found.rows if found else ()) == expected
        assert not found or found.months == {"2019-07": (len(expected), 1.5 * len(expected))}


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_visitors_search_names_and_captions_alone(rows: list[Row]) -> None:
    secret = [
        row._replace(embedded_caption="zzz", embedded_tags="zzz", camera="zzz", lens="zzz", place="zzz") for row in rows
    ]
    assert MemberTexts(pack_rows(rows), is_owner=False).texts == MemberTexts(pack_rows(secret), is_owner=False).texts

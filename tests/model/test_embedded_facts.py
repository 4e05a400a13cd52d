"""What blob metadata keeps of a photo's file: cut to limits, and whatever other tools write there."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.model.embedded_facts import (
    FACTS_VERSION,
    MAX_CAPTION_BYTES,
    MAX_METADATA_BYTES,
    MAX_OTHER_BYTES,
    MAX_TAGS_BYTES,
    EmbeddedFacts,
    drop_embedded_facts,
    fit_metadata,
    has_current_version,
)

CONTENT_ID = "8F1C2D3E-1111-2222-3333-444455556666"
FORUM = EmbeddedFacts(
    "Canon EOS 40D", "EF 70", 41.89021, 12.492231, "Forum, à l'aube", ("Rome", "fóro, 2"), 4, content_id=CONTENT_ID
)

LARGEST = EmbeddedFacts(
    "c" * MAX_OTHER_BYTES, "l" * MAX_OTHER_BYTES, -41.89021, -112.492231, "a" * 2_001, ("b" * MAX_TAGS_BYTES, "c"), 5
)
"""As metadata."""

EMBEDDED = st.builds(
    EmbeddedFacts,
    camera=st.text(),
    lens=st.text(),
    latitude=st.none() | st.floats(),
    longitude=st.none() | st.floats(),
    caption=st.text(),
    tags=st.lists(st.text()).map(tuple),
    rating=st.integers(),
)

KEYS = ["camera", "Lens", "LOCATION", "embedded_caption", "embedded_tags", "embedded_rating", "embedded_cut", "facts"]


def size(metadata: dict[str, str]) -> int:
    """Bytes that count towards the service's limit."""
    return sum(len(key) + len(value) for key, value in metadata.items())


def test_metadata_reads_back_as_it_was_written() -> None:
    assert EmbeddedFacts.read(FORUM.metadata()) == FORUM
    assert EmbeddedFacts.read(EmbeddedFacts().metadata()) == EmbeddedFacts()


def test_metadata_has_the_documented_form() -> None:
    """docs/container-layout.md describes it, and other tools may read it."""
    assert FORUM.metadata() == {
        "facts": "4",
        "camera": "Canon%20EOS%2040D",
        "lens": "EF%2070",
        "location": "41.890210,12.492231",
        "embedded_caption": "Forum%2C%20%C3%A0%20l%27aube",
        "embedded_tags": "Rome,f%C3%B3ro%2C%202",
        "embedded_rating": "4",
        "content_id": CONTENT_ID,
    }


def test_what_is_unknown_has_no_key() -> None:
    assert EmbeddedFacts().metadata() == {"facts": FACTS_VERSION}


def test_south_and_west_stay_negative() -> None:
    facts = EmbeddedFacts(latitude=-0.000001, longitude=-179.999999)
    assert facts.metadata()["location"] == "-0.000001,-179.999999"
    assert EmbeddedFacts.read(facts.metadata()) == facts


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(41.0, None), (None, 12.0), (90.1, 0.0), (0.0, -180.1), (float("nan"), 1.0), (1.0, float("inf"))],
)
def test_impossible_locations_are_not_written(latitude: float | None, longitude: float | None) -> None:
    assert "location" not in EmbeddedFacts(latitude=latitude, longitude=longitude).metadata()


@pytest.mark.parametrize("character", ["a", " ", "à", "羅", "\N{CAT}"])
def test_long_captions_are_cut_between_characters_and_marked(character: str) -> None:
    """As much is kept as fits."""
    metadata = EmbeddedFacts(caption="." + character * 3_000).metadata()
    kept = metadata["embedded_caption"]
    assert set(unquote(kept)) == {".", character}
    length = len(kept) // unquote(kept).count(character)
    assert MAX_CAPTION_BYTES - length < len(kept) <= MAX_CAPTION_BYTES
    assert metadata["embedded_cut"] == "yes"
    assert EmbeddedFacts.read(metadata).is_cut


def test_captions_that_just_fit_are_not_marked() -> None:
    facts = EmbeddedFacts(caption="a" * MAX_CAPTION_BYTES, tags=("b" * (MAX_TAGS_BYTES - 2), "c"))
    assert EmbeddedFacts.read(facts.metadata()) == facts


def test_tags_beyond_the_limit_are_left_out_whole_and_that_is_marked() -> None:
    facts = EmbeddedFacts(tags=tuple(f"tag {number:03}" for number in range(500)))
    metadata = facts.metadata()
    read = EmbeddedFacts.read(metadata)
    assert read.is_cut
    assert read.tags == facts.tags[: len(read.tags)]
    one_more = len("tag%20000,")
    assert MAX_TAGS_BYTES - one_more < len(metadata["embedded_tags"]) <= MAX_TAGS_BYTES


def test_facts_cut_by_the_reader_stay_marked() -> None:
    assert EmbeddedFacts.read(EmbeddedFacts(caption="a", is_cut=True).metadata()).is_cut


@given(EMBEDDED)
@example(EmbeddedFacts(camera="x\r\nSet-Cookie: y", lens="\ud800", caption="\0", tags=("", " ", ",")))
def test_any_facts_become_small_metadata_of_printable_ascii(facts: EmbeddedFacts) -> None:
    """Even those of a worker that a hostile picture has taken over."""
    metadata = facts.metadata()
    assert all(value and value.isascii() and value.isprintable() for value in metadata.values())
    assert size(metadata) <= 5_550
    read = EmbeddedFacts.read(metadata)
    assert EmbeddedFacts.read(read.metadata()) == read


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("location", text) for text in ("", "Rome", "91.000000,0.000000", "1,2", "1.000000,2.000000,3", "nan,nan")),
        *(("embedded_rating", text) for text in ("0", "6", "-1", "four", "4.5", "٤")),
        *(("embedded_tags", text) for text in ("", ",", "%20,%00")),
        *(("camera", text) for text in ("", "%0A", " ")),
    ],
)
def test_invalid_metadata_of_other_tools_counts_as_unknown(key: str, value: str) -> None:
    assert EmbeddedFacts.read({key: value}) == EmbeddedFacts()


@given(st.dictionaries(st.sampled_from(KEYS), st.text()))
def test_any_metadata_is_read_without_an_error(metadata: dict[str, str]) -> None:
    read = EmbeddedFacts.read(metadata)
    assert all(text.isprintable() for text in (read.camera, read.lens, read.caption, *read.tags))


def test_keys_ignore_case() -> None:
    """The storage service keeps the case in which a tool wrote them."""
    metadata = {key.upper(): value for key, value in FORUM.metadata().items()}
    assert EmbeddedFacts.read(metadata) == FORUM
    assert has_current_version(metadata)
    assert drop_embedded_facts({**metadata, "Note": "mine"}) == {"Note": "mine"}


@pytest.mark.parametrize("metadata", [{}, {"facts": "1"}, {"facts": ""}, {"version": FACTS_VERSION}])
def test_facts_of_another_version_are_not_current(metadata: dict[str, str]) -> None:
    assert not has_current_version(metadata)


def test_only_embedded_facts_are_dropped() -> None:
    others = {"taken": "2026-09-12", "upload": "1", "moved_by": "2", "previews": "3", "caption": "4", "tags": "5"}
    assert drop_embedded_facts({**others, **FORUM.metadata()}) == others


def test_the_largest_facts_fit_with_all_other_facts_and_the_mark_of_a_move() -> None:
    others = dict.fromkeys(("taken", "taken_from", "width", "height", "colour"), "x" * 14) | {"previews": "x" * 51}
    marks = {"upload": "x" * 32, "moved_by": "x" * 16, "moving_to": "x" * (16 + len(".") + 2_048)}
    metadata = {**LARGEST.metadata(), **others, **marks}
    assert fit_metadata(metadata) == metadata


def test_tags_and_then_the_caption_make_space_for_what_is_only_in_metadata() -> None:
    """So a photo with a long name can still be moved. The rest of the embedded facts is short."""
    full = LARGEST.metadata()
    without_tags = fit_metadata({**full, "moved_from": "x" * 4_000})
    assert "embedded_tags" not in without_tags
    assert without_tags["embedded_cut"] == "yes"
    assert len(without_tags["embedded_caption"]) == MAX_CAPTION_BYTES
    without_both = fit_metadata({**full, "moved_from": "x" * 7_000})
    assert without_both.keys() == full.keys() - {"embedded_tags", "embedded_caption"} | {"moved_from", "embedded_cut"}
    assert size(without_both) <= MAX_METADATA_BYTES

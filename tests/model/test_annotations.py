"""What people say about a photo survives as metadata, within the limits of the service."""

from hypothesis import given
from hypothesis import strategies as st

from gallery.model.annotations import KEYS, Annotations, SidecarCopy, clean_caption, clean_tags, drop_annotations
from gallery.model.embedded_facts import MAX_METADATA_BYTES, EmbeddedFacts, fit_metadata

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SAID = st.builds(
    Annotations,
    st.none() | TEXT.map(clean_caption),
    st.none() | st.lists(TEXT, max_size=4).map(clean_tags),
    st.none() | st.integers(0, 5),
    orientation=st.none() | st.integers(1, 8),
)


@given(SAID, st.sampled_from(["", "1" * 32]))
def test_the_copy_survives_as_metadata(said: Annotations, version: str) -> None:
    copy = SidecarCopy(said, version)
    metadata = copy.metadata()
    assert SidecarCopy.read(metadata) == copy
    assert SidecarCopy.read({key.title(): value for key, value in metadata.items()}) == copy
    assert set(metadata) <= set(KEYS)
    assert all(value.isascii() and value.isprintable() and value for value in metadata.values())


@given(st.dictionaries(st.sampled_from([*sorted(KEYS), "Caption"]), TEXT))
def test_metadata_of_other_tools_is_read_without_what_is_invalid(metadata: dict[str, str]) -> None:
    said = SidecarCopy.read(metadata).annotations
    assert said.rating in {None, *range(6)}
    assert said.orientation in {None, *range(1, 9)}
    assert clean_caption(said.caption or "") == (said.caption or "")
    assert clean_tags(said.tags or ()) == (said.tags or ())


def test_long_texts_are_cut_between_characters_and_marked() -> None:
    copy = SidecarCopy.read(SidecarCopy(Annotations("界" * 3_000, tuple(f"標籤{n}" for n in range(300)))).metadata())
    assert copy.is_cut
    assert set(copy.annotations.caption or "") == {"界"}
    assert len(copy.annotations.tags or ()) > 10


def test_what_is_embedded_makes_room_for_what_people_say() -> None:
    """Both together may be too large for the service."""
    said = SidecarCopy(Annotations("é" * 330, ("é" * 400,)))
    embedded = EmbeddedFacts(caption="è" * 330, tags=("è" * 400,))
    fitted = fit_metadata({**embedded.metadata(), **said.metadata(), "other": "x" * 2_000})
    assert sum(len(key) + len(value) for key, value in fitted.items()) <= MAX_METADATA_BYTES
    assert SidecarCopy.read(fitted).annotations == said.annotations
    assert EmbeddedFacts.read(fitted).is_cut


def test_a_copy_that_does_not_fit_is_marked() -> None:
    fitted = fit_metadata({**SidecarCopy(Annotations("é" * 330, ("a",))).metadata(), "other": "x" * 7_500})
    assert SidecarCopy.read(fitted).is_cut


def test_everything_else_stays() -> None:
    assert drop_annotations({"Caption": "a", "sidecar": "b", "taken": "c"}) == {"taken": "c"}

"""Which files are one photo: a picture with its video, its raw file, or both."""

from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.library.index.entries import summarize
from gallery.library.index.rows import photo_of_row, row_of
from gallery.model.blobs import Blob
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.facts import Facts
from gallery.model.guest_uploads import guest_metadata
from gallery.model.pairs import MAX_SECONDS, attach_companions, companion_target, find_pairs
from gallery.model.photo_json import owner_json, public_json
from gallery.model.photos import photo_of

ONE, OTHER = "8F1C2D3E-1111-2222-3333-444455556666", "00000000-1111-2222-3333-444455556666"
CODECS = 'video/mp4; codecs="hvc1.1.6.L93.B0"'
ANNA, BEN = (guest_metadata(name, share * 32, "entry") for name, share in (("Anna", "a"), ("Ben", "b")))


def file(  # noqa: PLR0913 - what a file can have
    name: str,
    content_id: str = "",
    *,
    seconds: float | None = 3,
    guest: dict[str, str] | None = None,
    length: int = 10,
    taken: tuple[str, str] = ("2026-09-12", "exif"),
) -> Blob:
    """Return a file that the gallery has read; a video that lasts some seconds, or that it hasn't read yet."""
    is_video = name.lower().endswith((".mov", ".mp4"))
    facts = Facts(*taken, 4, 3, "#000000", 1, seconds if is_video else None, CODECS if is_video else "")
    known = {} if is_video and seconds is None else facts.metadata()
    metadata = {**known, **EmbeddedFacts(content_id=content_id).metadata(), **(guest or {})}
    created = datetime(2026, 11, 22, 8, tzinfo=UTC)
    return Blob(name, length, f'"{name}"', b"1" * 16, "image/heic", created, metadata)


def pairs(*blobs: Blob) -> dict[str, set[str]]:
    return {name: {one.name for one in companions} for name, companions in find_pairs(blobs).items()}


@pytest.mark.parametrize(
    ("picture", "companion"),
    [
        ("Rome/IMG_1.HEIC", "Rome/IMG_1.MOV"),
        ("Rome/IMG_1.jpg", "Rome/img_1.mp4"),
        ("IMG_1 (2).heic", "IMG_1 (2).mov"),
        ("2026/09/12/IMG_1.jpeg", "2026/09/12/IMG_1.DNG"),
        (".trash/Rome/IMG_1.JPG", ".trash/Rome/IMG_1.CR3"),
    ],
)
def test_files_with_the_same_stem_in_a_folder_are_one_photo(picture: str, companion: str) -> None:
    assert pairs(file(picture), file(companion)) == {picture: {companion}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rome/IMG_1.heic", "Oslo/IMG_1.mov"),
        ("Rome/IMG_1.heic", "rome/IMG_1.mov"),
        ("Rome/IMG_1.heic", "Rome/Day/IMG_1.mov"),
        ("IMG_1.heic", "IMG_1 (2).mov"),
        ("IMG_1.heic", "IMG_10.mov"),
        ("IMG_1.png", "IMG_1.mov"),
        ("IMG_1.heic", "IMG_1.webm"),
        ("IMG_1.dng", "IMG_1.mov"),
    ],
)
def test_other_files_are_not(one: str, other: str) -> None:
    assert not pairs(file(one), file(other))


@pytest.mark.parametrize(
    ("companion", "taken", "is_one"),
    [
        ("a.dng", ("2026-09-12T10:00:30", "exif"), True),
        ("a.dng", ("2026-09-12T10:02:00", "exif"), False),
        ("a.dng", ("2023-01-01", "upload"), True),
        ("a.mov", ("2026-09-12T21:00:00+02:00", "video"), True),
        ("a.mov", ("2026-09-14T10:00:00+00:00", "video"), False),
        ("a.dng", ("2026-09-12", "exif"), True),
    ],
)
def test_files_with_the_same_name_taken_at_other_times_are_two(
    companion: str, taken: tuple[str, str], *, is_one: bool
) -> None:
    """Two cameras count alike. A raw file behind another one's photo would be deleted with that."""
    picture = file("a.jpg", taken=("2026-09-12T10:00:00.25+02:00", "exif"))
    assert bool(pairs(picture, file(companion, taken=taken))) == is_one


def test_a_content_identifier_says_more_than_a_name() -> None:
    """It makes one photo of files with different names, and of a video of any length; a different one makes two."""
    assert pairs(file("a.heic", ONE), file("b.mov", ONE, seconds=60)) == {"a.heic": {"b.mov"}}
    assert not pairs(file("a.heic", ONE), file("a.mov", OTHER))
    assert not pairs(file("Rome/a.heic", ONE), file("Oslo/a.mov", ONE))


def test_a_file_without_an_identifier_is_matched_by_its_name() -> None:
    """Editors drop identifiers."""
    assert pairs(file("a.jpg"), file("a.mov", ONE)) == {"a.jpg": {"a.mov"}}
    assert pairs(file("a.heic", ONE), file("a.mp4")) == {"a.heic": {"a.mp4"}}


def test_a_long_video_with_a_photos_name_is_one_of_its_own() -> None:
    """The counters of cameras start again. So is one whose length isn't known."""
    assert pairs(file("a.jpg"), file("a.mov", seconds=MAX_SECONDS))
    assert not pairs(file("a.jpg"), file("a.mov", seconds=MAX_SECONDS + 0.01))
    assert not pairs(file("a.jpg"), file("a.mov", seconds=None))


def test_a_guests_file_is_part_of_a_photo_only_with_an_identifier_of_the_same_share() -> None:
    """Deleting the photo deletes its companions, and guests may delete what they've added."""
    assert not pairs(file("a.jpg", guest=ANNA), file("a.mov"))
    assert not pairs(file("a.jpg"), file("a.dng", guest=ANNA))
    assert not pairs(file("a.jpg", guest=ANNA), file("a.mov", guest=ANNA))
    assert not pairs(file("a.jpg", ONE, guest=ANNA), file("a.mov", ONE))
    assert not pairs(file("a.jpg", ONE, guest=ANNA), file("a.mov", ONE, guest=BEN))
    assert pairs(file("a.jpg", ONE, guest=ANNA), file("b.mov", ONE, guest=ANNA)) == {"a.jpg": {"b.mov"}}


def test_a_photo_has_at_most_one_video_and_one_raw_file() -> None:
    files = map(file, ["a.jpg", "a.mov", "a.mp4", "a.dng", "a.nef"])
    assert pairs(*files) == {"a.jpg": {"a.mov", "a.dng"}}


def test_a_companion_belongs_to_one_photo() -> None:
    """The one with its name and identifier, else with its identifier, else the HEIC."""
    assert pairs(file("a.heic"), file("a.jpg"), file("a.mov")) == {"a.heic": {"a.mov"}}
    assert pairs(file("a.heic", OTHER), file("b.jpg", ONE), file("a.mov", ONE)) == {"b.jpg": {"a.mov"}}
    copies = [file("a.heic", ONE), file("a.mov", ONE), file("a (2).heic", ONE), file("a (2).mov", ONE)]
    assert pairs(*copies) == {"a.heic": {"a.mov"}, "a (2).heic": {"a (2).mov"}}


def test_unfinished_uploads_and_files_of_another_kind_are_no_companions() -> None:
    """An empty file is a reservation, and `developed=no` says that a file isn't what its name says."""
    no = {"developed": "no"}
    assert not pairs(file("a.heic"), file("a.mov", length=0))
    assert not pairs(file("a.heic", length=0), file("a.mov"))
    assert not pairs(file("a.heic"), file("a.mov", guest=no))


FILES = st.builds(
    file,
    st.builds("{}{}{}".format, st.sampled_from(["", "Rome/"]), st.sampled_from("abA"), st.sampled_from(
        [".heic", ".jpg", ".JPG", ".mov", ".MP4", ".dng", ".nef", ".png", ".txt", ""]
    )),
    st.sampled_from(["", "", ONE, OTHER]),
    seconds=st.sampled_from([None, 3, 30]),
    guest=st.sampled_from([None, None, ANNA]),
)  # fmt: skip


@given(st.lists(FILES, unique_by=lambda blob: blob.name, max_size=12), st.randoms(use_true_random=False))
def test_each_file_is_a_photo_a_companion_or_neither_in_whatever_order_they_arrive(
    blobs: list[Blob], random: Random
) -> None:
    found = find_pairs(blobs)
    companions = [one.name for all_of_one in found.values() for one in all_of_one]
    assert len(companions) == len(set(companions)), "each belongs to one photo"
    assert not found.keys() & set(companions)
    assert {*found, *companions} <= {blob.name for blob in blobs}
    random.shuffle(blobs)
    assert find_pairs(blobs) == found


@pytest.mark.parametrize(
    ("companion", "photo", "to", "target"),
    [
        ("Rome/a.mov", "Rome/a.heic", "Oslo/a.heic", "Oslo/a.mov"),
        ("Rome/a.MOV", "Rome/a.heic", "Oslo/a (2).heic", "Oslo/a (2).MOV"),
        ("Rome/A.mov", "Rome/a.heic", "Oslo/a.heic", "Oslo/A.mov"),
        ("Rome/A.mov", "Rome/a.heic", "Oslo/a (2).heic", "Oslo/a (2).mov"),
        ("Rome/b.mov", "Rome/a.heic", "a (2).heic", "b.mov"),
        (".trash/Rome/a (2).mov", ".trash/Rome/a (2).heic", "Rome/a.heic", "Rome/a.mov"),
    ],
)
def test_a_companion_keeps_the_stem_of_its_photo(companion: str, photo: str, to: str, target: str) -> None:
    assert companion_target(companion, photo, to) == target


def attach(*blobs: Blob) -> Blob:
    attach_companions(blobs)
    return blobs[0]


def test_only_the_owner_learns_the_names_of_companions() -> None:
    photo = photo_of(attach(file("a.heic"), file("a.mov"), file("a.dng", length=7)))
    live = {"duration": 3.0, "codecs": CODECS}
    assert public_json(photo)["live"] == live
    assert "raw" not in public_json(photo)
    assert owner_json(photo)["live"] == {"name": "a.mov", **live}
    assert owner_json(photo)["raw"] == {"name": "a.dng", "bytes": 7}
    assert photo.total_bytes == 27


def test_a_photo_without_companions_says_nothing_about_them() -> None:
    assert not {"live", "raw"} & set(owner_json(photo_of(attach(file("a.heic")))))


@pytest.mark.parametrize("others", [(), ("a.mov",), ("a.dng",), ("a.mov", "a.dng")])
def test_rows_of_the_index_keep_companions(others: Iterable[str]) -> None:
    photo = photo_of(attach(file("a.heic"), *map(file, others)))
    stored = photo_of_row(row_of(photo))
    assert owner_json(stored) == owner_json(photo)
    assert stored.total_bytes == photo.total_bytes


def test_a_companion_that_comes_or_changes_makes_the_photos_row_out_of_date() -> None:
    alone, live, longer = (
        summarize("", (), [photo_of(attach(file("a.heic"), *others))], 0).years
        for others in ([], [file("a.mov")], [file("a.mov", seconds=4)])
    )
    assert alone.keys() == live.keys() == longer.keys()
    assert len({*alone.values(), *live.values(), *longer.values()}) == 3

"""Which facts are kept in a photo's blob metadata, and through what they survive."""

from collections.abc import Mapping

import pytest
from support.library import add_photo
from support.other_tools import write_in_blocks
from support.pictures import KEYWORDS_AND_STARS, jpeg, picture_with_exif
from support.process_kills import kill_at

from gallery.library.album_rename import rename_album
from gallery.library.moves import move_to_album
from gallery.library.previews import container_generation, develop, get_photo, get_preview
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import Upload, store_put, store_upload
from gallery.model.blobs import Blob
from gallery.model.embedded_facts import FACTS_VERSION, EmbeddedFacts
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

FORUM = EmbeddedFacts(
    "Canon EOS 40D", "EF 70", 41.902778, 12.4534, "Forum, à l'aube", ("Roma", "ruins & marble"), rating=4
)
DATA = picture_with_exif(xmp=KEYWORDS_AND_STARS)
LARGEST = EmbeddedFacts("c" * 200, "l" * 200, -41.902778, -112.4534, "a" * 2_000, ("b" * 3_000,), 5, is_cut=True)
LONG_ALBUM = "羅" * 210
"""Percent-encoded, its photos' names are about as long as Copy Blob accepts: 2 KiB with the address."""
LIMIT = 8 * 1024
"""Bytes of metadata that the service accepts (see gallery.model.embedded_facts)."""


def metadata_of(storage: Storage, name: str) -> Mapping[str, str]:
    return storage.photos.get_properties(name).metadata


def overwrite(storage: Storage, blob: Blob, data: bytes) -> None:
    """Write other bytes and keep the metadata, as some tools do."""
    storage.photos.put(blob.name, Content(data, "image/jpeg", md5_of(data)), blob.metadata, replaces=blob)


def size(metadata: Mapping[str, str]) -> int:
    return sum(len(key) + len(value) for key, value in metadata.items())


def max_size(storage: Storage) -> int:
    """The most metadata of any blob, including the hidden copies of pending moves."""
    container = storage.service.get_container_client(storage.photos.container_name)
    return max(size(blob.metadata or {}) for blob in container.list_blobs(include=["metadata"]))


def test_uploads_store_all_facts(storage: Storage) -> None:
    """Through every route: all of them end in one of these two."""
    form = store_upload(storage, Upload("a.jpg", DATA), "Rome").photo
    put = store_put(storage, "Oslo/a.jpg", DATA).photo
    for photo in (form, put):
        assert photo
        assert photo.embedded == FORUM
        assert photo.has_current_facts
        assert metadata_of(storage, photo.name)["location"] == "41.902778,12.453400"


def test_photos_of_other_tools_get_all_facts_on_their_first_view(storage: Storage) -> None:
    write_in_blocks(storage, "Rome/a", DATA)
    get_preview(storage, "Rome/a", 240)
    photo = get_photo(storage, "Rome/a")
    assert photo.embedded == FORUM
    assert photo.has_current_facts


def test_photos_of_an_older_version_are_developed_and_get_the_rest_when_developed_again(storage: Storage) -> None:
    """Pages show them as before: their previews are in storage."""
    stored = store_upload(storage, Upload("a.jpg", DATA), "Rome").photo
    assert stored
    older_keys = ("taken", "taken_from", "width", "height", "colour", "previews", "upload")
    older = {key: stored.blob.metadata[key] for key in older_keys}
    content = Content(DATA, "image/jpeg", md5_of(DATA))
    storage.photos.put(stored.name, content, older, replaces=stored.blob)
    photo = get_photo(storage, "Rome/a.jpg")
    assert photo.has_previews(container_generation(storage))
    assert (photo.developed, photo.has_current_facts, photo.embedded) == (True, False, EmbeddedFacts())
    assert get_preview(storage, "Rome/a.jpg", 240)[1].has_current_facts is False
    again, _ = develop(storage, photo)
    assert photo.facts
    assert again.facts == photo.facts._replace(orientation=1)
    assert (again.embedded, again.has_current_facts) == (FORUM, True)
    assert again.blob.metadata == stored.blob.metadata


def test_facts_that_a_file_no_longer_has_are_removed(storage: Storage) -> None:
    """Another tool may remove a location and keep the metadata. Everything else in the metadata stays."""
    stored = store_upload(storage, Upload("a.jpg", DATA), "Rome").photo
    assert stored
    others = {"moved_by": "1f", "note": "mine", "caption": "words%20of%20a%20person", "tags": "x", "sidecar": "y"}
    overwrite(storage, storage.photos.update_metadata(stored.blob, others), jpeg())
    photo, _ = develop(storage, get_photo(storage, "Rome/a.jpg"))
    assert photo.embedded == EmbeddedFacts()
    assert photo.has_current_facts
    facts = {"taken", "taken_from", "width", "height", "colour", "file_orientation", "previews", "facts"}
    assert photo.blob.metadata.keys() == facts | {"upload"} | others.keys()
    assert photo.blob.metadata.items() >= {**others, "upload": stored.blob.metadata["upload"]}.items()


@pytest.mark.parametrize("key", ["location", "Location", "LOCATION"])
def test_a_location_written_in_another_case_is_replaced(storage: Storage, key: str) -> None:
    """The service would refuse the same key twice."""
    write_in_blocks(storage, "a.jpg", DATA, {key: "somewhere"})
    photo, _ = develop(storage, get_photo(storage, "a.jpg"))
    assert [value for name, value in photo.blob.metadata.items() if name.lower() == "location"] == [
        "41.902778,12.453400"
    ]


def test_facts_survive_moves_the_trash_and_renamed_albums(storage: Storage) -> None:
    assert store_upload(storage, Upload("a.jpg", DATA), "Rome").photo
    move_to_album(storage, "Rome/a.jpg", "Oslo")
    trashed = move_to_trash(storage, "Oslo/a.jpg").trash
    assert trashed
    assert Photo(storage.photos.get_visible(trashed)).embedded == FORUM
    restore_from_trash(storage, trashed)
    rename_album(storage, "Oslo", "Paris")
    photo = get_photo(storage, "Paris/a.jpg")
    assert (photo.embedded, photo.has_current_facts) == (FORUM, True)


def test_the_largest_facts_leave_space_for_the_mark_of_a_move(storage: Storage) -> None:
    """Between long names, nothing is lost, and at no time is the metadata too large for the service."""
    photo = add_photo(storage, f"{LONG_ALBUM}/a.jpg")
    storage.photos.update_metadata(photo.blob, LARGEST.metadata())
    kill_at(storage, "delete", lambda: move_to_album(storage, photo.name, LONG_ALBUM[1:] + "馬"))
    moved = f"{LONG_ALBUM[1:]}馬/a.jpg"
    assert max_size(storage) < LIMIT
    move_to_album(storage, photo.name, LONG_ALBUM[1:] + "馬")
    assert get_photo(storage, moved).embedded == LARGEST


def test_a_photo_in_the_trash_whose_names_need_the_space_gives_up_tags(storage: Storage) -> None:
    """Its former name is in no other place; the tags are in its file. It's moved and restored all the same."""
    for color in ("red", "blue"):
        photo = add_photo(storage, f"{LONG_ALBUM}/a.jpg", color)
        storage.photos.update_metadata(photo.blob, LARGEST.metadata())
        kill_at(storage, "delete", lambda: move_to_trash(storage, f"{LONG_ALBUM}/a.jpg"))
        assert max_size(storage) < LIMIT
        trashed = move_to_trash(storage, f"{LONG_ALBUM}/a.jpg").trash
    assert trashed == f".trash/{LONG_ALBUM}/a (2).jpg"
    kill_at(storage, "delete", lambda: restore_from_trash(storage, str(trashed)))
    assert max_size(storage) < LIMIT
    restored = restore_from_trash(storage, str(trashed)).photo
    assert restored
    assert restored.name == f"{LONG_ALBUM}/a.jpg"
    assert (restored.embedded.tags, restored.embedded.is_cut, restored.has_current_facts) == ((), True, True)


def test_another_tools_metadata_stays_even_if_there_is_no_space_for_all_facts(storage: Storage) -> None:
    note = "n" * 7_500
    write_in_blocks(
        storage,
        "a.jpg",
        picture_with_exif(xmp=b"<dc:subject><rdf:li>%b</rdf:li></dc:subject>" % (b"t" * 300)),
        {"note": note},
    )
    photo, _ = develop(storage, get_photo(storage, "a.jpg"))
    assert size(photo.blob.metadata) < LIMIT
    assert photo.blob.metadata["note"] == note
    assert (photo.blob.metadata["facts"], photo.embedded.camera) == (FACTS_VERSION, FORUM.camera)
    assert (photo.embedded.tags, photo.embedded.is_cut) == ((), True)

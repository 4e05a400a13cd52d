"""What a container holds, found without the index, to compare the index with."""

from collections import Counter
from dataclasses import dataclass

from azure.storage.blob import ContainerClient

from gallery.library.index.catalog import Catalog
from gallery.library.index.rows import Row
from gallery.library.index.state import read_state
from gallery.library.index.year_store import open_year
from gallery.model.album_settings import AlbumSettings
from gallery.model.blobs import LONG_AGO, Blob
from gallery.model.folders import ALBUM_FILE, ROOT, album_of_name, index_folder
from gallery.model.pending_moves import is_hidden_copy, read_origin
from gallery.model.photos import is_photo, photo_of
from gallery.storage.account import Storage
from gallery.storage.folder_marks import DIRTY, EVERYTHING
from gallery.storage.properties import blob_from_properties

Seen = tuple[str, str]
"""Name and time of a photo."""


@dataclass(frozen=True)
class Truth:
    """The photos in a container, newest first."""

    photos: list[Seen]
    private: frozenset[str] = frozenset()
    """Folders of albums that only the owner sees, with everything in them."""
    tagged: tuple[tuple[str, Seen], ...] = ()
    """Albums, and a photo in another folder that a tag shows in it."""

    def for_visitors(self) -> "Truth":
        """Return what visitors may see."""
        hidden = tuple(self.private)
        tagged = ((album, photo) for album, photo in self.tagged if not f"{album}/".startswith(hidden))
        return Truth(
            [photo for photo in self.photos if not photo[0].startswith(hidden)],
            tagged=tuple((album, photo) for album, photo in tagged if not photo[0].startswith(hidden)),
        )

    def of_album(self, album: str) -> "Truth":
        """Return what an album shows."""
        shown = [photo for photo in self.photos if album_of_name(photo[0]) == album]
        shown += [photo for other, photo in self.tagged if other == album]
        return Truth(sorted(shown, key=lambda photo: f"{photo[1]} {photo[0]}", reverse=True))

    def by_file(self) -> dict[str, list[Seen]]:
        """Return where each file is. Files keep their names when they're moved."""
        return group_by_file(self.photos)

    def months(self) -> dict[str, int]:
        """Return the number of photos in each month."""
        return dict(Counter(when[:7] for _, when in self.photos))

    def albums(self) -> dict[str, int]:
        """Return the number of photos in each album, without those in no folder."""
        return dict(Counter(self.folder_albums()) + Counter(album for album, _ in self.tagged))

    def folder_albums(self) -> dict[str, int]:
        """Return the number of photos in each album's folder."""
        albums = Counter(album_of_name(name) for name, _ in self.photos)
        return {album: count for album, count in albums.items() if album is not None and album != ROOT}


def group_by_file(photos: list[Seen]) -> dict[str, list[Seen]]:
    """Return the photos by the last part of their names."""
    found: dict[str, list[Seen]] = {}
    for photo in photos:
        found.setdefault(photo[0].rpartition("/")[2], []).append(photo)
    return found


def list_truth(tool: ContainerClient) -> Truth:
    """List the container with the SDK. Copies of photos whose move is pending don't count."""
    blobs = {blob.name: blob for blob in list_all(tool)}
    hidden = {
        name
        for name, blob in blobs.items()
        if read_origin(blob) in blobs and is_hidden_copy(blob, blobs[read_origin(blob)])
    }
    photos = [photo_of(blob) for name, blob in blobs.items() if name not in hidden and is_photo(blob)]
    newest_first = sorted(photos, key=lambda photo: photo.cursor, reverse=True)
    settings = [name for name in blobs if name.endswith(f"/{ALBUM_FILE}")]
    private = {name.removesuffix(ALBUM_FILE) for name in settings if not _is_public(tool, name)}
    tagged = tuple((album, (photo.name, photo.when)) for photo in photos for album in photo.other_albums)
    return Truth([(photo.name, photo.when) for photo in newest_first], frozenset(private), tagged)


def _is_public(tool: ContainerClient, name: str) -> bool:
    return AlbumSettings.unpack(tool.download_blob(name).readall()).is_public


def list_all(tool: ContainerClient) -> list[Blob]:
    """List all blobs with the SDK."""
    return [blob_from_properties(found, LONG_AGO) for found in tool.list_blobs(include=["metadata"])]


def find_differences(storage: Storage, truth: Truth) -> list[str]:
    """Return how the catalog and the year files differ from the container."""
    state = read_state(storage)
    expected: dict[str, Counter[str]] = {}
    for name, when in truth.photos:
        expected.setdefault(index_folder(name), Counter())[when[:7]] += 1
    found = {
        folder: {month: count for month, (count, _) in entry.months.items()}
        for folder, entry in state.catalog.folders.items()
        if entry.photos
    }
    differences = [
        f"catalog: {folder or 'root'} has {found.get(folder)}, not {dict(expected.get(folder, {}))}"
        for folder in sorted({*found, *expected})
        if found.get(folder) != expected.get(folder)
    ]
    albums = {
        album: total.photos
        for entry in state.catalog.folders.values()
        for album, total in entry.albums.items()
        if album != ROOT
    }
    expected_albums = truth.folder_albums()
    differences += [] if albums == expected_albums else [f"albums: {albums}, not {expected_albums}"]
    tagged = Counter[str]()
    for folder, entry in state.catalog.folders.items():
        for album, sources in entry.tagged.items():
            assert folder in state.catalog.sums.tagged[album]
            tagged[album] += sum(total.photos for total in sources.values())
    expected_tagged = Counter(album for album, _ in truth.tagged)
    differences += [] if tagged == expected_tagged else [f"tagged: {tagged}, not {expected_tagged}"]
    for year in sorted({when[:4] for _, when in truth.photos}):
        differences += _find_differences_of_year(storage, state.catalog, year, truth)
    return differences


def _find_differences_of_year(storage: Storage, catalog: Catalog, year: str, truth: Truth) -> list[str]:
    rows = [(row.name, row.when) for row in read_rows(storage, year)]
    expected = [photo for photo in truth.photos if photo[1].startswith(year)]
    blob = read_state(storage).years.get(year)
    digests = {name: rows.digest for name, rows in open_year(storage, blob).header.folders.items()} if blob else {}
    return [
        *([] if rows == expected else [f"{year}: {rows}, not {expected}"]),
        *(
            []
            if digests == catalog.digests_of(year)
            else [f"{year}: digests {digests}, not {catalog.digests_of(year)}"]
        ),
    ]


def read_rows(storage: Storage, year: str) -> list[Row]:
    """Return all rows of a year file."""
    blob = read_state(storage).years.get(year)
    file = open_year(storage, blob) if blob else None
    return [row for part in file.header.parts for row in file.read(part).rows()] if file else []


def list_marks(tool: ContainerClient) -> list[str]:
    """Return the names of all marks but that of all folders."""
    return [name for name in tool.list_blob_names(name_starts_with=DIRTY) if name != EVERYTHING]

"""What readers of sources find: photos with what's known about them, and files that aren't photos."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gallery.model.album_settings import OWNER
from gallery.model.file_classes import MEDIA_EXTENSIONS, OTHER_RAW_EXTENSIONS, FileClass, classify_file
from gallery.model.names import split_extension
from importer.entries import NOT_FILES, Entry
from importer.source_facts import NOTHING, SourceFacts

VIDEO_PARTS = frozenset({".mp", ".mv"})
"""Google Photos names the video of a Pixel's motion photo like this. It's an MP4."""

NAMED = 5
"""Photos in a sentence about many."""

HIDDEN = "Hidden"
"""Album of photos that were hidden in Apple Photos, or locked in Google's. Only the owner sees it, and the timeline
doesn't."""

ARCHIVE = "Archive"
"""Album of photos that were archived in Google Photos. The timeline doesn't show it."""

SETTINGS = {HIDDEN: {"visible": OWNER, "timeline": "no"}, ARCHIVE: {"timeline": "no"}}
"""Of these two albums, if photos are in them because of what a source says. Other albums show them by a tag."""

NO_PHOTO = "describes a photo that isn't here: is a zip missing?"
"""Why a JSON of Takeout isn't used."""


@dataclass(frozen=True)
class FoundPhoto:
    """A photo in a source."""

    entry: Entry
    album: str = ""
    """The album that the source has it in; "" to file it by date."""
    facts: SourceFacts = NOTHING
    place: str = ""
    """The folder in which files with the same name apart from the extension are one photo; "" for its own."""
    sidecar: Entry | None = None
    """An XMP file of other software."""
    wanted: str = ""
    """The exact name that it should get; "" if the gallery chooses one."""
    taken: str = ""
    """The date that its bytes don't say, if a list does: ISO 8601 wall clock."""
    is_private: bool = False
    """Whether the source says that only the owner sees its album."""

    @property
    def is_set_apart(self) -> bool:
        """Whether it's in one of SETTINGS because of what its source says, not because a folder is called so."""
        return (self.facts.is_hidden and self.album == HIDDEN) or (self.facts.is_archived and self.album == ARCHIVE)

    @property
    def rank(self) -> int:
        """Which of a photo's albums gets the file, lowest first: only a folder's settings hide it, not a tag's."""
        hides = self.is_private or (self.is_set_apart and self.album == HIDDEN)
        return 0 if hides else 1 if self.is_set_apart else 2


@dataclass(frozen=True)
class OtherFile:
    """A file that's no photo, and why it's not imported on its own."""

    entry: Entry
    reason: str
    is_refused: bool = False
    """Whether it may be a photo or about one, but can't be used. The report counts it as rejected."""


@dataclass
class Findings:
    """Everything in some sources: each file is in one of the lists."""

    photos: list[FoundPhoto] = field(default_factory=list)
    others: list[OtherFile] = field(default_factory=list)
    albums: dict[str, dict[str, str]] = field(default_factory=dict)
    """Settings of albums, by path: see `/api/albums/settings`."""
    doubts: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    """Photos whose treatment a person should check, by what was decided."""

    @property
    def problems(self) -> list[str]:
        """Sentences for the report about what's in doubt."""
        return [_describe_doubt(decision, entries) for decision, entries in self.doubts.items()]

    def add(self, other: "Findings") -> None:
        """Add what another reader has found."""
        self.photos += other.photos
        self.others += other.others
        for album, settings in other.albums.items():
            self.albums[album] = merge_settings(self.albums.get(album, {}), settings)
        for decision, entries in other.doubts.items():
            self.doubts[decision] += entries

    def skip(self, entries: Sequence[Entry], reason: str) -> None:
        """Note files that aren't imported."""
        self.others += [OtherFile(entry, reason) for entry in entries]

    def refuse(self, entries: Sequence[Entry], reason: str) -> None:
        """Note files that may be about photos, but can't be used."""
        self.others += [OtherFile(entry, reason, is_refused=True) for entry in entries]

    def skip_unreadable(self, entry: Entry) -> None:
        """Note a file that can't be imported, whatever it contains."""
        self.others.append(OtherFile(entry, entry.problem, is_refused=entry.problem not in NOT_FILES))


def is_private(settings: Mapping[str, str]) -> bool:
    """Return whether an album's settings say that only the owner sees it."""
    return settings.get("visible") == OWNER


def merge_settings(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return an album's settings from two sources. The second one's count, but if one is private, both are."""
    return {**one, **other, **({"visible": OWNER} if is_private(one) or is_private(other) else {})}


def _describe_doubt(decision: str, entries: Sequence[Entry]) -> str:
    more = f" and {len(entries) - NAMED:,} more" if len(entries) > NAMED else ""
    return f"{decision}: {', '.join(entry.path for entry in entries[:NAMED])}{more}"


def may_be_photo(entry: Entry) -> bool:
    """Return whether a file's name is that of a picture or a video, or says nothing."""
    extension = extension_of(entry.file)
    if extension in MEDIA_EXTENSIONS | OTHER_RAW_EXTENSIONS | VIDEO_PARTS | OTHER_PICTURES:
        return not entry.file.startswith(".")
    return classify_file(entry.file) is FileClass.UNKNOWN and not entry.file.startswith(".")


OTHER_PICTURES = frozenset(
    {".tif", ".tiff", ".bmp", ".psd", ".svg", ".avi", ".mkv", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv", ".jxl"}
)
"""Pictures and videos that the gallery refuses. They're sent, so that its reason is in the report."""


def extension_of(file: str) -> str:
    """Return a file's extension in lower case, with its dot."""
    return split_extension(file)[1].lower()


def stem_of(file: str) -> str:
    """Return a file's name without its extension."""
    return split_extension(file)[0]


def describe_other(entry: Entry) -> str:
    """Return why a file that's no photo isn't imported."""
    file, extension = entry.file, extension_of(entry.file)
    if file.startswith(".") or file.lower() in {"thumbs.db", "desktop.ini"}:
        return "a hidden or system file"
    return _REASONS.get(extension, "not a picture or video")


_REASONS = {
    ".aae": "Apple's list of edits, which only its software reads; the edited picture is a file of its own",
    ".xmp": "a sidecar whose photo isn't here",
    ".json": "not about a photo here",
    ".zip": "a zip in a folder: name it as a source to import what's in it",
    ".tgz": "an archive: unpack it, and import the folder",
    ".gz": "an archive: unpack it, and import the folder",
}

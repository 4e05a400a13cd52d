"""Photos: blobs with readable names, and with facts in their metadata."""

from dataclasses import dataclass, field

from gallery.model.album_tags import PREFIX, albums_of_tags
from gallery.model.annotations import COPY, COPY_VERSION, SIDECAR, TAGS, SidecarCopy
from gallery.model.blobs import Blob
from gallery.model.cached import cached
from gallery.model.corrected_dates import correct_facts, day_to_file_under
from gallery.model.dates import drop_offset
from gallery.model.embedded_facts import EmbeddedFacts, encode_value, has_current_version
from gallery.model.facts import Facts
from gallery.model.file_classes import FileClass, has_video_extension
from gallery.model.folders import TRASH, NameClass, album_of_name, classify_name, day_of_name
from gallery.model.guest_uploads import find_guest
from gallery.model.name_dates import date_in_full_name
from gallery.model.pairs import COMPANIONS, Companion
from gallery.model.pending_moves import MOVED_BY
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE, digest_in_marker, preview_marker, preview_name
from gallery.model.sidecar_names import version_of
from gallery.model.upload_times import read_upload_time
from gallery.translations import Text
from gallery.translations import lazy_gettext as _

FOUND_SIDECAR = "sidecar"
"""Key in Blob.derived: the sidecar that a listing found for the photo, or None. Missing if nothing looked for it."""

_ENCODED_PREFIX = encode_value(PREFIX)

NARROWEST, WIDEST = 0.4, 4.0
"""Aspect ratios (width / height). Rows crop photos to these limits, so sums of ratios do the same."""

ARCHIVED = _("It's in the archive tier. Move it to the hot or cool tier in the portal first.")


@dataclass(frozen=True)
class Photo:
    """A blob as a photo."""

    blob: Blob = field(repr=False)

    @property
    def name(self) -> str:
        """The blob's full name, which identifies the photo."""
        return self.blob.name

    @property
    def file(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    @property
    def album(self) -> str | None:
        """See album_of_name."""
        return album_of_name(self.name)

    @cached
    def facts(self) -> Facts | None:
        """None until the photo is dated, and without its color until it's developed. A corrected date counts."""
        return correct_facts(self.own_facts, self.sidecar.annotations)

    @cached
    def own_facts(self) -> Facts | None:
        """The same, with the date that counts if nobody corrects it."""
        return Facts.read(self.blob.metadata)

    @property
    def is_video(self) -> bool:
        """Whether it's a video, as far as its facts, or else its name, say."""
        return bool(self.facts.codecs) if self.facts else has_video_extension(self.name)

    @property
    def duration(self) -> float | None:
        """See Facts."""
        return self.facts.duration if self.facts else None

    @property
    def codecs(self) -> str:
        """See Facts."""
        return self.facts.codecs if self.facts else ""

    @property
    def motion(self) -> tuple[int, int] | None:
        """Position and bytes of the MP4 in its file, if it's a motion photo."""
        if not self.facts or not self.facts.motion:
            return None
        start, length = map(int, self.facts.motion.split())
        return (start, length) if start + length <= self.blob.length else None

    @property
    def companions(self) -> tuple[Companion, ...]:
        """The other files that are part of it, if a listing or the index found it. See model/pairs.py."""
        companions: tuple[Companion, ...] = self.blob.derived.get(COMPANIONS, ())
        return companions

    @property
    def video(self) -> Companion | None:
        """The video of a live photo."""
        return next((one for one in self.companions if not one.is_raw), None)

    @property
    def is_live(self) -> bool:
        """Whether a video belongs to it: a file beside it, or a part of its own file."""
        return bool(self.video or self.motion)

    @property
    def raw(self) -> Companion | None:
        """Its raw file."""
        return next((one for one in self.companions if one.is_raw), None)

    @property
    def total_bytes(self) -> int:
        """Of all its files."""
        companions = self.companions
        return self.blob.length + sum(one.bytes for one in companions) if companions else self.blob.length

    @cached
    def embedded(self) -> EmbeddedFacts:
        """What its file says about it. Only the owner may learn any of it."""
        return EmbeddedFacts.read(self.blob.metadata)

    @property
    def has_all_facts(self) -> bool:
        """Whether its whole file was read, rather than only what dating it takes."""
        return bool(self.facts and self.facts.color)

    @property
    def has_current_facts(self) -> bool:
        """Whether its facts were read by this version of the gallery. Older ones are shown, and lack embedded facts."""
        return self.has_all_facts and has_current_version(self.blob.metadata)

    @cached
    def version(self) -> str | None:
        """The digest in the names of its previews; None until it's developed."""
        return digest_in_marker(self.blob.metadata.get("previews", "")) if self.blob.identity else None

    @property
    def developed(self) -> bool:
        """Whether it has all facts, and its metadata claims previews of the current version. See has_previews."""
        return self.has_all_facts and self.version is not None

    @cached
    def sidecar(self) -> SidecarCopy:
        """The copy of its sidecar."""
        return SidecarCopy.read(self.blob.metadata)

    @property
    def caption(self) -> str:
        """What people say about it, for everyone. What its file says is in `embedded`."""
        return self.sidecar.annotations.caption or ""

    @property
    def other_albums(self) -> tuple[str, ...]:
        """The albums that show it because of its tags, besides the one whose folder it's in."""
        if _ENCODED_PREFIX not in self.blob.metadata.get(TAGS, ""):  # Asked for every photo of a listing.
            return ()
        return tuple(album for album in albums_of_tags(self.sidecar.annotations.tags or ()) if album != self.album)

    @property
    def guest(self) -> str | None:
        """Who added it through a shared link, see find_guest. Only the owner may learn it."""
        return find_guest(self.blob)

    @property
    def chosen_orientation(self) -> int | None:
        """The orientation in its sidecar."""
        return self.sidecar.annotations.orientation

    @property
    def orientation(self) -> int | None:
        """How it's shown, see model/orientations.py; None until that's known."""
        return self.chosen_orientation or (self.facts.orientation if self.facts else None)

    @property
    def location(self) -> tuple[float | None, float | None]:
        """Latitude and longitude, from the sidecar or else the file. Only the owner may learn them."""
        return self.sidecar.annotations.location or (self.embedded.latitude, self.embedded.longitude)

    @property
    def has_current_sidecar(self) -> bool:
        """Whether the copy is what the listing's sidecar says. Without a listing, nobody knows better."""
        if FOUND_SIDECAR not in self.blob.derived:
            return True
        found, metadata = self.blob.derived[FOUND_SIDECAR], self.blob.metadata
        version, copy = metadata.get(SIDECAR, ""), metadata.get(COPY, "")
        return (version, copy) == (version_of(found), COPY_VERSION) if found else not version and not copy

    @property
    def corrected_day(self) -> str:
        """See day_to_file_under."""
        return day_to_file_under(self.own_facts, self.sidecar.annotations)

    @property
    def is_misfiled(self) -> bool:
        """Whether it's filed under another day than the corrected one."""
        corrected = self.corrected_day
        day = day_of_name(self.name) if corrected else None
        return day is not None and day.isoformat() != corrected

    @property
    def has_sidecar(self) -> bool:
        """Whether it has a sidecar that can be downloaded, as far as the listing or the copy shows."""
        found = self.blob.derived.get(FOUND_SIDECAR, self.sidecar.version)
        return bool(found) and not (self.sidecar.problem and self.has_current_sidecar)

    @property
    def is_up_to_date(self) -> bool:
        """Whether developing it would find nothing new."""
        return self.developed and has_current_version(self.blob.metadata)

    @property
    def has_uncertain_date(self) -> bool:
        """Whether reading the start of its file, or its sidecar, may change its date or the day it's filed under."""
        return self.is_undated or not self.has_current_sidecar or self.is_misfiled

    @property
    def is_undated(self) -> bool:
        """Whether `when` is a guess that the start of its file may improve. See library/photo_dates.py."""
        return self.facts is None

    def has_previews(self, generation: str) -> bool:
        """Return whether the previews of its bytes are in this generation of the previews container."""
        if not (self.has_all_facts and self.version and self.blob.identity):
            return False
        return self.blob.metadata["previews"] == preview_marker(generation, self.blob.identity, self.version)

    def preview_size(self, size: int) -> int:
        """Return the size of the preview to use for `size`: if the viewer's has all pixels, there's no larger one."""
        viewer_size = PREVIEW_SIZES[-1]
        has_all = size == ZOOM_SIZE and self.facts and max(self.facts.width, self.facts.height) <= viewer_size
        return viewer_size if has_all else size

    def preview_name(self, size: int) -> str:
        """Return the name of the preview's blob to use for `size`."""
        return preview_name(str(self.version), self.preview_size(size))

    @cached
    def when(self) -> str:
        """The time that photos are sorted by: when the photo was taken (wall clock).

        For photos filed by date, their folder's day wins over a different day in the facts. Until the facts are known,
        it's the date in the name, or else when the photo was uploaded (UTC).
        """
        facts = self.facts
        taken = facts.local_time if facts else drop_offset(self.sidecar.annotations.taken or "")
        if taken:
            day = day_of_name(self.name)
            return taken if not day or taken.startswith(str(day)) else str(day)
        return date_in_full_name(self.name) or read_upload_time(self.blob).strftime("%Y-%m-%dT%H:%M:%S")

    @property
    def problem(self) -> str | None:
        """Why the photo can't be read, if another tool has made that impossible."""
        problem: Text | None = ARCHIVED if self.blob.is_archived else self.blob.derived.get("problem")
        return str(problem) if problem else None

    @property
    def month(self) -> str:
        """Like `2026-09`."""
        return self.when[:7]

    @cached
    def cursor(self) -> str:
        """Its position in every list. Cursors of older photos are less (`<`)."""
        return f"{self.when} {self.name}"

    @property
    def day(self) -> str:
        """Like `2026-09-12`."""
        return self.when[:10]

    @property
    def ratio(self) -> float:
        """Width / height for computing the height of rows; 4:3 until it's known."""
        facts = self.facts
        return min(max(facts.width / facts.height, NARROWEST), WIDEST) if facts else 4 / 3


def is_photo(blob: Blob) -> bool:
    """Return whether name and metadata say that a blob is a photo.

    It's one if it has a picture's extension, or facts, which show that the gallery has read it. Blobs that are
    hidden, empty (unfinished uploads and folder markers), left behind by other tools, or known not to be pictures
    aren't photos.
    """
    if not _can_be_photo(blob):
        return False
    return blob.file_class is FileClass.PICTURE or photo_of(blob).facts is not None


def needs_check(blob: Blob) -> bool:
    """Return whether only a blob's content can tell if it's a photo, because it has no extension and no facts."""
    return blob.file_class is FileClass.UNKNOWN and _can_be_photo(blob) and photo_of(blob).facts is None


def is_trashed(blob: Blob) -> bool:
    """Return whether a blob is a photo that has been deleted to the trash."""
    original_name = blob.name.removeprefix(TRASH)
    if not blob.length or original_name == blob.name or classify_name(original_name) is NameClass.HIDDEN:
        return False
    return blob.file_class is FileClass.PICTURE or MOVED_BY in blob.metadata or photo_of(blob).facts is not None


def photo_of(blob: Blob) -> Photo:
    """Return the blob as a photo. It's always the same object, so that its properties are computed once."""
    photo = blob.derived.get("photo")
    if photo is None:
        photo = blob.derived["photo"] = Photo(blob)
    return photo


def _can_be_photo(blob: Blob) -> bool:
    is_visible = blob.length and blob.name_class is not NameClass.HIDDEN and blob.file_class is not FileClass.LEFTOVER
    return bool(is_visible) and blob.metadata.get("developed") != "no"

"""Read edits: as JSON (RFC 7396, JSON Merge Patch), or from the form of the photo page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gallery.errors import BadRequest
from gallery.library.edits import Changes
from gallery.model.dates import DATE_MEMBERS
from gallery.model.embedded_facts import MAX_RATING
from gallery.model.orientations import MAX_ORIENTATION
from gallery.web.date_forms import check_repeatable, read_date_change, read_date_fields, read_key
from gallery.web.forms import CHOOSE_FEWER, is_form, is_text, read_document
from gallery.web.request import Request, read_header
from gallery.web.tag_fields import split_tags

MAX_EDITS = 100
"""Photos in one request, so that it ends in time even if storage is slow. The viewer sends 50."""

MAX_EDIT_BYTES = 5_000_000
"""A hundred photos with the longest names, captions and many tags."""

MEMBERS = (
    *("caption", "tags", "rating", "orientation", "rotate", *DATE_MEMBERS),
    *("favorite", "add_tags", "remove_tags", "keep_sidecar"),
)

ROTATIONS_IN_FORMS = {"left": -90, "right": 90}
"""By what the buttons of the photo page send."""

EXAMPLE = '{"names": ["2026/09/12/IMG_1.jpg"], "changes": {"caption": "Rome at night"}}'


@dataclass(frozen=True)
class PhotoEdit:
    """Changes to one photo."""

    name: str
    changes: Changes
    version: str = ""
    """The version of the sidecar that the changes are for; "" for any."""

    def __post_init__(self) -> None:
        """Raise BadRequest if repeating it would make the changes again."""
        check_repeatable(self.changes.date, self.version)


def read_patch(request: Request, name: str) -> PhotoEdit:
    """Read a merge patch for one photo. Raises BadRequest."""
    document = read_document(request, MAX_EDIT_BYTES)
    return PhotoEdit(name, _read_changes(document, read_key(request)), _read_if_match(request))


def read_edits(request: Request) -> list[PhotoEdit]:
    """Read edits: the same changes for many photos, `names` and `changes`, or a list of `photos`, each with its own.

    Raises BadRequest.
    """
    document = read_document(request, MAX_EDIT_BYTES, CHOOSE_FEWER, keeps_empty=True)
    if is_form(request):
        return [_read_form(document)]
    photos = document.get("photos")
    if photos is None:
        names = document.get("names")
        changes = document.get("changes")
        photos = [{"name": name, "changes": changes} for name in names] if isinstance(names, list) else None
    if not isinstance(photos, list) or not all(isinstance(photo, dict) for photo in photos):
        raise BadRequest("Name the photos and the changes: %(example)s.", example=EXAMPLE)
    if not 1 <= len(photos) <= MAX_EDITS:
        raise BadRequest("Choose 1 to %(most)s photos.", most=MAX_EDITS)
    key = read_key(request)
    return [_read_edit(photo, key) for photo in photos]


def _read_edit(photo: Mapping[str, Any], key: str) -> PhotoEdit:
    name, version = photo.get("name"), photo.get("etag", "-")
    if not is_text(name) or not is_text(version):
        raise BadRequest("Name the photos and the changes: %(example)s.", example=EXAMPLE)
    return PhotoEdit(name, _read_changes(photo.get("changes"), key), version if "etag" in photo else "")


def _read_form(fields: Mapping[str, Any]) -> PhotoEdit:
    """Read the form of the photo page. Fields that it doesn't have stay as they are."""
    values: dict[str, Any] = {"caption": fields["caption"]} if "caption" in fields else {}
    if "tags" in fields:
        values["tags"] = split_tags(fields["tags"])
    favorite = fields["favorite"] == "yes" if "favorite" in fields else None
    names, keep = fields.get("names") or [""], fields.get("keep_sidecar") == "yes"
    date = read_date_fields(fields)
    rotate = ROTATIONS_IN_FORMS.get(fields.get("rotate", ""), 0)
    changes = Changes(values, favorite, rotate=rotate, date=date, keep_sidecar=keep, skips_blanks=True)
    return PhotoEdit(names[0], changes, fields.get("etag", ""))


def _read_changes(patch: object, key: str) -> Changes:
    if not isinstance(patch, dict) or not patch:
        raise BadRequest("Say what to change: %(members)s.", members=", ".join(MEMBERS))
    unknown = ", ".join(quote(str(key), errors="replace") for key in patch if key not in MEMBERS)
    if unknown:
        raise BadRequest("A photo has no %(unknown)s that can be changed.", unknown=unknown)
    values = {key: patch[key] for key in ("caption", "tags", "rating", "orientation") if key in patch}
    favorite = patch.get("favorite", False)
    is_valid = (
        (values.get("caption") is None or _is_string(values["caption"]))
        and (values.get("tags") is None or _is_list(values["tags"]))
        and (values.get("rating") is None or _is_rating(values["rating"]))
        and (values.get("orientation") is None or _is_orientation(values["orientation"]))
        and all(_is_list(patch.get(key, [])) for key in ("add_tags", "remove_tags"))
        and _is_rotation(patch.get("rotate", 0))
        and isinstance(favorite, bool)
        and isinstance(patch.get("keep_sidecar", False), bool)
    )
    if not is_valid:
        raise BadRequest(
            "A caption is text, tags are a list of texts, a rating is a number from 0 to %(rating)s, an "
            "orientation one from 1 to %(orientation)s, rotate a multiple of 90 degrees, and "
            "favorite and keep_sidecar are true or false.",
            rating=MAX_RATING,
            orientation=MAX_ORIENTATION,
        )
    chosen = favorite if "favorite" in patch else None
    keep = patch.get("keep_sidecar", False)
    tags = patch.get("add_tags", ()), patch.get("remove_tags", ())
    return Changes(values, chosen, *tags, read_date_change(patch, key), patch.get("rotate", 0), keep_sidecar=keep)


def _is_string(value: object) -> bool:
    return value == "" or is_text(value)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_string, value))


def _is_rating(value: object) -> bool:
    return _is_number(value, 0, MAX_RATING)


def _is_orientation(value: object) -> bool:
    return _is_number(value, 1, MAX_ORIENTATION)


def _is_rotation(value: object) -> bool:
    return isinstance(value, int) and _is_number(value, -270, 270) and value % 90 == 0


def _is_number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _read_if_match(request: Request) -> str:
    tag = read_header(request, "if-match").strip()
    return "" if tag == "*" else tag.removeprefix("W/").strip('"')

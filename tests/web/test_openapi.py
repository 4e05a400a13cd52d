"""static/openapi.json describes exactly the routes of the app and the shapes of its documents."""

import json
import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, NotFound
from gallery.library.albums import Album
from gallery.library.index.entries import LibraryTotals
from gallery.library.outcomes import Outcome
from gallery.library.trash import Emptying
from gallery.model.annotations import Annotations, SidecarCopy
from gallery.model.blobs import Blob
from gallery.model.facts import Facts
from gallery.model.months import Month
from gallery.model.photo_json import owner_json, public_json
from gallery.model.photos import Photo, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.model.shares import Share
from gallery.storage.blob_signer import BlobSigner
from gallery.web.api import album_json
from gallery.web.edit_forms import MEMBERS
from gallery.web.preview_urls import PreviewUrls
from gallery.web.responses import problem_response
from gallery.web.share_pages import ShownShare

PROJECT = Path(__file__).parents[2]
METHODS = {"get", "head", "put", "post", "delete", "patch", "options"}
PARAMETER = re.compile(r"\{\*?(\w+)(?::[^}?]*)?\}")

FACTS = Facts("2026-09-12T10:11:12", "exif", 60, 40, "#008080")
PHOTO = Photo(Blob("Rome/a.jpg", 4, "", b"0" * 16, "image/jpeg", datetime.now(UTC), FACTS.metadata()))


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((PROJECT / "static" / "openapi.json").read_text(encoding="utf-8"))
    return read


def routes() -> set[tuple[str, str]]:
    """Method and path of every function, from an app of its own, because an app returns its functions only once."""
    app = runpy.run_path(str(PROJECT / "function_app.py"))["app"]
    triggers = [function.get_trigger().get_dict_repr() for function in app.get_functions()]
    return {
        (str(method).lower(), path_of(trigger["route"]))
        for trigger in triggers
        for method in trigger.get("methods", [])
    }


def path_of(route: str) -> str:
    """Return a route of the host as an OpenAPI path."""
    return "/" + PARAMETER.sub(r"{\1}", re.sub(r"\{\w+:maxlength\(0\)\?\}", "", route))


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method in METHODS & set(item):
            yield method, path, item[method]


def properties(schema: str) -> set[str]:
    return set(document()["components"]["schemas"][schema]["properties"])


def required(schema: str) -> set[str]:
    return set(document()["components"]["schemas"][schema]["required"])


def test_routes_and_descriptions_match() -> None:
    """Adding, moving or removing a route changes its description."""
    described = {(method, path) for method, path, _ in operations()}
    assert routes() == described
    assert len(described) > 20


def test_every_operation_is_complete() -> None:
    """It has a summary and responses, and declares every parameter of its path."""
    for method, path, operation in operations():
        assert operation["summary"], (method, path)
        assert operation["responses"], (method, path)
        shared = document()["paths"][path].get("parameters", [])
        declared = [resolve(one) for one in [*shared, *operation.get("parameters", [])]]
        in_path = {one["name"] for one in declared if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path)), (method, path)


def test_references_resolve_and_components_are_used() -> None:
    text = json.dumps(document())
    parts_by_kind = {kind: parts for kind, parts in document()["components"].items() if kind != "securitySchemes"}
    for kind, parts in parts_by_kind.items():
        unused = [name for name in parts if f'"#/components/{kind}/{name}"' not in text]
        assert unused == []
    for reference in re.findall(r'"\$ref": "([^"]+)"', text):
        assert resolve({"$ref": reference}), reference


def visitor_urls() -> PreviewUrls:
    return PreviewUrls("url", "sas", "g", BlobSigner("sas", b"", "", ""))


def test_schemas_match_the_documents() -> None:
    """Property by property."""
    refusal = GalleryError("no")
    assert {"id", *LibraryTotals._fields, "new_from_guests"} == properties("Totals") == required("Totals")
    video = {"kind", "duration", "codecs", "live"}
    optional = {"problem", "signatures", "caption", *video}
    owner_only = {"tags", "favorite", "sidecar", "orientation", "raw"}
    assert set(public_json(PHOTO)) == properties("Photo") - optional - owner_only == required("Photo")
    said = SidecarCopy(Annotations("A", ("b",), 5, orientation=6), "version").metadata()
    archived = photo_of(replace(PHOTO.blob, is_archived=True, metadata={**PHOTO.blob.metadata, **said}))
    assert set(visitor_urls().photo_json(archived)) == properties("Photo") - owner_only - video
    assert set(owner_json(archived)) == properties("Photo") - {"signatures", "raw"} - video
    assert set(Month("2026-09", 1, 1.5).json()) == properties("Month") == required("Month")
    assert (
        set(album_json(Album("Rome", 1, PHOTO), visitor_urls()))
        == properties("Album") - {"settings"}
        == required("Album")
    )
    assert set(PreviewUrls("url", "sas", "g").json()) == properties("Previews") == required("Previews")
    assert set(json.loads(problem_response(NotFound("none"), {}).body)) == properties("Problem") == required("Problem")
    kept, refused = (
        Outcome("a.jpg", "stored", PHOTO).json("file"),
        Outcome("a.jpg", "rejected", error=refusal).json("file"),
    )
    for_guests = {"undo"}
    assert set(kept) | set(refused) == properties("Outcome") - for_guests
    assert set(kept) & set(refused) == required("Outcome")
    gone, back = (
        Outcome("a", "trashed", trash="b").json("name"),
        Outcome("b", "restored", photo=PHOTO, is_merged=True).json("name"),
    )
    emptying = Emptying([Outcome("a", "deleted")], {}).json()
    assert set(emptying) == properties("Emptying") == required("Emptying")
    lost = Outcome("a", "rejected", error=refusal).json("name")
    undo = {"name": "a", "etag": "1", "changes": Annotations().json()}
    edited = Outcome("a", "edited", PHOTO, undo=undo).json("name")
    assert set(edited) | set(lost) == properties("EditOutcome")
    assert set(edited) & set(lost) == required("EditOutcome")
    assert (set(undo), set(Annotations().json()) - properties("Changes")) == (properties("Edit"), set())
    assert set(MEMBERS) == properties("Changes")
    assert set(gone) | set(back) | set(lost) == properties("Move")
    assert set(gone) & set(back) & set(lost) == required("Move")


def test_shares_match() -> None:
    """What a share says can be chosen by the same names, except for what the gallery sets itself."""
    share = Share("secret", datetime.now(UTC))
    shown = ShownShare(share, "link", None, "", is_expired=False, additions={}).json()
    assert set(shown) == properties("Share") == required("Share")
    own = {"id", "link", "album", "photos", "created", "expired", "new"}
    assert properties("ShareChoices") - {"days", "remove_password", "seen"} == properties("Share") - own


def test_preview_sizes_match() -> None:
    sizes = document()["components"]["parameters"]["size"]["schema"]["enum"]
    assert sizes == [*PREVIEW_SIZES, ZOOM_SIZE]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Return the part itself, or the one it refers to."""
    reference = part.get("$ref")
    if not reference:
        return part
    found: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    result: dict[str, Any] = found
    return result

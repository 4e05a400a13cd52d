"""The `Photo` of the JSON API."""

from typing import Any

from gallery.model.corrected_dates import CORRECTED
from gallery.model.photos import Photo


def public_json(photo: Photo) -> dict[str, Any]:
    """Return what visitors may see of a photo."""
    facts = photo.facts
    return {
        "name": photo.name,
        "file": photo.file,
        "album": photo.album,
        "taken": facts and facts.taken,
        "taken_from": facts and (facts.taken_from if facts.taken_from != CORRECTED else None),
        "when": photo.when,
        "width": facts and facts.width,
        "height": facts and facts.height,
        "colour": (facts and facts.color) or None,
        "bytes": photo.blob.length,
        "version": photo.version,
        "developed": photo.developed,
        **({"problem": photo.problem} if photo.problem else {}),
        **({"caption": photo.caption} if photo.caption else {}),
        **_video(photo),
        **({"live": _live(photo)} if photo.is_live else {}),
    }


def owner_json(photo: Photo) -> dict[str, Any]:
    """Return the same with what only the owner may see."""
    said = photo.sidecar.annotations
    tags = {"tags": list(said.tags)} if said.tags else {}
    favorite = {"favorite": True} if said.is_favorite else {}
    sidecar = {"sidecar": True} if photo.has_sidecar else {}
    orientation = {"orientation": photo.orientation} if photo.orientation else {}
    own = {**tags, **favorite, **sidecar, **orientation, **_companions(photo)}
    return {**public_json(photo), "taken_from": photo.facts and photo.facts.taken_from, **own}


def _companions(photo: Photo) -> dict[str, Any]:
    live = {"live": {"name": photo.video.name, **_live(photo)}} if photo.video else {}
    raw = {"raw": {"name": photo.raw.name, "bytes": photo.raw.bytes}} if photo.raw else {}
    return {**live, **raw}


def _live(photo: Photo) -> dict[str, Any]:
    # Nobody has looked into the video of a motion photo.
    duration, codecs = (photo.video.duration, photo.video.codecs) if photo.video else (None, "")
    return {"duration": duration, "codecs": codecs}


def _video(photo: Photo) -> dict[str, Any]:
    return {"kind": "video", "duration": photo.duration, "codecs": photo.codecs} if photo.is_video else {}

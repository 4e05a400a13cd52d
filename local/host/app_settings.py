"""App settings: local.settings.json becomes environment variables, as Core Tools does it; host.json is read."""

import json
import os
from pathlib import Path
from typing import Any


class BadSettings(Exception):
    """A settings file that can't be used; the text says which and why."""


def load_local_settings(path: Path) -> None:
    """Put the file's `Values` into the environment. Variables that exist already win; no file, no settings."""
    if not path.exists():
        return
    settings = _read(path)
    if settings.get("IsEncrypted"):
        raise BadSettings(f"{path} is encrypted; `func settings decrypt` makes it readable.")
    for name, value in settings.get("Values", {}).items():
        os.environ.setdefault(name, str(value))


def route_prefix(app: Path) -> str:
    """What all routes start with, from host.json: `api` unless said otherwise."""
    path = app / "host.json"
    host = _read(path) if path.exists() else {}
    return str(host.get("extensions", {}).get("http", {}).get("routePrefix", "api")).strip("/")


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise BadSettings(f"{path} is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise BadSettings(f"{path} must hold a JSON object.")
    return content

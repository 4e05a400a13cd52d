"""App settings from local.settings.json and host.json, as in Core Tools. Standard library only: dev.py uses it too."""

import json
import os
from pathlib import Path
from typing import Any


class BadSettings(Exception):
    """A settings file that can't be used; the message names the file and the reason."""


def load_local_settings(path: Path) -> None:
    """Put the file's `Values`, if it exists, into the environment. Existing variables win. Raises BadSettings."""
    if not path.exists():
        return
    settings = _read_json(path)
    if settings.get("IsEncrypted"):
        raise BadSettings(f"{path} is encrypted. Run `func settings decrypt` first.")
    for name, value in settings.get("Values", {}).items():
        os.environ.setdefault(name, str(value))


def read_route_prefix(app: Path) -> str:
    """Return the prefix of all routes from host.json; the default is `api`. Raises BadSettings."""
    path = app / "host.json"
    host = _read_json(path) if path.exists() else {}
    return str(host.get("extensions", {}).get("http", {}).get("routePrefix", "api")).strip("/")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise BadSettings(f"{path} isn't valid JSON: {error}") from None
    if not isinstance(content, dict):
        raise BadSettings(f"{path} must contain a JSON object.")
    return content

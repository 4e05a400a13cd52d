"""Writes the data of `gallery/library/places/`, for `dev.py places`. It's from an npm package, as locked."""

import json
from pathlib import Path
from typing import Any

from gallery.library.places.world import OUTLINE
from local.dev.node import MODULES
from local.dev.outline import format_path
from local.dev.paths import display_path

LAND = MODULES / "world-atlas" / "land-110m.json"
"""Natural Earth at 1:110 million, in the public domain."""


def main() -> None:
    OUTLINE.write_text(format_path(read_json(LAND)) + "\n", encoding="ascii")
    print(f"{display_path(OUTLINE)}: {OUTLINE.stat().st_size / 1e3:.0f} kB")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

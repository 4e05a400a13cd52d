"""Folders and zips to import, and what readers found in them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from importer.found import Findings


def write(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def albums(findings: Findings) -> list[tuple[str, str]]:
    return sorted((found.entry.file, found.album) for found in findings.photos)


def reasons(findings: Findings) -> dict[str, str]:
    return {other.entry.file: other.reason for other in findings.others}

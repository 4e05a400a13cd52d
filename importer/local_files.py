"""Files of an export: written so that nothing else in the folder is replaced or deleted."""

import hashlib
import os
from pathlib import Path

from importer.file_hashes import FileHash

READ_BYTES = 1024 * 1024


def hash_file(path: Path) -> FileHash:
    """Read a file. Raises OSError."""
    found = FileHash()
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            found.update(data)
    return found


def hash_bytes(data: bytes | None) -> str:
    """Return the MD5 of a small file in hex; "" for none."""
    return "" if data is None else hashlib.md5(data, usedforsecurity=False).hexdigest()


def has_md5(path: Path, md5: str) -> bool:
    """Return whether there's a regular file with this MD5. Raises OSError."""
    return path.is_file() and not path.is_symlink() and hash_file(path).md5 == md5


def part_of(target: Path) -> Path:
    """Return where a file is written before it's complete: a name that nobody else gives to a file."""
    return target.with_name(f".{hash_bytes(os.fsencode(target.name))}.gallery-export")


def replace_own(target: Path, data: bytes | None, md5: str) -> bool:
    """Write a small file, or delete it if there's no data, unless another one is there than the export wrote.

    `md5` is that of what it wrote. Returns False if another file was kept. Raises OSError.
    """
    if not os.path.lexists(target):
        if data is not None:
            _write_at_once(target, data)
        return True
    if has_md5(target, hash_bytes(data)):
        return True
    if not has_md5(target, md5):
        return False
    if data is None:
        target.unlink()
    else:
        _write_at_once(target, data)
    return True


def _write_at_once(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    part.write_bytes(data)
    part.replace(target)

"""The keys and the storage port of a data folder, created once and kept in files that only their owner can read."""

import base64
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.dev.azurite import PORT, build_connection_string
from local.dev.errors import CommandError
from local.dev.paths import display_path

OWNER_KEY = "owner-key"
CONNECTION_STRING = "connection-string"
"""Names of the files. Other tools can use their contents as they are."""

KEY_BYTES = 64
"""As long as the keys of Azure storage accounts."""

_CONNECTION = re.compile(r"AccountKey=([A-Za-z0-9+/=]+);.*:(\d{1,5})/")


@dataclass(frozen=True)
class DataFolder:
    """What dev.py keeps beside Azurite's files."""

    path: Path
    owner_key: str
    storage_key: str
    storage_port: int | None
    """None until Azurite has run in this folder once."""

    def remember_port(self, port: int) -> None:
        """Keep the port for the next start, if there's none yet."""
        if self.storage_port is None:
            _write_private(self.path / CONNECTION_STRING, build_connection_string(port, self.storage_key))

    @property
    def wanted_port(self) -> int:
        """The port to try first."""
        return PORT if self.storage_port is None else self.storage_port


def open_data_folder(path: Path) -> DataFolder:
    """Make the folder private and return its keys, new ones where there are none. Raises CommandError."""
    path.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # some file systems have no permissions
        path.chmod(0o700)
    owner_key = _read_private(path / OWNER_KEY)
    if not owner_key:
        owner_key = secrets.token_urlsafe(24)
        _write_private(path / OWNER_KEY, owner_key)
    connection = _read_private(path / CONNECTION_STRING)
    if not connection:
        return DataFolder(path, owner_key, base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(), None)
    if not (match := _CONNECTION.search(connection)):
        raise CommandError(f"{display_path(path / CONNECTION_STRING)} is damaged. Delete it to get a new storage key.")
    return DataFolder(path, owner_key, match[1], int(match[2]))


def _read_private(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    with suppress(PermissionError):
        path.chmod(0o600)
    return text


def _write_private(path: Path, text: str) -> None:
    """Write the file at once, so that an interrupted dev.py leaves none or a whole one."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - no other way to set the mode from the start
        file.write(f"{text}\n")
    temporary.replace(path)

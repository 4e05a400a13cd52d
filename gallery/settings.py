"""All settings, read once from environment variables (the app settings of a function app)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gallery.errors import Misconfigured
from gallery.translations import ENGLISH, languages

PHOTO_STORAGE = "PhotoStorage"
"""Name of the connection, for both the blob output binding and our own storage code."""

DEFAULT_TITLE = "Photos"
"""Pages show it in their language."""

MIN_KEY_CHARACTERS = 16
"""Random letters and digits of this length have 95 bits."""

MAX_TRASH_DAYS = 36_500
"""A hundred years. infra/main.bicep has the same limit."""


@dataclass(frozen=True)
class Connection:
    """The storage account: a connection string, or an address to be used with an Entra ID identity."""

    string: str = field(default="", repr=False)
    """Contains the account key, so repr() leaves it out."""
    blob_service_uri: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class Settings:
    """See the table of settings in the README."""

    connection: Connection | None
    """None if the setting is missing, which is an error only when storage is first needed."""
    photo_container: str
    preview_container: str
    title: str
    owner_key: str = field(repr=False)
    """The owner signs in with it; "" if it isn't set."""
    is_public: bool
    """Whether everyone may view the gallery, not only the owner."""
    is_indexed: bool
    """Whether search engines may index the gallery."""
    visitors_download: bool
    """Whether visitors of a public gallery may download copies of photos without metadata."""
    is_in_azure: bool
    sign_in_link: str = field(repr=False)
    """The token of a one-time sign-in link and the Unix time it expires at, separated by a space; set by dev.py."""
    max_upload_bytes: int
    max_photo_bytes: int
    max_raw_bytes: int
    """The limit for raw files, unless that for all photos is higher."""
    max_video_bytes: int
    max_pixels: int
    decode_seconds: int
    decoders: int
    trash_days: int
    """Days after which photos in the trash are deleted forever; 0: never."""
    time_zone: ZoneInfo
    """Of videos that only say in UTC when, but not where they were taken."""
    language: str
    """The page's language for readers who prefer none that the gallery has."""


@cache
def settings() -> Settings:
    """Return the settings of this process. Raises Misconfigured, which names the invalid setting."""
    return read_settings(os.environ)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from a mapping; see settings()."""
    return Settings(
        connection=_read_connection(environment),
        photo_container=photo_container(environment),
        preview_container=_read_text(environment, "PREVIEW_CONTAINER", "photos-previews"),
        title=_read_text(environment, "GALLERY_TITLE", DEFAULT_TITLE),
        owner_key=_read_owner_key(environment),
        is_public=_read_choice(environment, "GALLERY_VISIBILITY", ("public", "private")) == "public",
        is_indexed=_read_choice(environment, "GALLERY_INDEXED", ("no", "yes")) == "yes",
        visitors_download=_read_choice(environment, "GALLERY_DOWNLOADS", ("owner", "everyone")) == "everyone",
        is_in_azure=_is_in_azure(environment),
        sign_in_link=environment.get("SIGN_IN_LINK", ""),
        # The host rejects bodies over 100 MiB with an empty 500, so our own limit is lower.
        max_upload_bytes=_read_number(environment, "MAX_UPLOAD_MB", 95) * 1_000_000,
        # The largest camera originals (50 MP JPEG, long motion photos) are about 40 MB.
        max_photo_bytes=_read_number(environment, "MAX_PHOTO_MB", 50) * 1_000_000,
        # Uncompressed raw files of 60 MP have 120 MB. Two of them don't fit into the upload budget.
        max_raw_bytes=_read_number(environment, "MAX_RAW_MB", 120) * 1_000_000,
        # An hour in 1080p. Its previews take reading 2 MB of it.
        max_video_bytes=_read_number(environment, "MAX_VIDEO_MB", 4000) * 1_000_000,
        # Today's phones take up to 50 MP, medium format cameras 100 MP.
        max_pixels=_read_number(environment, "MAX_MEGAPIXELS", 100) * 1_000_000,
        # A 64 MP photo takes about 3 s on a slow core. A hostile one gets its response within 10 s.
        decode_seconds=_read_number(environment, "DECODE_SECONDS", 8),
        decoders=_read_number(environment, "DECODERS", os.cpu_count() or 1),
        trash_days=_read_days(environment, "TRASH_DAYS", 30),
        time_zone=_read_time_zone(environment),
        language=_read_language(environment),
    )


@cache
def default_language() -> str:
    """Return the language for readers who prefer none that the gallery has.

    Never fails, because the page about an invalid setting needs it too.
    """
    return read_language(os.environ) or ENGLISH


def read_language(environment: Mapping[str, str]) -> str | None:
    """Return the language in a mapping; None if the gallery isn't translated to it."""
    name = _read_text(environment, "GALLERY_LANGUAGE", ENGLISH).lower()
    return next((language for language in languages() if language.lower() == name), None)


@cache
def local_hosts() -> frozenset[str] | None:
    """Return the names, besides loopback ones, that a gallery on your machine responds to. None elsewhere: any name.

    Never fails, because every request needs it, even if other settings are invalid.
    """
    return read_local_hosts(os.environ)


def read_local_hosts(environment: Mapping[str, str]) -> frozenset[str] | None:
    """Read the setting from a mapping; see local_hosts()."""
    if environment.get("AZURE_FUNCTIONS_ENVIRONMENT") != "Development" or _is_in_azure(environment):
        return None
    names = environment.get("GALLERY_HOSTS", "").lower().split(",")
    return frozenset(name.strip() for name in names) - {""}


def photo_container(environment: Mapping[str, str]) -> str:
    """Return the name of the originals' container. Never fails, because the binding needs it at import."""
    return _read_text(environment, "PHOTO_CONTAINER", "photos")


def _read_connection(environment: Mapping[str, str]) -> Connection | None:
    """Resolve the connection in the same order as the Functions host, so that both use the same account.

    `AzureWebJobs` + name comes first (Azure docs, "Common properties for identity-based connections").
    """
    for section in (f"AzureWebJobs{PHOTO_STORAGE}", PHOTO_STORAGE):
        for name in (f"ConnectionStrings__{section}", section):
            if environment.get(name):
                return Connection(string=environment[name])
        uri = environment.get(f"{section}__blobServiceUri") or environment.get(f"{section}__serviceUri")
        account = environment.get(f"{section}__accountName")
        if uri or account:
            return Connection(
                blob_service_uri=uri or f"https://{account}.blob.core.windows.net",
                client_id=environment.get(f"{section}__clientId", ""),
            )
    return None


def _read_owner_key(environment: Mapping[str, str]) -> str:
    # If App Service can't resolve a Key Vault reference, the setting's value is the reference, which others can guess.
    key = environment.get("OWNER_KEY", "").strip()
    if key.startswith("<"):  # the placeholder in local.settings.json.example
        return ""
    if key.lower().startswith("@microsoft.keyvault("):
        raise Misconfigured("The setting OWNER_KEY refers to a Key Vault secret that the app can't read.")
    if 0 < len(key) < MIN_KEY_CHARACTERS:
        raise Misconfigured(
            f"The setting OWNER_KEY has fewer than {MIN_KEY_CHARACTERS} characters, so others could guess it. Generate "
            "one with: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'"
        )
    return key


def _is_in_azure(environment: Mapping[str, str]) -> bool:
    """Only Azure sets these, on every plan (Azure docs, "Environment variables and app settings")."""
    return any(environment.get(name) for name in ("WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"))


def _read_choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return one of the choices. The first one is the default."""
    value = _read_text(environment, name, choices[0]).lower()
    if value not in choices:
        raise Misconfigured(f"The setting {name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def _read_text(environment: Mapping[str, str], name: str, default: str) -> str:
    return environment.get(name, "").strip() or default


def _read_number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = _read_text(environment, name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise Misconfigured(f"The setting {name} must be a whole number above 0, not {value!r}.")
    return int(value)


def _read_time_zone(environment: Mapping[str, str]) -> ZoneInfo:
    name = _read_text(environment, "GALLERY_TIME_ZONE", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # The last one for a folder of the database.
        raise Misconfigured(f"The setting GALLERY_TIME_ZONE must be a name like Europe/Rome, not {name!r}.") from error


def _read_language(environment: Mapping[str, str]) -> str:
    language = read_language(environment)
    if language is None:
        raise Misconfigured(
            f"The setting GALLERY_LANGUAGE must be {' or '.join(languages())}, not {environment['GALLERY_LANGUAGE']!r}."
        )
    return language


def _read_days(environment: Mapping[str, str], name: str, default: int) -> int:
    value = _read_text(environment, name, str(default))
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > MAX_TRASH_DAYS:
        raise Misconfigured(
            f"The setting {name} must be a whole number from 0 (never) to {MAX_TRASH_DAYS:,}, not {value!r}."
        )
    return int(value)

"""All settings of the gallery, read once from environment variables (the app settings of a function app)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from gallery.errors import Misconfigured

PHOTO_STORAGE = "PhotoStorage"
"""Name of the connection, for the blob output binding and for our own storage code alike."""


DEFAULT_TITLE = "Photos"


@dataclass(frozen=True)
class Connection:
    """Where the photos are: a connection string, or an address for an Entra ID identity."""

    # Holds the account's key, which must not come into a log.
    string: str = field(default="", repr=False)
    blob_service_uri: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class Settings:
    """The README's table of settings says what each means."""

    connection: Connection | None
    """None when the setting is missing; storage says so when it is first needed."""
    photo_container: str
    preview_container: str
    title: str
    owner_key: str = field(repr=False)
    """Whoever knows it owns the gallery; "" when none is set."""
    is_public: bool
    """Whether anybody may look, rather than the owner alone."""
    is_indexed: bool
    """Whether search engines may list the gallery."""
    is_in_azure: bool
    is_local: bool
    """Whether this is somebody's own machine, reachable from there alone: only then an owner needs no key."""
    max_upload_bytes: int
    max_photo_bytes: int
    max_pixels: int
    decode_seconds: int
    decoders: int


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises Misconfigured with the name of the variable that can't be read.
    """
    return read_settings(os.environ)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from any mapping; see settings()."""
    return Settings(
        connection=_connection(environment),
        photo_container=photo_container(environment),
        preview_container=_text(environment, "PREVIEW_CONTAINER", "photos-previews"),
        title=_text(environment, "GALLERY_TITLE", DEFAULT_TITLE),
        owner_key=_owner_key(environment),
        is_public=_one_of(environment, "GALLERY_VISIBILITY", ("public", "private")) == "public",
        is_indexed=_one_of(environment, "GALLERY_INDEXED", ("no", "yes")) == "yes",
        is_in_azure=_is_in_azure(environment),
        is_local=environment.get("AZURE_FUNCTIONS_ENVIRONMENT") == "Development" and not _is_in_azure(environment),
        # The host refuses bodies over 100 MiB with an empty 500, so our own limit lies below it.
        max_upload_bytes=_number(environment, "MAX_UPLOAD_MB", 95) * 1_000_000,
        # The largest camera originals (50 MP JPEG, long motion photos) are about 40 MB.
        max_photo_bytes=_number(environment, "MAX_PHOTO_MB", 50) * 1_000_000,
        # The largest mode of today's phones is 50 MP, of medium format cameras 100 MP.
        max_pixels=_number(environment, "MAX_MEGAPIXELS", 100) * 1_000_000,
        # A 64 MP photo takes about 3 s on a slow core; whoever sends a bomb has an answer within 10 s.
        decode_seconds=_number(environment, "DECODE_SECONDS", 8),
        decoders=_number(environment, "DECODERS", os.cpu_count() or 1),
    )


def photo_container(environment: Mapping[str, str]) -> str:
    """Name of the container that holds the originals. Never fails: the binding needs it at import."""
    return _text(environment, "PHOTO_CONTAINER", "photos")


def _connection(environment: Mapping[str, str]) -> Connection | None:
    """Resolved in the order of the Functions host, `AzureWebJobs` + name before name, so that
    the bindings and our code always mean the same account (Azure docs: "Common properties for
    identity-based connections").
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


def _owner_key(environment: Mapping[str, str]) -> str:
    """What App Service could not fetch from a vault it hands over as it is written: a key that others can guess."""
    key = environment.get("OWNER_KEY", "").strip()
    if key.lower().startswith("@microsoft.keyvault("):
        raise Misconfigured("The setting OWNER_KEY names a secret in a key vault that the app can't read just now.")
    return key


def _is_in_azure(environment: Mapping[str, str]) -> bool:
    """Azure sets both on every plan (Azure docs, "Environment variables and app settings"); nothing else does."""
    return any(environment.get(name) for name in ("WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"))


def _one_of(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, of which the first is the default."""
    value = _text(environment, name, choices[0]).lower()
    if value not in choices:
        raise Misconfigured(f"The setting {name} must be {' or '.join(choices)}, but is {value!r}.")
    return value


def _text(environment: Mapping[str, str], name: str, default: str) -> str:
    return environment.get(name, "").strip() or default


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = _text(environment, name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise Misconfigured(f"The setting {name} must be a whole number above 0, but is {value!r}.")
    return int(value)

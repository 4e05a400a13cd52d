"""Settings are read from environment variables."""

import json
import re

import pytest

from gallery.errors import Misconfigured
from gallery.settings import Connection, photo_container, read_settings
from local.dev.paths import ROOT

STRING = "UseDevelopmentStorage=true"


def test_only_the_connection_is_required() -> None:
    """All other settings have defaults."""
    settings = read_settings({"PhotoStorage": STRING})
    assert settings.connection == Connection(string=STRING)
    assert (settings.photo_container, settings.preview_container) == ("photos", "photos-previews")


@pytest.mark.parametrize(
    ("environment", "connection"),
    [
        ({"AzureWebJobsPhotoStorage": "a", "PhotoStorage": "b"}, Connection(string="a")),
        ({"ConnectionStrings__PhotoStorage": "a", "PhotoStorage": "b"}, Connection(string="a")),
        ({"PhotoStorage": "a", "PhotoStorage__accountName": "b"}, Connection(string="a")),
        (
            {"PhotoStorage__blobServiceUri": "https://b", "PhotoStorage__accountName": "c"},
            Connection(blob_service_uri="https://b"),
        ),
        (
            {"PhotoStorage__accountName": "c", "PhotoStorage__clientId": "id"},
            Connection(blob_service_uri="https://c.blob.core.windows.net", client_id="id"),
        ),
    ],
)
def test_connection_is_resolved_like_that_of_the_bindings(environment: dict[str, str], connection: Connection) -> None:
    """Otherwise, PUT and the upload form could write to different accounts."""
    assert read_settings(environment).connection == connection


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²"])
def test_error_for_an_invalid_number_has_the_name_and_value_of_the_setting(value: str) -> None:
    expected = f"The setting MAX_UPLOAD_MB must be a whole number above 0, not {value!r}."
    with pytest.raises(Misconfigured, match=re.escape(expected)):
        read_settings({"PhotoStorage": STRING, "MAX_UPLOAD_MB": value})


@pytest.mark.parametrize(("value", "days"), [("", 30), ("0", 0), (" 1 ", 1), ("36500", 36_500)])
def test_days_in_the_trash_may_be_zero(value: str, days: int) -> None:
    """That means never, which the code that reads them has to know."""
    assert read_settings({"TRASH_DAYS": value}).trash_days == days


@pytest.mark.parametrize("value", ["-1", "never", "1.5", "²", "36501", "9" * 5000])
def test_invalid_days_in_the_trash_are_an_error(value: str) -> None:
    """A typo must not delete photos early."""
    expected = f"The setting TRASH_DAYS must be a whole number from 0 (never) to 36,500, not {value!r}."
    with pytest.raises(Misconfigured, match=re.escape(expected)):
        read_settings({"TRASH_DAYS": value})


def test_binding_always_gets_a_container_name() -> None:
    """Its path is computed at import, which must not fail."""
    assert photo_container({}) == photo_container({"PHOTO_CONTAINER": " "}) == "photos"


def test_repr_of_settings_contains_no_account_key() -> None:
    assert "secret" not in repr(read_settings({"PhotoStorage": "AccountKey=secret"}))


def test_unresolved_key_vault_reference_is_not_accepted_as_the_owner_key() -> None:
    """If App Service can't read the vault, the setting's value is the reference itself, which others can guess."""
    with pytest.raises(Misconfigured, match="OWNER_KEY"):
        read_settings({"OWNER_KEY": "@Microsoft.KeyVault(SecretUri=https://kv-1.vault.azure.net/secrets/owner-key)"})


def test_placeholder_of_the_example_file_is_not_an_owner_key() -> None:
    values = json.loads((ROOT / "local.settings.json.example").read_text(encoding="utf-8"))["Values"]
    assert values["OWNER_KEY"]
    assert read_settings(values).owner_key == ""


@pytest.mark.parametrize("key", ["a", "fifteen-letters"])
def test_an_owner_key_that_can_be_guessed_is_rejected(key: str) -> None:
    """The error says how to generate a better one, and doesn't repeat the key."""
    with pytest.raises(Misconfigured, match=r"fewer than 16 characters.*secrets\.token_urlsafe") as raised:
        read_settings({"OWNER_KEY": f" {key} "})
    assert f" {key} " not in str(raised.value)
    assert read_settings({"OWNER_KEY": "sixteen-letters!"}).owner_key == "sixteen-letters!"


@pytest.mark.parametrize(("value", "language"), [("de", "de"), ("FR", "fr"), (" es ", "es"), ("", "en"), ("en", "en")])
def test_the_default_language_is_one_that_the_gallery_has(value: str, language: str) -> None:
    assert read_settings({"GALLERY_LANGUAGE": value}).language == language


@pytest.mark.parametrize("value", ["tlh", "de-AT", "../de", "de.po"])
def test_an_unknown_default_language_is_reported(value: str) -> None:
    with pytest.raises(Misconfigured, match="GALLERY_LANGUAGE must be en or de or es or fr"):
        read_settings({"GALLERY_LANGUAGE": value})

"""Settings, as app settings give them."""

import pytest

from gallery.errors import Misconfigured
from gallery.settings import Connection, photo_container, read_settings

STRING = "UseDevelopmentStorage=true"


def test_the_connection_alone_is_enough() -> None:
    """Everything else has a default."""
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
def test_the_connection_is_resolved_as_the_bindings_resolve_it(
    environment: dict[str, str], connection: Connection
) -> None:
    """Otherwise PUT and the form would write to two accounts."""
    assert read_settings(environment).connection == connection


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²"])
def test_a_number_that_is_none_is_named(value: str) -> None:
    """With the setting's name and what it holds."""
    with pytest.raises(Misconfigured, match="MAX_UPLOAD_MB"):
        read_settings({"PhotoStorage": STRING, "MAX_UPLOAD_MB": value})


def test_the_binding_always_finds_a_container() -> None:
    """Its path is made at import, where nothing may fail."""
    assert photo_container({}) == photo_container({"PHOTO_CONTAINER": " "}) == "photos"


def test_the_account_key_is_not_in_what_a_log_would_show() -> None:
    """Neither of the settings nor of the connection."""
    assert "secret" not in repr(read_settings({"PhotoStorage": "AccountKey=secret"}))


def test_a_key_that_no_vault_has_given_is_no_key() -> None:
    """App Service hands over what it could not fetch as it is written, with the vault's name: others can guess that."""
    with pytest.raises(Misconfigured, match="OWNER_KEY"):
        read_settings({"OWNER_KEY": "@Microsoft.KeyVault(SecretUri=https://kv-1.vault.azure.net/secrets/owner-key)"})

"""The gallery with an Azure identity instead of a key: tokens, user delegation SAS, and the whole app.

Azurite has no roles, so those refusals imitate the REST API's documentation.
"""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
from conftest import RUN
from support.entra_id import (
    AUDIENCE,
    CLIENT_ID,
    OBJECT_ID,
    TENANT,
    Account,
    Identity,
    build_settings,
    run_identity_endpoint,
    run_token_only_account,
)
from support.gallery_app import Containers, build_environment
from support.pictures import jpeg

from gallery.errors import PhotoExists, StorageUnavailable
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage
from local.dev import ports

KEY_VARIABLES = ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE")


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """Storage that accepts tokens, for all tests of a pytest worker."""
    with run_token_only_account(tmp_path_factory.mktemp("account")) as started:
        yield started


@pytest.fixture
def identity() -> Iterator[Identity]:
    """An identity endpoint for one test."""
    with run_identity_endpoint() as started:
        yield started


@pytest.fixture
def settings(identity: Identity, account: Account, container_names: Containers) -> dict[str, str]:
    """The settings that an app has in Azure."""
    names = {"PHOTO_CONTAINER": container_names.photos, "PREVIEW_CONTAINER": container_names.previews}
    return {**build_settings(identity, account), **names}


@pytest.fixture
def storage(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """Storage, opened with these settings as the app opens it."""
    for name in KEY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    opened = open_storage(read_settings(settings))
    yield opened
    opened.service.close()


def get(url: str, account: Account) -> requests.Response:
    """Request a URL as a visitor's browser does, without credentials."""
    return requests.get(url, timeout=20, verify=str(account.certificate), allow_redirects=False)


def test_photos_are_written_listed_copied_and_deleted_with_a_token(storage: Storage) -> None:
    """Every type of request that the gallery makes, including conditional ones and creating the container."""
    blob = storage.photos.create("a/ü 1.jpg", b"pixels", "image/jpeg", {"taken": "2026"})
    with pytest.raises(PhotoExists):
        storage.photos.create("a/ü 1.jpg", b"other", "image/jpeg", {})
    copied = storage.photos.copy(blob, "b/2.jpg", blob.metadata)
    storage.photos.update_metadata(copied, {"developed": "no"})
    assert storage.photos.list_folder("").folders == [".gallery/", "a/", "b/"]
    assert [one.metadata for one in storage.photos.list_prefix("b/")] == [{"taken": "2026", "developed": "no"}]
    storage.photos.delete(blob)
    assert [one.name for one in storage.photos.list_prefix("a/") + storage.photos.list_prefix("b/")] == ["b/2.jpg"]
    storage.photos.ping()


def test_the_token_belongs_to_the_identity_named_in_the_settings(storage: Storage, identity: Identity) -> None:
    """An app may have several; `PhotoStorage__clientId` selects one, for the bindings and for our code."""
    storage.photos.ping()
    assert {(one["client_id"], one["resource"]) for one in identity.requests} == {(CLIENT_ID, AUDIENCE)}


def test_a_user_delegation_sas_reads_every_preview_and_nothing_else(storage: Storage, account: Account) -> None:
    """It can't list previews or read originals, and is invalid with other permissions."""
    storage.previews.overwrite("a/1-240", b"preview", "image/webp", {})
    storage.photos.create("a.jpg", b"pixels", "image/jpeg", {})
    sas = storage.previews_sas()
    assert get(f"{storage.previews.url('a/1-240')}?{sas}", account).content == b"preview"
    for url in (
        f"{storage.previews.url()}?restype=container&comp=list&{sas}",
        f"{storage.photos.url('a.jpg')}?{sas}",
        f"{storage.previews.url('a/1-240')}?{sas.replace('sp=r', 'sp=rl')}",
        storage.previews.url("a/1-240"),
    ):
        assert get(url, account).status_code in {401, 403, 404}, url


def test_a_user_delegation_sas_for_one_preview_reads_only_that(storage: Storage, account: Account) -> None:
    """Visitors get one for each preview."""
    for name in ("a-240", "b-240"):
        storage.previews.overwrite(name, b"preview", "image/webp", {})
    signer = storage.preview_signer()
    token = f"{signer.sas}{signer.sign('a-240')}"
    assert get(f"{storage.previews.url('a-240')}?{token}", account).content == b"preview"
    assert get(f"{storage.previews.url('b-240')}?{token}", account).status_code == 403


def test_a_user_delegation_sas_names_the_identity_and_stays_the_same_within_an_hour(storage: Storage) -> None:
    """See REST docs, "Create a user delegation SAS": skoid and sktid name the identity; skt, ske, sks and skv describe
    the key that signed the token, which must not expire before the token does.
    """
    storage.previews.ping()
    query = {name: values[0] for name, values in parse_qs(storage.previews_sas()).items()}
    assert (query["skoid"], query["sktid"], query["sks"], query["sr"], query["sp"]) == (
        OBJECT_ID,
        TENANT,
        "b",
        "c",
        "r",
    )
    assert query["skt"] < query["se"] <= query["ske"]
    assert "st" not in query, "if our clock is fast, the token would be invalid at first"
    assert storage.previews_sas() == storage.previews_sas()


def test_an_original_is_served_with_its_type_and_name_by_such_a_token(storage: Storage, account: Account) -> None:
    blob = storage.photos.create("ü 100%.jpg", b"pixels", "image/jpeg", {})
    response = get(storage.viewing_url(blob, 'inline; filename="x.jpg"'), account)
    assert response.content == b"pixels"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"] == 'inline; filename="x.jpg"'


def test_a_token_for_another_service_is_refused_with_a_clear_error(storage: Storage, identity: Identity) -> None:
    """The error says what to check, and contains no address."""
    identity.audience = "https://management.azure.com"
    with pytest.raises(StorageUnavailable, match="denied access") as error:
        storage.photos.ping()
    assert "127.0.0.1" not in error.value.message


def test_a_removed_identity_is_reported(storage: Storage, identity: Identity) -> None:
    """The endpoint responds with 400, and the SDK doesn't go on to try other credentials for long."""
    identity.requests.clear()
    broken = open_storage(read_settings({"PhotoStorage__accountName": "a", "PhotoStorage__clientId": "another"}))
    with pytest.raises(StorageUnavailable):
        broken.photos.ping()
    broken.service.close()
    assert {one["client_id"] for one in identity.requests} == {"another"}
    storage.photos.ping()


def test_a_missing_role_is_reported_without_a_retry() -> None:
    """Until a role takes effect, the service responds with 403 and `x-ms-error-code: AuthorizationPermissionMismatch`
    (REST docs, "Authorize with Microsoft Entra ID"). That must not look like a missing photo.
    """
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(403, "This request is not authorized to perform this operation using this permission.")
            self.send_header("x-ms-error-code", "AuthorizationPermissionMismatch")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer((ports.HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # The SDK sends tokens only over HTTPS, so this server gets a key instead; the response is the same.
    endpoint = f"http://{ports.HOST}:{server.server_port}/a"
    string = f"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint={endpoint};"
    without_role = open_storage(read_settings({"PhotoStorage": string}))
    with pytest.raises(StorageUnavailable, match="denied access"):
        without_role.photos.list_prefix("")
    without_role.service.close()
    server.shutdown()
    server.server_close()
    assert len(calls) == 1


def test_the_whole_app_runs_with_an_identity(
    request: pytest.FixtureRequest, settings: dict[str, str], account: Account
) -> None:
    """Health, an upload by form (SDK) and by PUT (output binding), previews straight from storage by the page's SAS
    token, and an original by its redirect.
    """
    variables = build_environment(settings, "UseDevelopmentStorage=true")
    assert "PhotoStorage" not in variables
    with request.config.stash[RUN].start_gallery("bundled", variables) as url:
        assert requests.get(f"{url}/health", timeout=20).json() == {"status": "no container"}
        assert requests.put(f"{url}/photos/Cats/a.jpg", data=jpeg(), timeout=20).status_code == 201
        files = {"photos": ("b.jpg", jpeg("red"), "image/jpeg")}
        accept = {"Accept": "application/json"}
        sent = requests.post(f"{url}/upload-photos", {"album": "Cats"}, files=files, headers=accept, timeout=20)
        assert [file["outcome"] for file in sent.json()["files"]] == ["stored"]
        preview = requests.get(f"{url}/previews/240/Cats/a.jpg?redirect=yes", timeout=20, allow_redirects=False)
        assert get(preview.headers["Location"], account).status_code == 200
        page = requests.get(f"{url}/?album=Cats", timeout=20)
        previews = re.findall(r'src="(https://[^"]+)"', page.text.replace("&amp;", "&"))
        assert len(previews) == 2
        assert {get(preview, account).headers["Content-Type"] for preview in previews} == {"image/webp"}
        original = requests.get(f"{url}/photos/Cats/a.jpg", timeout=20, allow_redirects=False)
        assert get(original.headers["Location"], account).content == jpeg()
        assert unquote(urlsplit(original.headers["Location"]).path).endswith("/Cats/a.jpg")

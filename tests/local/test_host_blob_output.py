"""The bundled host's blob output binding writes like the real one, tested with Azurite."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobProperties, BlobServiceClient, ContainerClient, ContentSettings, StandardBlobTier
from support.local_app.host_process import APP, Response, RunningHost, run_host
from support.local_app.storage_proxy import Recorder, record_requests

MIB = 1024 * 1024


@dataclass(frozen=True)
class Gallery:
    """A host that writes blobs to Azurite through a recording proxy."""

    host: RunningHost
    blobs: ContainerClient
    recorder: Recorder

    def save(self, name: str, body: bytes = b"picture", do: str = "", query: str = "") -> Response:
        return self.host.request("PUT", f"/save/{name}?do={do}&{query}", body=body)

    def read_content(self, name: str) -> bytes | None:
        try:
            return self.blobs.download_blob(name).readall()
        except ResourceNotFoundError:
            return None

    def get_properties(self, name: str) -> BlobProperties:
        return self.blobs.get_blob_client(name).get_blob_properties()


@pytest.fixture(scope="module")
def gallery(connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    folder, container = tmp_path_factory.mktemp("host"), f"made-by-the-binding-{os.getpid()}"
    blobs = BlobServiceClient.from_connection_string(connection_string).get_container_client(container)
    with (
        blobs,
        record_requests(connection_string) as (recorded_storage, recorder),
        run_host(APP, folder, TestStorage=recorded_storage, TEST_CONTAINER=container) as host,
    ):
        assert not blobs.exists()
        yield Gallery(host, blobs, recorder)


def test_blob_is_in_a_private_container_before_the_response(gallery: Gallery) -> None:
    assert gallery.save("Cats/cat.jpg").status == 201
    assert gallery.read_content("Cats/cat.jpg") == b"picture"
    assert gallery.blobs.get_container_properties().public_access is None


def test_requests_have_the_real_hosts_order(gallery: Gallery) -> None:
    """Create the container, get properties, put an empty blob, put blocks of 4 MiB, put the block list."""
    start, sizes = len(gallery.recorder.lines), list[int]()
    gallery.recorder.before["comp=blocklist"] = lambda: sizes.append(gallery.get_properties("long.jpg").size)
    assert gallery.save("long.jpg", body=os.urandom(9 * MIB)).status == 201
    gallery.recorder.before.clear()
    assert [re.sub(r"/\S*/|&?blockid=[^&]*|timeout=[^&]*", "", line) for line in gallery.recorder.lines[start:]] == [
        f"PUT {gallery.blobs.container_name}?restype=container",
        "HEAD long.jpg",
        "PUT long.jpg",
        *["PUT long.jpg?comp=block"] * 3,
        "PUT long.jpg?comp=blocklist",
    ]
    assert sizes == [0]
    assert gallery.get_properties("long.jpg").size == 9 * MIB


def test_overwriting_keeps_metadata_and_loses_other_properties(gallery: Gallery) -> None:
    gallery.save("first")
    settings = ContentSettings(content_type="image/jpeg", cache_control="no-cache")
    gallery.blobs.upload_blob("kept", b"old", metadata={"taken": "2026"}, content_settings=settings,
                              standard_blob_tier=StandardBlobTier.COOL)  # fmt: skip
    assert gallery.save("kept").status == 201
    properties = gallery.get_properties("kept")
    assert properties.metadata.keys() == {"taken", "AzureWebJobsParentId"}
    assert properties.content_settings.content_type == "application/octet-stream"
    assert (properties.content_settings.content_md5, properties.content_settings.cache_control) == (None, None)
    assert gallery.read_content("kept") == b"picture"


@pytest.mark.parametrize("do", ["unset", "none", "raise", "number", "junk"])
def test_nothing_is_written_unless_a_value_is_set_and_the_function_returns(gallery: Gallery, do: str) -> None:
    response = gallery.save(f"not-{do}", do=do)
    assert response.status == (500 if do in {"raise", "number", "junk"} else 200 if do == "unset" else 201)
    assert gallery.read_content(f"not-{do}") is None


@pytest.mark.parametrize(("do", "content"), [("text", "grün".encode()), ("empty", b""), ("twice", b"picture")])
def test_text_empty_content_and_the_last_of_two_values_are_written(gallery: Gallery, do: str, content: bytes) -> None:
    assert gallery.save(f"set-{do}", do=do).status == 201
    assert gallery.read_content(f"set-{do}") == content


@pytest.mark.parametrize("status", [409, 503])
def test_blob_is_written_despite_an_error_status(gallery: Gallery, status: int) -> None:
    response = gallery.save(f"error-{status}", query=f"status={status}")
    assert (response.status, response.body) == (status, b"set")
    assert gallery.read_content(f"error-{status}") == b"picture"


def test_blob_name_is_exactly_the_route_parameter(gallery: Gallery) -> None:
    for path, name in {"a%20b.jpg": "a b.jpg", "a%2Fb.jpg": "a%2Fb.jpg", "gr%C3%BCn/%3F.jpg": "grün/?.jpg"}.items():
        assert gallery.save(path).status == 201
        assert gallery.read_content(name) == b"picture"


@pytest.mark.parametrize("name", ["ends-with.", "ends-with/", "a%5Cb", "x" * 1025, ""])
def test_invalid_blob_names_are_500_after_the_function_has_run(gallery: Gallery, name: str) -> None:
    response = gallery.save(name)
    assert (response.status, response.body) == (500, b"")
    assert gallery.save(name, do="unset").status == 200


def test_name_with_1024_characters_is_accepted(gallery: Gallery) -> None:
    name = "x" * 1024
    assert gallery.save(name).status == 201
    assert gallery.read_content(name) == b"picture"


def test_concurrent_change_is_500_and_leaves_the_blob_empty(gallery: Gallery) -> None:
    gallery.save("changed")
    blob = gallery.blobs.get_blob_client("changed")
    gallery.recorder.before["comp=blocklist"] = lambda: blob.set_blob_metadata({"by": "another"})
    response = gallery.save("changed", body=b"new")
    gallery.recorder.before.clear()
    assert (response.status, response.body) == (500, b"")
    assert gallery.read_content("changed") == b""


def test_leased_blob_is_500_and_stays_unchanged(gallery: Gallery) -> None:
    gallery.save("leased")
    lease = gallery.blobs.get_blob_client("leased").acquire_lease()
    assert gallery.save("leased", body=b"new").status == 500
    lease.release()
    assert gallery.read_content("leased") == b"picture"


def test_path_placeholder_that_is_not_a_route_parameter_fails_every_call(gallery: Gallery) -> None:
    assert gallery.host.request("PUT", "/wrong-path/x", body=b"x").status == 500


def test_missing_connection_is_500_and_its_name_is_logged(gallery: Gallery) -> None:
    assert gallery.host.request("PUT", "/no-connection/x", body=b"x").status == 500
    gallery.host.wait_for_log("the setting NowhereStorage is missing")


@pytest.mark.parametrize("size", [100, 300_000, 5 * MIB])
def test_exactly_one_of_parallel_writers_with_a_placeholder_wins(gallery: Gallery, size: int) -> None:
    """The gallery writes like this: it creates the placeholder first and only sets the value if that worked."""
    gallery.save("first")
    bodies = [bytes([number]) * size for number in range(8)]
    with ThreadPoolExecutor(len(bodies)) as pool:
        path = f"/once/{size}"
        statuses = list(pool.map(lambda body: gallery.host.request("PUT", path, body=body).status, bodies))
    assert sorted(statuses) == [201] + [409] * 7
    assert gallery.read_content(str(size)) == bodies[statuses.index(201)]
    assert gallery.get_properties(str(size)).metadata["taken"] == "2026"


def test_wrong_account_key_is_500_immediately(connection_string: str, tmp_path: Path) -> None:
    wrong = re.sub(r"AccountKey=[^;]*", "AccountKey=d3Jvbmc=", connection_string)
    with run_host(APP, tmp_path, TestStorage=wrong) as host:
        response = host.request("PUT", "/save/x", body=b"x")
        assert (response.status, response.body) == (500, b"")
        assert "d3Jvbmc" not in host.read_log()


@pytest.mark.parametrize("setting", ["AzureWebJobsTestStorage", "ConnectionStrings__TestStorage"])
def test_connection_can_have_any_name_that_the_real_host_supports(
    connection_string: str, tmp_path: Path, setting: str
) -> None:
    """These names win over the plain one, which is invalid here."""
    blobs = BlobServiceClient.from_connection_string(connection_string).get_container_client("named")
    with (
        blobs,
        run_host(APP, tmp_path, TEST_CONTAINER="named", **{setting: connection_string, "TestStorage": "junk"}) as host,
    ):
        assert host.request("PUT", f"/save/{setting}", body=b"x").status == 201
        assert blobs.download_blob(setting).readall() == b"x"


def test_requests_of_the_binding_are_not_logged(gallery: Gallery) -> None:
    """The real host writes blobs outside of the app's process and loggers."""
    gallery.save("silent")
    gallery.host.wait_for_log("PUT /save/silent 201")
    assert f"{gallery.blobs.container_name}/silent" not in gallery.host.read_log()

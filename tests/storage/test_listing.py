"""Listings are parsed to the same result as the Storage SDK's, with a fraction of the work."""

import cProfile
import gc
import pstats
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure.core.exceptions import DecodeError
from azure.storage.blob import BlobPrefix, BlobProperties, ContainerClient, generate_container_sas
from faults.failures import Failure, Fault
from faults.proxy import Proxy, fault_proxy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.instances import open_another_instance

from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Blob
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import listing
from gallery.storage.account import Storage, open_storage
from gallery.storage.listing import Listing, list_blobs, parse_page
from gallery.storage.listing_cache import ParseCache

UNUSUAL = [
    "a b",
    "ü",
    "🐈",
    "100%",
    "%41",
    "+",
    "#",
    "?",
    "&amp;",
    "<b>",
    "]]>",
    '"',
    "'",
    "\u0301",
    "\u200f",
    ".x",
    "x ",
    " x",
]

parts = st.one_of(
    st.sampled_from(UNUSUAL), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=9)
)
names = st.lists(parts, min_size=1, max_size=4).map("/".join).map(lambda name: name.replace("\\", "") + "x")
keys = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@pytest.fixture
def client(storage: Storage) -> ContainerClient:
    created: ContainerClient = storage.service.get_container_client(storage.photos.container_name)
    created.create_container()
    return created


@pytest.fixture
def proxy(connection_string: str) -> Iterator[Proxy]:
    with fault_proxy(connection_string) as started:
        yield started


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blobs=st.dictionaries(names, st.dictionaries(keys, values, max_size=3), min_size=1, max_size=6))
def test_a_listing_equals_the_one_of_the_sdk_whatever_the_names(
    client: ContainerClient, blobs: dict[str, dict[str, str]]
) -> None:
    """In every detail, both for a prefix and for a folder."""
    for name, metadata in blobs.items():
        if not {".", ".."} & set(name.split("/")):
            client.upload_blob(
                name, name.encode(), metadata={key.lower(): value for key, value in metadata.items()}, overwrite=True
            )
    flat = list_uncached(client, "")
    assert flat == Listing([convert(item) for item in client.list_blobs(include=["metadata"])], [])
    for folder in {"", *(blob.name.rpartition("/")[0] + "/" for blob in flat.blobs)}:
        level = list(client.walk_blobs(folder, include=["metadata"]))
        in_folder = [convert(item) for item in level if isinstance(item, BlobProperties)]
        subfolders = [item.name for item in level if isinstance(item, BlobPrefix)]
        assert list_uncached(client, folder, "/") == Listing(in_folder, subfolders)


def test_a_listing_of_many_pages_is_complete_and_in_order(
    client: ContainerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many blobs and folders are on each page."""
    names = sorted(f"{folder}/{number}.jpg" for folder in ("a b", "c") for number in range(4))
    for name in [*names, "loose 1.jpg", "loose 2.jpg"]:
        client.upload_blob(name, b"x")
    monkeypatch.setattr(listing, "PAGE", 3)
    assert [blob.name for blob in list_uncached(client, "").blobs] == [*names, "loose 1.jpg", "loose 2.jpg"]
    level = list_uncached(client, "", "/")
    assert ([blob.name for blob in level.blobs], level.folders) == (["loose 1.jpg", "loose 2.jpg"], ["a b/", "c/"])


def test_metadata_keys_keep_their_case(client: ContainerClient) -> None:
    """As in the SDK's listings; the gallery ignores case when it reads them."""
    client.upload_blob("a.jpg", b"x", metadata={"Width": "3", "AUTHOR": "me"})
    assert list_uncached(client, "").blobs[0].metadata == {"Width": "3", "AUTHOR": "me"}


def test_a_sas_token_lists_the_same_as_a_key(storage: Storage, client: ContainerClient) -> None:
    """A connection string may contain a SAS token instead of a key."""
    client.upload_blob("ü 1.jpg", b"x")
    sas = generate_container_sas(
        account_name=str(storage.service.account_name),
        container_name=client.container_name,
        account_key=storage.service.credential.account_key,
        permission="rl",
        expiry=datetime.now(UTC) + timedelta(hours=1),
    )
    endpoint = client.url.rpartition("/")[0]
    by_sas = open_storage(
        read_settings(
            {
                PHOTO_STORAGE: f"BlobEndpoint={endpoint};SharedAccessSignature={sas}",
                "PHOTO_CONTAINER": client.container_name,
            }
        )
    )
    assert by_sas.photos.list_prefix("ü ") == storage.photos.list_prefix("ü ") != []
    by_sas.service.close()


ENTRY = (
    "<Name{}>{}</Name><Properties><Creation-Time>Sat, 12 Sep 2026 10:11:12 GMT</Creation-Time>"
    "<Last-Modified>Sat, 12 Sep 2026 10:11:13 GMT</Last-Modified><Etag>0x8D</Etag>"
    "<Content-Length>5</Content-Length><Content-Type /><Content-MD5 /></Properties>"
)
PAGE = "<EnumerationResults><Blobs>{}</Blobs><NextMarker /></EnumerationResults>"


def test_names_that_xml_cannot_represent_are_decoded() -> None:
    """The service percent-encodes and marks them (REST docs, "List Blobs"); other names stay as they are."""
    encoded, plain = ENTRY.format(' Encoded="true"', "%EF%BF%BE%20x"), ENTRY.format("", "%20")
    entries = f"<Blob>{encoded}</Blob><Blob>{plain}</Blob>"
    folder = '<BlobPrefix><Name Encoded="true">%EF%BF%BF/</Name></BlobPrefix>'
    page, marker = parse_page(PAGE.format(entries + folder).encode())
    created = datetime(2026, 9, 12, 10, 11, 12, tzinfo=UTC)
    assert page == Listing(
        [
            Blob(name, 5, '"0x8D"', None, "", created, {}, created + timedelta(seconds=1))
            for name in ("\ufffe x", "%20")
        ],
        ["\uffff/"],
    )
    assert marker == ""


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<Error><Code>InternalError</Code></Error>",
        PAGE.format(f"<Blob>{ENTRY.format('', 'a')}</Blob>")[:-30],
        PAGE.format("<Blob><Name>a</Name></Blob>"),
        PAGE.format(f"<Blob>{ENTRY.format('', 'a').replace('>5<', '>five<')}</Blob>"),
        PAGE.format(f"<Blob>{ENTRY.format('', 'a').replace('Sep', 'XYZ')}</Blob>"),
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        + PAGE.format(f"<Blob>{ENTRY.format('', '&b;')}</Blob>"),
        "\udcff",
    ],
)
def test_an_incomplete_or_invalid_page_is_rejected(document: str) -> None:
    """So is one that declares entities, which could expand until they fill the memory."""
    with pytest.raises(DecodeError):
        parse_page(document.encode(errors="surrogateescape"))


@pytest.mark.parametrize("failure", [Failure.CUT, Failure.RESET_AFTER, Failure.PARTIAL, Failure.BUSY_503])
def test_only_the_broken_page_of_a_listing_is_requested_again(
    failure: Failure, storage: Storage, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages before it aren't, and an incomplete page is never taken for a complete one."""
    monkeypatch.setattr("gallery.storage.account.BACKOFF", 0.01)
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(6):
        storage.photos.create(f"m/{number}.jpg", b"x", "image/jpeg", {})
    through_proxy = open_another_instance(storage, proxy.connection)
    proxy.start(Fault(2, failure))
    assert through_proxy.photos.list_prefix("m/") == storage.photos.list_prefix("m/")
    assert len(proxy.calls) == 4
    through_proxy.service.close()


def test_parsing_a_listing_takes_a_tenth_of_the_function_calls_of_the_sdk(client: ContainerClient) -> None:
    """As counted by Python's profiler."""

    def upload(number: int) -> None:
        client.upload_blob(f"2026/09/12/{number}.jpg", b"x", metadata={"taken": "2026-09-12", "width": "3"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(upload, range(200)))
    ours = count_calls(lambda: list_uncached(client, ""))
    assert ours / 200 < 60
    assert ours * 10 < count_calls(lambda: list(client.list_blobs(include=["metadata"])))


def test_an_unchanged_listing_is_not_parsed_again(storage: Storage, connection_string: str) -> None:
    """A changed one is, even if another instance made the change."""
    for number in range(50):
        storage.photos.create(f"{number}.jpg", b"x", "image/jpeg", {})
    other = open_another_instance(storage, connection_string)
    first = other.photos.list_prefix("")
    assert [id(blob) for blob in other.photos.list_prefix("")] == [id(blob) for blob in first]
    storage.photos.update_metadata(storage.photos.get_visible("7.jpg"), {"width": "3"})
    assert other.photos.list_prefix("") == storage.photos.list_prefix("") != first
    other.service.close()


def test_parsing_pauses_garbage_collection_and_resumes_it() -> None:
    """Also after an error, and where pauses overlap; where it was off before, it stays off."""
    pause = pause_garbage_collection
    with suppress(ValueError), pause():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
    outer, inner = pause(), pause()
    outer.__enter__()
    inner.__enter__()
    outer.__exit__(None, None, None)
    inner.__exit__(None, None, None)
    assert gc.isenabled()
    gc.disable()
    with pause():
        pass
    assert not gc.isenabled()
    gc.enable()


def list_uncached(client: ContainerClient, prefix: str, delimiter: str = "") -> Listing:
    return list_blobs(client, ParseCache(parse_page), prefix, delimiter)


def count_calls(work: Callable[[], object]) -> int:
    work()
    with cProfile.Profile() as profile:
        work()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def convert(item: BlobProperties) -> Blob:
    """Return an item of the SDK's listing as a Blob."""
    content: Any = item.content_settings
    return Blob(
        item.name,
        item.size,
        f'"{item.etag}"',
        bytes(content.content_md5),
        content.content_type,
        item.creation_time,
        item.metadata or {},
        item.last_modified,
    )

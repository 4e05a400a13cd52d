"""Listings read by us are what the Storage SDK would have read, at a fraction of the work."""

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
from faults.proxy import Fault, Proxy, Way, fault_proxy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.instances import another

from gallery.model.blobs import Blob
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import listing
from gallery.storage.account import Storage, open_storage
from gallery.storage.listing import Listing, list_blobs, parse_page
from gallery.storage.listing_cache import ParseCache

ODD = [
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
    st.sampled_from(ODD), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=9)
)
names = st.lists(parts, min_size=1, max_size=4).map("/".join).map(lambda name: name.replace("\\", "") + "x")
keys = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@pytest.fixture
def client(shelves: Storage) -> ContainerClient:
    made: ContainerClient = shelves.service.get_container_client(shelves.photos.container_name)
    made.create_container()
    return made


@pytest.fixture
def proxy(storage: str) -> Iterator[Proxy]:
    with fault_proxy(storage) as between:
        yield between


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.dictionaries(names, st.dictionaries(keys, values, max_size=3), min_size=1, max_size=6))
def test_whatever_the_names_a_listing_is_what_the_sdk_makes_of_it(
    client: ContainerClient, found: dict[str, dict[str, str]]
) -> None:
    """To the letter and the second, flat and by folder; metadata keep the case of their names."""
    for name, metadata in found.items():
        if not {".", ".."} & set(name.split("/")):
            client.upload_blob(
                name, name.encode(), metadata={key.lower(): value for key, value in metadata.items()}, overwrite=True
            )
    flat = listed(client, "")
    assert flat == Listing([by_sdk(one) for one in client.list_blobs(include=["metadata"])], [])
    for folder in {"", *(blob.name.rpartition("/")[0] + "/" for blob in flat.blobs)}:
        level = list(client.walk_blobs(folder, include=["metadata"]))
        blobs = [by_sdk(one) for one in level if isinstance(one, BlobProperties)]
        folders = [one.name for one in level if isinstance(one, BlobPrefix)]
        assert listed(client, folder, "/") == Listing(blobs, folders)


def test_a_listing_of_many_pages_is_whole_and_in_order(
    client: ContainerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page leads to the next, whatever the number of blobs and folders on it."""
    written = sorted(f"{folder}/{number}.jpg" for folder in ("a b", "c") for number in range(4))
    for name in [*written, "loose 1.jpg", "loose 2.jpg"]:
        client.upload_blob(name, b"x")
    monkeypatch.setattr(listing, "PAGE", 3)
    assert [blob.name for blob in listed(client, "").blobs] == [*written, "loose 1.jpg", "loose 2.jpg"]
    level = listed(client, "", "/")
    assert ([blob.name for blob in level.blobs], level.folders) == (["loose 1.jpg", "loose 2.jpg"], ["a b/", "c/"])


def test_metadata_keeps_the_case_in_which_it_was_written(client: ContainerClient) -> None:
    """As the SDK gives it; readers of it ignore the case."""
    client.upload_blob("a.jpg", b"x", metadata={"Width": "3", "AUTHOR": "me"})
    assert listed(client, "").blobs[0].metadata == {"Width": "3", "AUTHOR": "me"}


def test_a_right_in_the_address_lists_as_a_key_does(shelves: Storage, client: ContainerClient) -> None:
    """A connection string may hold a SAS instead of a key."""
    client.upload_blob("ü 1.jpg", b"x")
    sas = generate_container_sas(
        account_name=str(shelves.service.account_name),
        container_name=client.container_name,
        account_key=shelves.service.credential.account_key,
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
    assert by_sas.photos.list_prefix("ü ") == shelves.photos.list_prefix("ü ") != []
    by_sas.service.close()


NAMED = (
    "<Name{}>{}</Name><Properties><Creation-Time>Sat, 12 Sep 2026 10:11:12 GMT</Creation-Time><Etag>0x8D</Etag>"
    "<Content-Length>5</Content-Length><Content-Type /><Content-MD5 /></Properties>"
)
WHOLE = "<EnumerationResults><Blobs>{}</Blobs><NextMarker /></EnumerationResults>"


def test_a_name_that_xml_cannot_hold_is_decoded() -> None:
    """The service sends it percent-encoded and says so (REST docs, "List Blobs"); no other name is touched."""
    encoded, plain = NAMED.format(' Encoded="true"', "%EF%BF%BE%20x"), NAMED.format("", "%20")
    entries = f"<Blob>{encoded}</Blob><Blob>{plain}</Blob>"
    folder = '<BlobPrefix><Name Encoded="true">%EF%BF%BF/</Name></BlobPrefix>'
    page, marker = parse_page(WHOLE.format(entries + folder).encode())
    created = datetime(2026, 9, 12, 10, 11, 12, tzinfo=UTC)
    assert page == Listing(
        [Blob(name, 5, '"0x8D"', None, "", created, {}) for name in ("\ufffe x", "%20")], ["\uffff/"]
    )
    assert marker == ""


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<Error><Code>InternalError</Code></Error>",
        WHOLE.format(f"<Blob>{NAMED.format('', 'a')}</Blob>")[:-30],
        WHOLE.format("<Blob><Name>a</Name></Blob>"),
        WHOLE.format(f"<Blob>{NAMED.format('', 'a').replace('>5<', '>five<')}</Blob>"),
        WHOLE.format(f"<Blob>{NAMED.format('', 'a').replace('Sep', 'XYZ')}</Blob>"),
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        + WHOLE.format(f"<Blob>{NAMED.format('', '&b;')}</Blob>"),
        "\udcff",
    ],
)
def test_what_is_no_whole_listing_is_never_taken_for_one(document: str) -> None:
    """Also not one that declares entities, which could grow beyond any memory."""
    with pytest.raises(DecodeError):
        parse_page(document.encode(errors="surrogateescape"))


@pytest.mark.parametrize("way", [Way.CUT, Way.RESET_AFTER, Way.PARTIAL, Way.BUSY_503])
def test_a_page_that_breaks_is_asked_for_again_by_itself(
    way: Way, shelves: Storage, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages before it are not; what was cut is not taken for whole."""
    monkeypatch.setattr("gallery.storage.account.BACKOFF", 0.01)
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(6):
        shelves.photos.create(f"{number}.jpg", b"x", "image/jpeg", {})
    through = another(shelves, proxy.connection)
    proxy.start(Fault(2, way))
    assert through.photos.list_prefix("") == shelves.photos.list_prefix("")
    assert len(proxy.calls) == 4
    through.service.close()


def test_reading_a_listing_takes_a_tenth_of_the_calls_that_the_sdk_makes(client: ContainerClient) -> None:
    """Counted as Python counts calls, of ours and of what we call."""

    def upload(number: int) -> None:
        client.upload_blob(f"2026/09/12/{number}.jpg", b"x", metadata={"taken": "2026-09-12", "width": "3"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(upload, range(200)))
    ours = calls_of(lambda: listed(client, ""))
    assert ours / 200 < 60
    assert ours * 10 < calls_of(lambda: list(client.list_blobs(include=["metadata"])))


def test_a_listing_that_says_the_same_as_before_is_not_read_again(shelves: Storage, storage: str) -> None:
    """And one that says something else is, whoever changed what."""
    for number in range(50):
        shelves.photos.create(f"{number}.jpg", b"x", "image/jpeg", {})
    other = another(shelves, storage)
    first = other.photos.list_prefix("")
    assert [id(blob) for blob in other.photos.list_prefix("")] == [id(blob) for blob in first]
    shelves.photos.update_metadata(shelves.photos.get_visible("7.jpg"), {"width": "3"})
    assert other.photos.list_prefix("") == shelves.photos.list_prefix("") != first
    other.service.close()


def test_parsing_pauses_garbage_collection_and_resumes_it() -> None:
    """Also after an error, and where pauses overlap; where it was off before, it stays off."""
    pause = listing._pause_garbage_collection  # noqa: SLF001 - no listing shows whether it was paused
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


def listed(client: ContainerClient, prefix: str, delimiter: str = "") -> Listing:
    return list_blobs(client, ParseCache(parse_page), prefix, delimiter)


def calls_of(work: Callable[[], object]) -> int:
    work()
    with cProfile.Profile() as profile:
        work()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def by_sdk(item: BlobProperties) -> Blob:
    content: Any = item.content_settings
    return Blob(
        item.name,
        item.size,
        f'"{item.etag}"',
        bytes(content.content_md5),
        content.content_type,
        item.creation_time,
        item.metadata or {},
    )

"""Running galleries to take screenshots of, each filled with a sample library through the app's own HTTP interface."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby

import requests
from support.gallery_app import Containers, Run, build_environment, new_containers

from local.dev import azurite, node, processes
from local.dev.errors import CommandError
from screenshots.sample_libraries import Library
from screenshots.shots import Shot

MakeFile = Callable[[Shot], bytes]
"""Makes the file of a shot. Tests use a faster one that needs no photographs."""

FORM_SIZE = 8
"""Photos per form: a few megabytes."""

TIMEOUT_SECONDS = 120
"""For a form, on a busy machine."""


@dataclass(frozen=True)
class GallerySetup:
    """A library, and how the gallery that shows it is configured."""

    library: Library
    owner_key: str = ""
    """With a key, people are visitors until they sign in. Without one, the tests are the owner."""
    has_key: bool = True
    """If not, nobody can become the owner, so its library must be empty."""
    storage_fails: bool = False


class GalleryServers:
    """Starts each gallery when it's first needed. All of them end with `stack`."""

    def __init__(self, run: Run, make_file: MakeFile, stack: ExitStack) -> None:
        self._run = run
        self._make_file = make_file
        self._stack = stack
        self._urls: dict[GallerySetup, str] = {}
        self._containers: dict[Library, Containers] = {}

    def url(self, setup: GallerySetup) -> str:
        """URL of a gallery, which is started and filled first if necessary."""
        if setup not in self._urls:
            start = self._start_without_storage if setup.storage_fails else self._start
            self._urls[setup] = start(setup)
        return self._urls[setup]

    def _start(self, setup: GallerySetup) -> str:
        containers = self._containers.setdefault(setup.library, new_containers())
        settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
        if not setup.has_key:
            return self._serve({**settings, "OWNER_KEY": ""}, self._run.get_storage())
        if setup.owner_key:
            # Filling the library needs a gallery without a key.
            self.url(GallerySetup(setup.library))
            settings["OWNER_KEY"] = setup.owner_key
        url = self._serve(settings, self._run.get_storage())
        if not setup.owner_key:
            upload_library(url, setup.library, self._make_file)
        return url

    def _start_without_storage(self, _: GallerySetup) -> str:
        with _temporary_storage(self._run) as connection:
            return self._serve({}, connection)

    def _serve(self, settings: Mapping[str, str], connection_string: str) -> str:
        return self._stack.enter_context(
            self._run.start_gallery("bundled", build_environment(settings, connection_string))
        )


def upload_library(url: str, library: Library, make_file: MakeFile) -> None:
    """Upload a library's photos, set up its albums, and delete the photos in its trash.

    Raises CommandError if the gallery rejects one.
    """
    shots = sorted(library.shots, key=lambda shot: (shot.album or "", shot.album is None))
    albums = [(album, list(group)) for album, group in groupby(shots, key=lambda shot: shot.album)]
    forms = [(album, form) for album, group in albums for form in _split_into_forms(group)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda form: _upload(url, make_file, *form), forms))
    for settings in library.albums:
        _check(requests.post(f"{url}/api/albums/settings", json=asdict(settings), timeout=TIMEOUT_SECONDS))
    if names := [shot.name for shot in library.shots if shot.is_trashed]:
        _check(requests.post(f"{url}/api/trash", json={"names": names}, timeout=TIMEOUT_SECONDS))


def _split_into_forms(shots: Sequence[Shot]) -> list[Sequence[Shot]]:
    return [shots[start : start + FORM_SIZE] for start in range(0, len(shots), FORM_SIZE)]


def _upload(url: str, make_file: MakeFile, album: str | None, shots: Sequence[Shot]) -> None:
    if album == "":  # A form can't store a photo in no folder.
        for shot in shots:
            _check(requests.put(f"{url}/photos/{shot.name}", make_file(shot), timeout=TIMEOUT_SECONDS))
        return
    files = [("photos", (shot.file, make_file(shot), "image/jpeg")) for shot in shots]
    post = partial(requests.post, headers={"Accept": "application/json"}, timeout=TIMEOUT_SECONDS)
    _check(post(f"{url}/upload-photos", data={"album": album or ""}, files=files))


def _check(response: requests.Response) -> None:
    if not response.ok or "rejected" in response.text:
        raise CommandError(f"The gallery rejected a photo: {response.status_code} {response.text[:500]}")


@contextmanager
def _temporary_storage(run: Run) -> Iterator[str]:
    node_path = node.find()
    if not node_path:
        raise CommandError("Node isn't installed. `python3 dev.py screenshots` installs it.")
    log = run.folder / "temporary-azurite.log"
    process = azurite.start(node_path, log)
    try:
        yield azurite.wait_for_connection(log)
    finally:
        processes.stop(process)

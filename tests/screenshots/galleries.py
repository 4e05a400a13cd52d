"""The running galleries that the states are seen in, each with its library, filled through the app's own interface."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import requests
from support.gallery_app import Containers, Run, build_environment, new_containers

from local.dev import azurite, node, processes
from local.dev.errors import CommandError
from screenshots.libraries import Library
from screenshots.shots import Shot

Develop = Callable[[Shot], bytes]

AT_ONCE = 8
"""Photos in one form: some megabytes."""

SECONDS = 120
"""What a form may take on a machine with much else to do."""


@dataclass(frozen=True)
class Gallery:
    """A library, and how it is shown."""

    library: Library
    owner_key: str = ""
    """With a key, whoever comes without it is a visitor; without one, the tests are the owner."""
    storage_fails: bool = False


class Galleries:
    """Starts what is asked for, once; all of it ends with `stack`."""

    def __init__(self, run: Run, develop: Develop, stack: ExitStack) -> None:
        self._run = run
        self._develop = develop
        self._stack = stack
        self._urls: dict[Gallery, str] = {}
        self._containers: dict[Library, Containers] = {}

    def url(self, gallery: Gallery) -> str:
        """Where it answers."""
        if gallery not in self._urls:
            start = self._started_without_storage if gallery.storage_fails else self._started
            self._urls[gallery] = start(gallery)
        return self._urls[gallery]

    def _started(self, gallery: Gallery) -> str:
        containers = self._containers.setdefault(gallery.library, new_containers())
        settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
        if gallery.owner_key:
            self.url(Gallery(gallery.library))
            settings["OWNER_KEY"] = gallery.owner_key
        url = self._serve(settings, self._run.get_storage())
        if not gallery.owner_key:
            fill(url, gallery.library, self._develop)
        return url

    def _started_without_storage(self, _: Gallery) -> str:
        with _storage_of_its_own(self._run) as connection:
            return self._serve({}, connection)

    def _serve(self, settings: Mapping[str, str], storage: str) -> str:
        return self._stack.enter_context(self._run.start_gallery("bundled", build_environment(settings, storage)))


def fill(url: str, library: Library, develop: Develop) -> None:
    """Gives the gallery the library's photos. Raises CommandError when it refuses one."""
    shots = sorted(library.shots, key=lambda shot: (shot.album or "", shot.album is None))
    folders = [(album, list(of_it)) for album, of_it in groupby(shots, key=lambda shot: shot.album)]
    forms = [(album, form) for album, of_it in folders for form in _batches(of_it)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda form: _upload(url, develop, *form), forms))
    if trashed := [shot.name for shot in library.shots if shot.trashed]:
        _check(requests.post(f"{url}/api/trash", json={"names": trashed}, timeout=SECONDS))


def _batches(shots: Sequence[Shot]) -> list[Sequence[Shot]]:
    return [shots[start : start + AT_ONCE] for start in range(0, len(shots), AT_ONCE)]


def _upload(url: str, develop: Develop, album: str | None, shots: Sequence[Shot]) -> None:
    if album == "":
        for shot in shots:
            _check(requests.put(f"{url}/photos/{shot.name}", develop(shot), timeout=SECONDS))
        return
    files = [("photos", (shot.file, develop(shot), "image/jpeg")) for shot in shots]
    send = partial(requests.post, headers={"Accept": "application/json"}, timeout=SECONDS)
    _check(send(f"{url}/upload-photos", data={"album": album or ""}, files=files))


def _check(answer: requests.Response) -> None:
    if not answer.ok or "rejected" in answer.text:
        raise CommandError(f"The gallery didn't take a photograph: {answer.status_code} {answer.text[:500]}")


@contextmanager
def _storage_of_its_own(run: Run) -> Iterator[str]:
    found = node.find()
    if not found:
        raise CommandError("Node isn't installed; `python3 dev.py screenshots` installs it.")
    log = run.folder / "azurite that ends.log"
    process = azurite.start(found, log)
    try:
        yield azurite.wait_for_connection(log)
    finally:
        processes.stop(process)

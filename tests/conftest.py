"""What tests of every kind share: one storage for the whole run, a gallery to talk to, a browser."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from support import as_owner, chromium
from support.gallery_app import App, Containers, Run, build_environment, new_containers

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev.app import choose_host
from local.dev.errors import CommandError

RUN = pytest.StashKey[Run]()

StartApp = Callable[[Mapping[str, str]], str]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gallery")
    group.addoption("--full", action="store_true", help="run the slow tests too")
    group.addoption("--url", help="test the gallery that is already running there")
    group.addoption("--host", choices=("bundled", "func"), default="bundled", help="which host serves the gallery")


def pytest_configure(config: pytest.Config) -> None:
    # Of examples on a busy machine, some one always takes longer than Hypothesis by itself would have it.
    settings.register_profile("untimed", settings(), deadline=None)
    settings.load_profile("untimed")
    as_owner.install()
    try:
        choose_host(config.getoption("--host"))
    except CommandError as error:
        raise pytest.UsageError(str(error)) from error
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = worker["run"] if worker else tempfile.mkdtemp(prefix="gallery-tests-")
    config.stash[RUN] = Run(Path(folder))
    if not worker:
        # So that a run that is told to end, as by a time limit, cleans up as after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist where the run keeps what all share."""
    node.workerinput["run"] = str(node.config.stash[RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN in config.stash:
        config.stash[RUN].clean_up()


@pytest.fixture(scope="session")
def storage(request: pytest.FixtureRequest) -> str:
    """Connection string of the one Azurite of this run, which keeps everything in memory."""
    return request.config.stash[RUN].get_storage()


@pytest.fixture
def container_names() -> Containers:
    """Containers of this test's own; nobody has made them yet."""
    return new_containers()


@pytest.fixture
def shelves(storage: str, container_names: Containers) -> Iterator[Storage]:
    """Storage with containers of this test's own, for tests that call the gallery's functions."""
    names = {"PHOTO_CONTAINER": container_names.photos, "PREVIEW_CONTAINER": container_names.previews}
    opened = open_storage(read_settings({PHOTO_STORAGE: storage, **names}))
    yield opened
    opened.service.close()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of a Chromium."""
    return chromium.find() or pytest.fail(chromium.MISSING)


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One browser for all tests of a worker, because Playwright runs once at a time in a process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser_path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def start_app(request: pytest.FixtureRequest) -> Iterator[StartApp]:
    """Starts galleries with the settings given; each lives until the worker ends."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(_running(request, settings))


@pytest.fixture
def gallery_app(request: pytest.FixtureRequest, container_names: Containers) -> Iterator[App]:
    """A fresh gallery with containers of its own, for this test alone; starting it takes a second or two."""
    with _gallery(request, container_names) as app:
        yield app


@pytest.fixture(scope="session")
def shared_app(request: pytest.FixtureRequest) -> Iterator[App]:
    """One gallery for all tests of a worker: for those that can live with each other's photos."""
    with _gallery(request, new_containers()) as app:
        yield app


@pytest.fixture(scope="session")
def app_url(shared_app: App) -> str:
    """URL of the shared gallery."""
    return shared_app.url


@contextmanager
def _gallery(request: pytest.FixtureRequest, containers: Containers) -> Iterator[App]:
    if url := request.config.getoption("--url"):
        as_owner.set_key(url, os.environ.get("OWNER_KEY", ""))
        yield App(url.rstrip("/"), os.environ.get(PHOTO_STORAGE, ""), "photos", "photos-previews")
        return
    connection: str = request.getfixturevalue("storage")
    settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    with _running(request, settings) as url:
        yield App(url, connection, *containers)


@contextmanager
def _running(request: pytest.FixtureRequest, settings: Mapping[str, str]) -> Iterator[str]:
    config = request.config
    if url := config.getoption("--url"):
        as_owner.set_key(url, os.environ.get("OWNER_KEY", ""))
        yield url.rstrip("/")
        return
    variables = build_environment(settings, request.getfixturevalue("storage"))
    with config.stash[RUN].start_gallery(config.getoption("--host"), variables) as url:
        yield url

"""Shared by all tests: one Azurite for the whole run, galleries over HTTP, and a browser."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from support import as_owner, chromium
from support.gallery_app import App, Containers, Run, build_environment, new_containers
from support.sampling import choose_sample

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from local.dev.app import choose_host
from local.dev.errors import CommandError

RUN = pytest.StashKey[Run]()

StartApp = Callable[[Mapping[str, str]], str]
StartGallery = Callable[[], App]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gallery")
    group.addoption("--full", action="store_true", help="run the slow tests too")
    group.addoption("--url", help="test a gallery that's already running there")
    group.addoption("--host", choices=("bundled", "func"), default="bundled", help="which host serves the gallery")


def pytest_configure(config: pytest.Config) -> None:
    # On a busy machine, some example always exceeds Hypothesis's default deadline.
    settings.register_profile("untimed", settings(), deadline=None)
    settings.load_profile("untimed")
    # Playwright's default of 5 seconds is too short for a busy machine.
    expect.set_options(timeout=20_000)
    as_owner.install()
    try:
        choose_host(config.getoption("--host"))
    except CommandError as error:
        raise pytest.UsageError(str(error)) from error
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = worker["run"] if worker else tempfile.mkdtemp(prefix="gallery-tests-")
    config.stash[RUN] = Run(Path(folder))
    if not worker:
        # A run that's stopped, for example by a time limit, cleans up as it does after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most cases of `sampled` tests, unless the command line asks for all, or names the cases."""
    if config.getoption("--full") or any("[" in argument for argument in config.args):
        return
    kept = choose_sample(items)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass the folder of the run to a worker of pytest-xdist."""
    node.workerinput["run"] = str(node.config.stash[RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN in config.stash:
        config.stash[RUN].clean_up()


@pytest.fixture(scope="session")
def connection_string(request: pytest.FixtureRequest) -> str:
    """Connection string of the one Azurite of this run, which keeps everything in memory."""
    return request.config.stash[RUN].get_storage()


@pytest.fixture
def container_names() -> Containers:
    """Names of containers for this test alone. The containers don't exist yet."""
    return new_containers()


@pytest.fixture
def storage(connection_string: str, container_names: Containers) -> Iterator[Storage]:
    """Storage with containers for this test alone, for tests that call the gallery's functions."""
    names = {"PHOTO_CONTAINER": container_names.photos, "PREVIEW_CONTAINER": container_names.previews}
    opened = open_storage(read_settings({PHOTO_STORAGE: connection_string, **names}))
    yield opened
    delete_containers(opened.service, container_names)
    opened.service.close()


def delete_containers(service: BlobServiceClient, names: Containers) -> None:
    """Delete a test's containers: the more Azurite has, the longer each of its listings takes."""
    for name in names:
        with suppress(ResourceNotFoundError):
            service.delete_container(name)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of Chromium. Fails the test if it isn't installed."""
    return chromium.find() or pytest.fail(chromium.MISSING)


@pytest.fixture(scope="session")
def running_browser(browser_path: str) -> Iterator[chromium.RunningBrowser]:
    """One browser per worker, because a process can run Playwright only once at a time."""
    with sync_playwright() as playwright:
        running = chromium.RunningBrowser(playwright.chromium, browser_path)
        yield running
        running.get().close()


@pytest.fixture
def browser(running_browser: chromium.RunningBrowser) -> Browser:
    """The worker's browser."""
    return running_browser.get()


@pytest.fixture(scope="session")
def start_app(request: pytest.FixtureRequest) -> Iterator[StartApp]:
    """A function that starts a gallery with some settings and returns its URL. It runs until the worker ends."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(_run_with_settings(request, settings))


@pytest.fixture
def gallery_app(request: pytest.FixtureRequest, container_names: Containers) -> Iterator[App]:
    """A new gallery with empty containers, for this test alone. Starting it takes a second or two."""
    with _run_gallery(request, container_names) as app:
        yield app
    _delete_photos(app)


@pytest.fixture(scope="module")
def start_gallery(request: pytest.FixtureRequest) -> Iterator[StartGallery]:
    """A function that starts a new gallery for several tests of a module, which leave its photos as they were."""
    with ExitStack() as stack:

        def start() -> App:
            app = stack.enter_context(_run_gallery(request, new_containers()))
            stack.callback(_delete_photos, app)
            return app

        yield start


@pytest.fixture(scope="session")
def shared_app(request: pytest.FixtureRequest) -> Iterator[App]:
    """One gallery per worker, for tests that other tests' photos don't disturb."""
    with _run_gallery(request, new_containers()) as app:
        yield app


@pytest.fixture(scope="session")
def app_url(shared_app: App) -> str:
    """URL of the shared gallery."""
    return shared_app.url


def _delete_photos(app: App) -> None:
    if app.connection:
        with BlobServiceClient.from_connection_string(app.connection) as service:
            delete_containers(service, Containers(app.photos_container, app.previews_container))


@contextmanager
def _run_gallery(request: pytest.FixtureRequest, containers: Containers) -> Iterator[App]:
    if url := request.config.getoption("--url"):
        as_owner.set_key(url, os.environ.get("OWNER_KEY", ""))
        yield App(url.rstrip("/"), os.environ.get(PHOTO_STORAGE, ""), "photos", "photos-previews")
        return
    connection: str = request.getfixturevalue("connection_string")
    settings = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    with _run_with_settings(request, settings) as url:
        yield App(url, connection, *containers)


@contextmanager
def _run_with_settings(request: pytest.FixtureRequest, settings: Mapping[str, str]) -> Iterator[str]:
    config = request.config
    if url := config.getoption("--url"):
        as_owner.set_key(url, os.environ.get("OWNER_KEY", ""))
        yield url.rstrip("/")
        return
    variables = build_environment(settings, request.getfixturevalue("connection_string"))
    with config.stash[RUN].start_gallery(config.getoption("--host"), variables) as url:
        yield url

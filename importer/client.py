"""A gallery, over HTTP. The owner's key goes to its address alone: requests to storage don't have it."""

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import requests
from requests.auth import AuthBase

from importer.errors import Refused, Unreachable
from importer.stored_files import StoredFile, describe_stored
from local.dev.gallery_address import is_local

SECONDS = 150
"""For one request: longer than the gallery waits for anything, and for its cold start."""

MAX_ATTEMPTS = 8
MAX_FILE_ATTEMPTS = 3
"""If the trouble may be the file: some pictures take longer to decode than the gallery allows."""

LONGEST_PAUSE = 60.0
"""Seconds."""

BUSY = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
Document = dict[str, Any]


class _Bearer(AuthBase):
    """Sends the key. As a session's own authentication, so that requests adds none from a .netrc file."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class Client:
    """Sends requests to one gallery, from any thread."""

    def __init__(self, url: SplitResult, key: str) -> None:
        self.url = f"{url.scheme}://{url.netloc}"
        self._key, self._local, self._stopped = key, threading.local(), threading.Event()

    def stop(self) -> None:
        """Repeat no request any more, so that all threads end soon."""
        self._stopped.set()

    def get_json(self, path: str, **params: str) -> Document:
        """Return a document. Raises Refused, Unreachable."""
        return self._read(self.request("GET", path, params=params))

    def post_json(self, path: str, document: Mapping[str, Any]) -> Document:
        """Send a document and return the response's. Raises Refused, Unreachable."""
        return self._read(self.request("POST", path, json=document))

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Return a successful response. Repeats what failed for now. Raises Refused, Unreachable."""
        response = self.send(method, path, **options)
        if response.status_code >= HTTPStatus.BAD_REQUEST or response.is_redirect:
            raise Refused(response.status_code, describe_refusal(response))
        return response

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Return the response, whatever it says, unless that's temporary. Raises Unreachable, Refused for the key."""
        session, url = self._session(self.url, self._key), self.url + path
        options = {"timeout": SECONDS, "allow_redirects": False, **options}
        response = self._repeat(lambda: session.request(method, url, **options), self.url)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise Refused(response.status_code, "The gallery doesn't accept this key.")
        return response

    def is_up(self) -> bool:
        """Ask whether the gallery responds at all."""
        with suppress(requests.RequestException):
            session = self._session(self.url, self._key)
            response = session.get(f"{self.url}/health", timeout=SECONDS, allow_redirects=False)
            return response.status_code == HTTPStatus.OK
        return False

    def find_stored(self, name: str) -> StoredFile | None:
        """Ask storage about a photo; None if the gallery has none of this name. Raises Refused, Unreachable."""
        with self.open_stored(name, "HEAD") as response:
            return None if response is None else describe_stored(response)

    def find_sidecar(self, name: str) -> bytes | None:
        """Return a photo's sidecar; None if the gallery has none that it can read. Raises Refused, Unreachable."""
        try:
            return self.request("GET", photo_path(f"{name}.xmp")).content
        except Refused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    @contextmanager
    def open_stored(self, name: str, method: str = "GET") -> Iterator[requests.Response | None]:
        """Yield storage's response for a photo; None if the gallery has none of this name."""
        redirect = self.send("GET", photo_path(name))
        if redirect.status_code == HTTPStatus.NOT_FOUND:
            yield None
            return
        if not redirect.is_redirect:
            raise Refused(redirect.status_code, describe_refusal(redirect))
        with self._fetch(method, redirect.headers["Location"]) as response:
            yield response

    def _fetch(self, method: str, url: str) -> requests.Response:
        """Return storage's response. The key isn't sent there. Raises Refused, Unreachable."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not is_local(parts):
            raise Refused(
                HTTPStatus.FOUND, "The gallery redirects to storage over http, where others could read along."
            )
        # Compressed on the way, it would have another length.
        headers = {"Accept-Encoding": "identity"}
        session = self._session(url)
        response = self._repeat(
            lambda: session.request(method, url, timeout=SECONDS, allow_redirects=False, stream=True, headers=headers),
            "Storage",
        )
        if response.status_code != HTTPStatus.OK:
            response.close()
            raise Refused(response.status_code, f"Storage refused it (status {response.status_code}).")
        return response

    def _repeat(self, send: Callable[[], requests.Response], receiver: str) -> requests.Response:
        """Send a request again until its response isn't temporary. Raises Unreachable."""
        reason = ""
        for attempt in range(MAX_ATTEMPTS):
            asked = 0.0
            try:
                response = send()
            except requests.RequestException as error:
                reason = _describe_failure(error)
            else:
                if not _is_temporary(response) or (attempt + 1 == MAX_FILE_ATTEMPTS and _is_about_file(response)):
                    return response
                reason, asked = describe_refusal(response), _read_retry_after(response)
            if attempt + 1 < MAX_ATTEMPTS:
                # Not all threads at once.
                self._wait(max(asked, min(LONGEST_PAUSE, 2.0**attempt) * random.uniform(0.7, 1.3)))  # noqa: S311 - no secret
        raise Unreachable(f"{receiver} doesn't respond: {reason}")

    def _read(self, response: requests.Response) -> Document:
        try:
            document = response.json()
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise Refused(response.status_code, f"{self.url} isn't a gallery.")
        return document

    def _wait(self, seconds: float) -> None:
        """Wait before a request is repeated. Raises Unreachable if nobody waits for it any more."""
        if self._stopped.wait(seconds):
            raise Unreachable("Stopped.")

    def _session(self, url: str, key: str = "") -> requests.Session:
        """Return this thread's session for an address; requests' sessions aren't made for several threads."""
        attribute = f"{'owner' if key else 'storage'} of {urlsplit(url).netloc}"
        session: requests.Session | None = getattr(self._local, attribute, None)
        if session is None:
            session = requests.Session()
            session.auth = _Bearer(key)
            session.headers["Accept"] = "application/json" if key else "*/*"
            session.headers["Accept-Language"] = "en"  # Reports are in English, the gallery's reasons in them too.
            # A proxy would see what's sent without encryption. On this machine, none is needed.
            session.trust_env = not is_local(urlsplit(url))
            setattr(self._local, attribute, session)
        return session


@contextmanager
def stopping(client: Client) -> Iterator[None]:
    """Stop a client after Ctrl-C. Its threads finish what they're sending."""
    try:
        yield
    except KeyboardInterrupt:
        client.stop()
        raise


def photo_path(name: str, below: str = "/photos/") -> str:
    """Return the path of a photo below a route."""
    return below + quote(name, errors="replace")


def describe_refusal(response: requests.Response) -> str:
    """Return the reason in a problem document, or the status."""
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"status {response.status_code}"


def _is_temporary(response: requests.Response) -> bool:
    # The host's own 500, for example when it's overloaded, has no body. The gallery's has one, and is final.
    is_host_error = response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR and not response.headers.get(
        "Content-Type"
    )
    return response.status_code in BUSY or is_host_error


def _is_about_file(response: requests.Response) -> bool:
    """Whether a response says what happened to a file, rather than that the gallery has trouble."""
    return b'"files"' in response.content[:100]


def _read_retry_after(response: requests.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(LONGEST_PAUSE, float(text)) if text.isdecimal() else 0.0


def _describe_failure(error: requests.RequestException) -> str:
    """Return the kind of failure, without addresses: those of storage contain tokens."""
    return "it took too long" if isinstance(error, requests.Timeout) else "the connection failed"

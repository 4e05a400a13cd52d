"""The files of static/, and nothing else."""

import pytest

from gallery.answers import revalidated
from gallery.errors import NotFound
from gallery.static_files import CONTENT_TYPES, FOR_EVER, ROOT, static_file, static_url


def test_every_file_has_its_type_and_is_kept_for_ever_under_its_version() -> None:
    """Without the version, browsers ask each time and get 304."""
    url = static_url("page.css")
    version = url.partition("?v=")[2]
    answer = static_file("page.css", version)
    assert answer.content_type == CONTENT_TYPES[".css"]
    assert answer.headers["Cache-Control"] == FOR_EVER
    unversioned = static_file("page.css", None)
    assert unversioned.headers["Cache-Control"] == "public, no-cache"
    assert static_file("page.css", "old").headers["Cache-Control"] == "public, no-cache"
    again = revalidated(unversioned, unversioned.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_a_file_is_kept_whoever_asks_for_it() -> None:
    """Signing in changes no file, so browsers need not load them all again."""
    assert static_file("page.css", None).headers["Vary"] == "Accept-Encoding"


def test_comments_on_lines_of_their_own_and_indents_are_not_sent() -> None:
    """They are for who reads the files; all else is sent as it is, and what others wrote is not touched."""
    written = [line.lstrip() for line in (ROOT / "layout.js").read_text().splitlines() if line]
    sent = static_file("layout.js", None).body.decode().strip().splitlines()
    assert [line for line in written if not line.startswith(("/*", "* ", "*/", "//"))] == sent
    vendor = static_file("vendor/photoswipe/photoswipe.esm.min.js", None).body
    assert vendor == (ROOT / "vendor/photoswipe/photoswipe.esm.min.js").read_bytes()


def test_no_text_in_a_script_spans_lines() -> None:
    """Its indents would be missing where it is sent."""
    scripts = [line for path in ROOT.glob("*.js") for line in path.read_text().splitlines()]
    assert not [line for line in scripts if line.count("`") % 2 or line.endswith("\\")]


@pytest.mark.parametrize(
    "path",
    [
        "../function_app.py",
        "/etc/passwd",
        "..",
        "",
        "none.css",
        "a\0.css",
        "x" * 5000,
        "../static/../README.md",
    ],
)
def test_nothing_outside_of_static_is_served(path: str) -> None:
    """Wherever the path leads."""
    with pytest.raises(NotFound):
        static_file(path, None)


def test_every_file_there_can_be_served() -> None:
    """A file of an unknown kind would be missing without a word."""
    ours = [path for path in ROOT.rglob("*") if path.is_file() and "vendor" not in path.parts]
    assert [path.name for path in ours if path.suffix not in CONTENT_TYPES] == []

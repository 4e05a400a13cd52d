"""The files of static/, and nothing else."""

import os
import re
from pathlib import Path

import pytest

from gallery.errors import NotFound
from gallery.web import static_files
from gallery.web.responses import Response, revalidate
from gallery.web.static_files import CONTENT_TYPES, FOR_EVER, ROOT, static_file, static_folder


def versioned(path: str) -> Response:
    """As the page asks for it."""
    return static_file(f"{static_folder().removeprefix('/static/')}/{path}")


def test_every_file_has_its_type_and_is_kept_for_ever_under_its_version() -> None:
    """Without the version, browsers ask each time and get 304."""
    answer = versioned("page.css")
    assert answer.content_type == CONTENT_TYPES[".css"]
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert versioned("vendor/photoswipe/photoswipe.esm.min.js").headers["Cache-Control"] == FOR_EVER
    unversioned = static_file("page.css")
    assert unversioned.headers["Cache-Control"] == "public, no-cache"
    again = revalidate(unversioned, unversioned.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_another_version_is_answered_with_the_file_of_now_which_does_not_stick() -> None:
    """A page that was opened before a deployment goes on working, and a page of tomorrow meets an instance of today."""
    answer = static_file("v-0123456789ab/page.css")
    assert answer.body == static_file("page.css").body
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_the_version_changes_with_every_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a file that another one loads, and under a running app: a reload shows what a developer has written.

    A moment later: not every page looks at every file.
    """
    monkeypatch.setattr(static_files, "A_MOMENT", 1e-9)
    monkeypatch.setattr(static_files, "ROOT", tmp_path)
    (tmp_path / "vendor").mkdir()
    files = [tmp_path / name for name in ("a.js", "b.css", "vendor/c.js")]
    versions = [static_folder()]
    for second, file in enumerate((*files, *files)):
        file.write_text(f"/* {second} */\n")
        os.utime(file, (second, second))
        versions.append(static_folder())
    files[0].rename(tmp_path / "d.js")
    versions.append(static_folder())
    files[1].unlink()
    versions.append(static_folder())
    assert len(set(versions)) == len(versions)
    assert static_folder() == versions[-1]


def test_a_file_is_kept_whoever_asks_for_it() -> None:
    """Signing in changes no file, so browsers need not load them all again."""
    assert static_file("page.css").headers["Vary"] == "Accept-Encoding"


def test_comments_on_lines_of_their_own_and_indents_are_not_sent() -> None:
    """Nor types within a line: they are for who reads the files. All else goes as it is, and what others wrote too."""
    written = [line.lstrip() for line in (ROOT / "layout.js").read_text().splitlines() if line]
    sent = static_file("layout.js").body.decode().strip().splitlines()
    code = [line for line in written if not line.startswith(("/*", "* ", "*/", "//"))]
    assert [re.sub(r"/\*\* @type {[^}]*} \*/ ", "", line) for line in code] == sent
    vendor = static_file("vendor/photoswipe/photoswipe.esm.min.js").body
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
        "v-0123456789ab/../../function_app.py",
        "v-0123456789ab//etc/passwd",
        "v-0123456789ab/v-0123456789ab/page.css",
        "v-0123456789ab/",
        "v-0123456789ab",
        "v-current/page.css",
    ],
)
def test_nothing_outside_of_static_is_served(path: str) -> None:
    """Wherever the path leads."""
    with pytest.raises(NotFound):
        static_file(path)


def test_every_file_there_can_be_served() -> None:
    """A file of an unknown kind would be missing without a word."""
    ours = [path for path in ROOT.rglob("*") if path.is_file() and "vendor" not in path.parts]
    assert [path.name for path in ours if path.suffix not in CONTENT_TYPES] == []

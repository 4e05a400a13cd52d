"""Static files: caching, versions, stripping, and nothing outside the folder."""

import os
import re
from pathlib import Path

import pytest

from gallery.errors import NotFound
from gallery.web import static_files
from gallery.web.responses import Response, revalidate
from gallery.web.static_files import CACHE_FOREVER, CONTENT_TYPES, ROOT, static_file, static_folder

OWN_SCRIPTS = [path for path in ROOT.rglob("*.js") if "vendor" not in path.parts]


def get_versioned(path: str) -> Response:
    """Return a file as pages request it."""
    return static_file(f"{static_folder().removeprefix('/static/')}/{path}")


def test_versioned_files_have_a_type_and_are_cached_forever() -> None:
    """Without a version, browsers revalidate each time and get 304."""
    response = get_versioned("pages/page.css")
    assert response.content_type == CONTENT_TYPES[".css"]
    assert response.headers["Cache-Control"] == CACHE_FOREVER
    assert get_versioned("vendor/photoswipe/photoswipe.esm.min.js").headers["Cache-Control"] == CACHE_FOREVER
    unversioned = static_file("pages/page.css")
    assert unversioned.headers["Cache-Control"] == "public, no-cache"
    again = revalidate(unversioned, unversioned.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_another_version_returns_the_current_file_uncached() -> None:
    """Pages opened before a deployment keep working, and a new page may reach an old instance."""
    for version in ("v-0123456789ab-en", "v-0123456789ab-tlh", "v-0123456789ab"):
        response = static_file(f"{version}/pages/page.css")
        assert response.body == static_file("pages/page.css").body
        assert response.headers["Cache-Control"] == "public, no-cache"


def test_the_version_changes_with_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for files that others load and while the app runs, so a reload shows a change within a second."""
    monkeypatch.setattr(static_files, "RECHECK_SECONDS", 1e-9)
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


def test_cached_files_survive_signing_in() -> None:
    """Files don't vary by cookie, so browsers don't load them all again."""
    assert static_file("pages/page.css").headers["Vary"] == "Accept-Encoding"


def test_comments_and_indentation_are_stripped_from_our_files_only() -> None:
    """Types within a line too. Vendored files are served as they are."""
    written = [line.lstrip() for line in (ROOT / "grid/layout.js").read_text().splitlines() if line]
    sent = static_file("grid/layout.js").body.decode().strip().splitlines()
    code = [line for line in written if not line.startswith(("/*", "* ", "*/", "//"))]
    assert [re.sub(r"/\*\* @type {[^}]*} \*/ ", "", line) for line in code] == sent
    vendor = static_file("vendor/photoswipe/photoswipe.esm.min.js").body
    assert vendor == (ROOT / "vendor/photoswipe/photoswipe.esm.min.js").read_bytes()


def test_no_string_in_a_script_spans_lines() -> None:
    """Its indentation would be stripped."""
    scripts = [line for path in OWN_SCRIPTS for line in path.read_text().splitlines()]
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
        "v-0123456789ab/v-0123456789ab/pages/page.css",
        "v-0123456789ab/",
        "v-0123456789ab",
        "v-current/pages/page.css",
    ],
)
def test_nothing_outside_static_is_served(path: str) -> None:
    with pytest.raises(NotFound):
        static_file(path)


def test_every_file_type_in_static_can_be_served() -> None:
    """A file of an unknown type would be missing without an error."""
    own = [path for path in ROOT.rglob("*") if path.is_file() and "vendor" not in path.parts]
    assert [path.name for path in own if path.suffix not in CONTENT_TYPES] == []

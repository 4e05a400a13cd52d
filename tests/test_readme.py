"""The README: one page, and true."""

import re
from pathlib import Path

import pytest
from support.documents import ROOT, code_in, rows

from gallery.settings import PHOTO_STORAGE, Settings, read_local_hosts, read_settings

README = ROOT / "README.md"
SETTINGS_PAGE = ROOT / "docs" / "settings.md"
SETTING = re.compile(r"`([A-Z][A-Z_]+)`")
HOST_VARIABLES = {"AZURE_FUNCTIONS_ENVIRONMENT", "WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME", "SIGN_IN_LINK"}
"""Set by the Functions host or dev.py, so they aren't settings."""


def settings_in(page: Path) -> dict[str, str]:
    """Default by setting, as a page's table shows them."""
    return {SETTING.findall(name)[0]: default for name, default, *_ in rows(page, "Settings") if SETTING.search(name)}


def defaults(settings: Settings) -> dict[str, str]:
    numbers = {
        "MAX_UPLOAD_MB": settings.max_upload_bytes // 1_000_000,
        "MAX_PHOTO_MB": settings.max_photo_bytes // 1_000_000,
        "MAX_RAW_MB": settings.max_raw_bytes // 1_000_000,
        "MAX_VIDEO_MB": settings.max_video_bytes // 1_000_000,
        "GALLERY_TIME_ZONE": settings.time_zone,
        "MAX_MEGAPIXELS": settings.max_pixels // 1_000_000,
        "DECODE_SECONDS": settings.decode_seconds,
        "TRASH_DAYS": settings.trash_days,
    }
    return {
        "PHOTO_CONTAINER": settings.photo_container,
        "PREVIEW_CONTAINER": settings.preview_container,
        "OWNER_KEY": settings.owner_key,
        "GALLERY_VISIBILITY": "public" if settings.is_public else "private",
        "GALLERY_DOWNLOADS": "everyone" if settings.visitors_download else "owner",
        "GALLERY_INDEXED": "yes" if settings.is_indexed else "no",
        "GALLERY_HOSTS": ",".join(read_local_hosts({}) or ()),
        "GALLERY_TITLE": settings.title,
        "GALLERY_LANGUAGE": settings.language,
        **{name: str(number) for name, number in numbers.items()},
    }


def test_readme_is_one_page() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 100


def test_settings_tables_list_exactly_the_settings_that_are_read() -> None:
    code = (ROOT / "gallery" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|DECODERS)"', code)) - HOST_VARIABLES
    assert set(settings_in(README)) == set(settings_in(SETTINGS_PAGE)) == read


def test_settings_tables_show_the_true_defaults() -> None:
    expected = defaults(read_settings({})) | {"DECODERS": "number of cores"}
    for page in (README, SETTINGS_PAGE):
        assert {name: default.strip("`") for name, default in settings_in(page).items()} == expected


def test_connection_settings_are_those_that_are_read() -> None:
    """Each form of the connection that docs/settings.md lists sets the connection, and settings.py reads no other."""
    listed = [cells[0].strip("`") for cells in rows(SETTINGS_PAGE, "Storage")]
    assert [name for name in listed if name.partition("__")[0] != PHOTO_STORAGE] == []
    code = (ROOT / "gallery" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"__(\w+)\"", code)) - {"serviceUri"}  # an old spelling of blobServiceUri
    assert {name.partition("__")[2] for name in listed} - {""} == read
    first, *others = listed
    assert read_settings({first: "a"}).connection
    account = {name: "a" for name in others if not name.endswith("__clientId")}
    assert all(read_settings({name: value}).connection for name, value in account.items())


def test_readme_states_the_cost_that_was_calculated() -> None:
    """Rounded to dollars, for 10,000 photos."""
    month = next(cells for cells in rows(ROOT / "docs" / "costs.md", "Costs") if cells[0] == "10,000")
    assert f"about ${float(month[-1].strip('$')):.0f} a month for 10,000 photos" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "index.md"], ids=lambda page: page.name)
def test_pictures_are_small(page: Path) -> None:
    """A page shouldn't cost a megabyte."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert pictures
    assert all((page.parent / path).stat().st_size < 300_000 for path in pictures)


def test_readme_commands_start_with_programs_it_names() -> None:
    """Two commands to start, one to deploy."""
    programs = {line.split()[0] for block in code_in(README) for line in block.splitlines()}
    assert programs == {"git", "python3", "azd"}

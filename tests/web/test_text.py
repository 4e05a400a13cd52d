"""What the pages say is in `gallery/web/text/`, ready for translation."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import Environment

from gallery.model.shares import Share
from gallery.web.templating import TEXT
from gallery.web.text.albums import format_contents
from gallery.web.text.photos import format_count
from gallery.web.text.shares import describe_additions, describe_expiry, describe_kept, describe_permissions
from gallery.web.text.trash import explain_empty, explain_trash, format_deleted, format_shown

WEB = Path(__file__).parents[2] / "gallery" / "web"
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
"""Attributes that people read or hear."""


class Words(HTMLParser):
    """Collects the words of a template's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN and value and has_words(value)]

    def handle_data(self, data: str) -> None:
        self.found += [data.strip()] if has_words(data) else []


def has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def words_in(template: str) -> list[str]:
    """The words that a template writes itself, in its HTML and in its expressions."""
    tokens = list(Environment(autoescape=True).lex(template))
    words = Words()
    html = "".join(value for _, kind, value in tokens if kind == "data")
    words.feed(re.sub(r' class="[^"]*"', "", html))  # a block may consist of an attribute
    strings = [value[1:-1] for _, kind, value in tokens if kind == "string"]
    return words.found + [value for value in strings if re.match(r"[A-Z][a-z]+\b|[a-z']+ [a-z]+ ", value)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_have_no_words_of_their_own(path: Path) -> None:
    assert words_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p class=hint>Hello {{ name }}</p>", ["Hello"]),
        ('<a aria-label="Back {{ to }}">!</a>', ["Back "]),
        ('{{ "Albums" if x else y }}', ["Albums"]),
        ('{{ x or "couldn\'t be added" }}', ["couldn't be added"]),
        ('{% if a %}{# Only a comment. #}<p class="hint">{{ b.c }}, {{ x("photo") }}</p>{% endif %}', []),
    ],
)
def test_words_in_templates_are_found(template: str, words: list[str]) -> None:
    assert words_in(template) == words


def texts() -> Iterator[tuple[str, str]]:
    for module in TEXT.values():
        yield from ((module.__name__, name) for name in vars(module) if is_own(module, name))


def is_own(module: ModuleType, name: str) -> bool:
    value = getattr(module, name)
    return name.isupper() or getattr(value, "__module__", "") == module.__name__


def test_every_text_is_used() -> None:
    """By a template, in its own module, or by another module, which says `page.READ_ONLY` or imports the name."""
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    sources = {path: path.read_text(encoding="utf-8") for path in WEB.rglob("*.py")}

    def is_used(module: str, name: str) -> bool:
        short = module.rpartition(".")[2]
        own = sources[WEB / "text" / f"{short}.py"]
        imported = any(re.search(rf"\b{short}(\.| import .*\b){name}\b", source) for source in sources.values())
        return f"text.{short}.{name}" in templates or imported or len(re.findall(rf"\b{name}\b", own)) > 1

    assert [f"{module}.{name}" for module, name in texts() if not is_used(module, name)] == []


def test_every_text_that_templates_use_exists() -> None:
    """Most fail when a page is rendered; this also finds those in branches that few pages have."""
    used = {
        match for path in TEMPLATES for match in re.findall(r"\btext\.(\w+)\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert len(used) > 50
    assert [names for names in used if not hasattr(TEXT[names[0]], names[1])] == []


def test_counts_are_singular_or_plural() -> None:
    assert [format_count(count) for count in (0, 1, 2, 1200)] == ["0 photos", "1 photo", "2 photos", "1,200 photos"]
    assert [format_shown(2, 2), format_shown(3, 1)] == ["2 photos", "3 photos, showing the latest 1"]


def test_an_albums_photos_are_counted_with_and_without_those_of_the_albums_in_it() -> None:
    assert [format_contents(count, 0, count) for count in (0, 1, 1200)] == ["No photos yet", "1 photo", "1,200 photos"]
    assert [format_contents(0, 1, 1), format_contents(0, 3, 40)] == ["1 album, 1 photo", "3 albums, 40 photos"]
    assert format_contents(12, 3, 40) == "12 photos, 3 albums with 28 more"


def test_the_time_since_a_photo_was_deleted_has_one_unit() -> None:
    ages = [{"seconds": 59}, {"minutes": 1}, {"hours": 23}, {"days": 1}, {"days": 1200}]
    texts = [format_deleted(timedelta(**age)).removeprefix("Deleted ") for age in ages]
    assert texts == ["just now", "1 minute ago", "23 hours ago", "1 day ago", "1,200 days ago"]


def test_the_trash_says_when_photos_are_deleted_forever() -> None:
    assert [explain_trash(days) for days in (30, 1, 0)] == [
        "Photos are deleted forever after 30 days. Until then, you can restore them.",
        "Photos are deleted forever after 1 day. Until then, you can restore them.",
        "Photos stay until you delete them forever. You can restore them.",
    ]
    assert [explain_empty(days) for days in (1000, 0)] == [
        "The trash is empty. Deleted photos appear here, and are deleted forever after 1,000 days.",
        "The trash is empty. Deleted photos appear here, and stay until you delete them forever.",
    ]


def test_new_photos_are_named_by_guest() -> None:
    """The guest who has added most comes first. A guest may give no name."""
    assert describe_additions({"": 1, "Anna": 12, "Ben": 0}) == ["12 new from Anna", "1 new from a guest"]


def test_permissions_and_expiry_are_in_plain_words() -> None:
    share = Share("secret", datetime(2026, 11, 1, tzinfo=UTC), can_download=True, keeps_location=True, can_add=True)
    text = "People can see the photos, download them with their location, add photos"
    assert describe_permissions(share) == text
    assert describe_permissions(Share("secret", share.created, has_sub_albums=True)).endswith("of the albums in it")
    end = datetime(2026, 12, 25, 12, tzinfo=UTC)
    days = [end - timedelta(days=30), end - timedelta(days=2), end - timedelta(days=1), end - timedelta(hours=1), end]
    assert [describe_expiry(end, now) for now in days] == [
        "Expires after 24 December 2026, in 29 days",
        "Expires after 24 December 2026, tomorrow",
        "Expires after 24 December 2026, today",
        "Expires after 24 December 2026, today",
        "Expired after 24 December 2026",
    ]
    assert (describe_expiry(None, end), describe_kept(None)) == ("Doesn't expire", "until I revoke it")

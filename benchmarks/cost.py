"""Calculates monthly costs of a library and its visitors from counted requests, bytes and executions."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from support.fake_index import forget_index
from support.fake_library import Shape
from support.storage_calls import count_calls

from benchmarks.bench import Bench
from benchmarks.library import serve_library
from benchmarks.prices import MonthlyUsage, Prices
from gallery.library.uploads import Upload, store_upload
from gallery.model.preview_names import preview_name
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.api import months_document, photos_document
from gallery.web.pages import home_page
from gallery.web.responses import Response, compress_response, html_response, json_response
from local.dev.paths import ROOT, VENDOR

LIBRARIES = ((10, 1_000), (20, 10_000), (30, 100_000))
"""Years and number of photos."""

ORIGINAL_MB = 4.0

INSTANCE_GB = 2.0
"""As deployed by infra/."""

SECONDS = {"view": 1.0, "upload": 2.0}
"""Per execution. Flex Consumption charges at least one, and an upload takes longer there than on this machine."""

VISITS, UPLOADS = 1_000, 200
"""Per month."""

MONTHS_SEEN, PREVIEWS_SEEN, VIEWER_STEPS = 5, 150, 15
"""Per visit: months scrolled through, previews in the grid (at two device pixels), previews in the viewer."""

DOCUMENT = ROOT / "docs" / "costs.md"
TABLES = re.compile(r"(?<=<!-- cost -->\n).*?(?=<!-- /cost -->)", re.DOTALL)

REDIRECT_READS = 4
"""The photo, its preview, and twice the generation of the previews container."""

VISITOR = Caller(is_owner=False, can_view=True)


@dataclass(frozen=True)
class Usage:
    """What one action of a visitor or the owner uses."""

    writes: float
    """Storage requests charged as writes, which include listings."""
    reads: float
    executions: float = 0
    megabytes: float = 0
    """Sent to visitors."""

    def __mul__(self, times: float) -> "Usage":
        """Return the usage of several actions."""
        return Usage(self.writes * times, self.reads * times, self.executions * times, self.megabytes * times)

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum."""
        return Usage(
            self.writes + other.writes,
            self.reads + other.reads,
            self.executions + other.executions,
            self.megabytes + other.megabytes,
        )


def report(bench: Bench, *, write: bool) -> None:
    """Print the tables and, if `write` is true, insert them into docs/costs.md."""
    upload, preview_mb = _measure_upload(bench)
    grid, viewer = Usage(0, 1, 0, preview_mb[480]), Usage(0, 1 + REDIRECT_READS, 1, preview_mb[2048])
    actions = [("an upload", upload), ("a preview in the grid", grid), ("a preview in the viewer", viewer)]
    months = []
    for years, photos in LIBRARIES:
        page, more = _measure_visit(years, photos)
        visit = page + _measure_static_files() + more * MONTHS_SEEN + grid * PREVIEWS_SEEN + viewer * VIEWER_STEPS
        actions += [(f"the first page of {photos:,} photos", page), (f"another month of {photos:,} photos", more)]
        month = _calculate_month(photos, sum(preview_mb.values()), visit, upload)
        months.append((photos, month.calculate_dollars(Prices())))
    tables = f"{_format_usage(actions)}\n\n{_format_months(months)}"
    print(tables)
    if write:
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(TABLES.sub(lambda _: tables + "\n", text), encoding="utf-8")


def _measure_upload(bench: Bench) -> tuple[Usage, dict[int, float]]:
    """Return the usage of an upload, and the megabytes of a photo's previews by size."""
    storage, photos = bench.open_storage(), bench.load_photographs(8)
    store_upload(storage, Upload("first.jpg", photos[0] + b"first"), "")
    with count_calls() as calls:
        outcomes = [store_upload(storage, Upload("x.jpg", data), "") for data in photos]
    added = [outcome.photo for outcome in outcomes if outcome.photo]
    sizes: Counter[int] = Counter()
    for photo in added:
        for size in (240, 480, 2048):
            sizes[size] += storage.previews.get_visible(preview_name(photo.version or "", size)).length
    megabytes = {size: length / len(added) / 1e6 for size, length in sizes.items()}
    usage = _count_requests(calls) * (1 / len(photos))
    return Usage(usage.writes, usage.reads, 1), megabytes


def _measure_visit(years: int, photos: int) -> tuple[Usage, Usage]:
    """Return the usage of the first page with its list of months, and of another month while scrolling."""
    with serve_library(Shape(years, -(-photos // (years * 12)))) as connection:
        settings = read_settings({PHOTO_STORAGE: connection})

        def page(storage: Storage) -> Response:
            return html_response(home_page(storage, {}, VISITOR))

        def index(storage: Storage) -> Response:
            return json_response(months_document(storage, VISITOR))

        def month(storage: Storage) -> Response:
            return json_response(photos_document(storage, {"month": "2026-06"}, VISITOR))

        usages = []
        for view in (page, index, month):
            forget_index()
            usages.append(_measure_view(open_storage(settings), view))
    return usages[0] + usages[1], usages[2]


def _measure_view(storage: Storage, view: Callable[[Storage], Response]) -> Usage:
    """Return the usage of one request to a new instance."""
    with count_calls() as calls:
        response = compress_response(view(storage), "br")
    storage.service.close()
    usage = _count_requests(calls)
    return Usage(usage.writes, usage.reads, 1, len(response.body) / 1e6)


def _measure_static_files() -> Usage:
    """Return the usage of all scripts and styles, loaded by a browser with an empty cache."""
    files = (ROOT / "static").rglob("*")
    paths = [path for path in files if path.suffix in {".js", ".css"} and VENDOR not in path.parents]
    return Usage(0, 0, len(paths), sum(len(path.read_bytes()) for path in paths) / 4e6)


def _count_requests(calls: Sequence[str]) -> Usage:
    writes = sum(call.startswith(("PUT", "POST")) or "list" in call for call in calls)
    return Usage(writes, len(calls) - writes)


def _calculate_month(photos: int, previews_mb: float, visit: Usage, upload: Usage) -> MonthlyUsage:
    total = visit * VISITS + upload * UPLOADS
    seconds = visit.executions * VISITS * SECONDS["view"] + UPLOADS * SECONDS["upload"]
    stored = photos * (ORIGINAL_MB + previews_mb) / 1e3
    return MonthlyUsage(
        stored, total.writes, total.reads, total.megabytes / 1e3, total.executions, seconds * INSTANCE_GB
    )


def _format_usage(actions: Sequence[tuple[str, Usage]]) -> str:
    headings = ["| action | writes and listings | reads | executions | MB sent |", "|---|---|---|---|---|"]
    return "\n".join(headings + [_format_line(name, *vars(one).values()) for name, one in actions])


def _format_months(months: Sequence[tuple[int, dict[str, float]]]) -> str:
    headings = [
        "| photos | stored photos and previews | storage requests | traffic | app | total per month |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*headings, *_format_dollars(months), "", f"At list prices of {Prices().as_of}."])


def _format_dollars(months: Sequence[tuple[int, dict[str, float]]]) -> Iterator[str]:
    for photos, parts in months:
        cells = [f"${value:,.2f}" for value in [*parts.values(), sum(parts.values())]]
        yield f"| {photos:,} | {' | '.join(cells)} |"


def _format_line(what: str, *figures: float) -> str:
    return f"| {what} | {' | '.join(f'{figure:.3g}' for figure in figures)} |"

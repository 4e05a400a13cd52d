"""What a month costs for a library and its visitors: calls, bytes and executions are counted, prices are parameters."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from support.storage_calls import counted_calls

from benchmarks.bench import Bench
from benchmarks.library import library
from benchmarks.prices import Prices, Use
from gallery.library.uploads import Upload, accept
from gallery.model.photos import preview_name
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.api import months_document, photos_document
from gallery.web.pages import home_page
from gallery.web.responses import Answer, encoded, html_answer, json_answer
from local.dev.paths import ROOT

LIBRARIES = ((10, 1_000), (20, 10_000), (30, 100_000))
"""Years and photos."""

ORIGINAL_MB = 4.0

INSTANCE_GB = 2.0
"""As infra/ deploys it."""

SECONDS = {"look": 1.0, "upload": 2.0}
"""Of one execution. Flex Consumption counts at least one, and an upload takes longer there than here."""

VISITS, UPLOADS = 1_000, 200
"""In a month."""

MONTHS_SEEN, PREVIEWS_SEEN, VIEWER_STEPS = 5, 150, 15
"""In one visit: months scrolled through, pictures in the grid (at two device pixels), pictures in the viewer."""

MARKS = re.compile(r"(?<=<!-- cost -->\n).*?(?=<!-- /cost -->)", re.DOTALL)


@dataclass(frozen=True)
class Counted:
    """What one thing that people do costs."""

    writes: float
    """Calls of storage that are charged as such; listings are."""
    reads: float
    executions: float = 0
    megabytes: float = 0
    """Sent to the visitor."""

    def __mul__(self, times: float) -> "Counted":
        """So often."""
        return Counted(self.writes * times, self.reads * times, self.executions * times, self.megabytes * times)

    def __add__(self, other: "Counted") -> "Counted":
        """Both."""
        return Counted(
            self.writes + other.writes,
            self.reads + other.reads,
            self.executions + other.executions,
            self.megabytes + other.megabytes,
        )


def report(bench: Bench, *, write: bool) -> None:
    """Prints the tables, and puts them where docs/cost.md and the README have room for them."""
    upload, preview_mb = _upload(bench)
    grid, viewer = (Counted(0, 1, 0, preview_mb[size]) for size in (480, 2048))
    counts = [("an upload", upload), ("a picture in the grid", grid), ("a picture in the viewer", viewer)]
    months = []
    for years, photos in LIBRARIES:
        page, more = _looks(years, photos)
        visit = page + _scripts() + more * MONTHS_SEEN + grid * PREVIEWS_SEEN + viewer * VIEWER_STEPS
        counts += [(f"the first page at {photos:,} photos", page), (f"one month more at {photos:,}", more)]
        months.append((photos, _month(photos, sum(preview_mb.values()), visit, upload).dollars(Prices())))
    tables = {"docs/cost.md": f"{_counts(counts)}\n\n{_months(months)}", "README.md": _months(months)}
    print(tables["docs/cost.md"])
    for name, table in tables.items() if write else ():
        _put(ROOT / name, table)


def _upload(bench: Bench) -> tuple[Counted, dict[int, float]]:
    """And the megabytes of a photo's previews, by size."""
    storage, photos = bench.storage(), bench.photographs(8)
    accept(storage, Upload("first.jpg", photos[0] + b"first"), "")
    with counted_calls() as calls:
        taken = [outcome.photo for data in photos if (outcome := accept(storage, Upload("x.jpg", data), "")).photo]
    sizes: Counter[int] = Counter()
    for photo in taken:
        for size in (240, 480, 2048):
            sizes[size] += storage.previews.get(preview_name(photo.name, photo.version or "", size)).length
    each = {size: length / len(taken) / 1e6 for size, length in sizes.items()}
    counted = _charged(calls) * (1 / len(photos))
    return Counted(counted.writes, counted.reads, 1), each


def _looks(years: int, photos: int) -> tuple[Counted, Counted]:
    """The first page with the index of months, and one more month while scrolling."""
    with library(years, -(-photos // (years * 12))) as connection:
        settings = read_settings({PHOTO_STORAGE: connection})

        def page(storage: Storage) -> Answer:
            return html_answer(home_page(storage, {}, Caller(is_owner=False, may_look=True)))

        def index(storage: Storage) -> Answer:
            return json_answer(months_document(storage))

        def month(storage: Storage) -> Answer:
            return json_answer(photos_document(storage, {"month": "2026-06"}))

        looks = []
        for view in (page, index, month):
            view(open_storage(settings))  # looked at before, so that months have their hints
            looks.append(_look(open_storage(settings), view))
    return looks[0] + looks[1], looks[2]


def _look(storage: Storage, view: Callable[[Storage], Answer]) -> Counted:
    """In an instance that has just started."""
    with counted_calls() as calls:
        answer = encoded(view(storage), "br")
    storage.service.close()
    counted = _charged(calls)
    return Counted(counted.writes, counted.reads, 1, len(answer.body) / 1e6)


def _scripts() -> Counted:
    """All scripts and styles, as a browser loads them that was never here."""
    paths = [path for end in ("js", "css") for path in (ROOT / "static").glob(f"*/*.{end}")]
    return Counted(0, 0, len(paths), sum(len(path.read_bytes()) for path in paths) / 4e6)


def _charged(calls: Sequence[str]) -> Counted:
    writes = sum(call.startswith(("PUT", "POST")) or "list" in call for call in calls)
    return Counted(writes, len(calls) - writes)


def _month(photos: int, previews_mb: float, visit: Counted, upload: Counted) -> Use:
    total = visit * VISITS + upload * UPLOADS
    seconds = visit.executions * VISITS * SECONDS["look"] + UPLOADS * SECONDS["upload"]
    stored = photos * (ORIGINAL_MB + previews_mb) / 1e3
    return Use(stored, total.writes, total.reads, total.megabytes / 1e3, total.executions, seconds * INSTANCE_GB)


def _counts(counts: Sequence[tuple[str, Counted]]) -> str:
    head = ["| what | writes and listings | reads | executions | MB sent |", "|---|---|---|---|---|"]
    return "\n".join(head + [_line(what, *vars(one).values()) for what, one in counts])


def _months(months: Sequence[tuple[int, dict[str, float]]]) -> str:
    head = [
        "| photos | photos and previews stored | calls of storage | sent | app | a month |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *_dollars(months), "", f"At list prices of {Prices().as_of}."])


def _dollars(months: Sequence[tuple[int, dict[str, float]]]) -> Iterator[str]:
    for photos, parts in months:
        cells = [f"${value:,.2f}" for value in [*parts.values(), sum(parts.values())]]
        yield f"| {photos:,} | {' | '.join(cells)} |"


def _line(what: str, *figures: float) -> str:
    return f"| {what} | {' | '.join(f'{figure:.3g}' for figure in figures)} |"


def _put(path: Path, table: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(MARKS.sub(lambda _: table + "\n", text), encoding="utf-8")

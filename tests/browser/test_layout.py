"""The reckoning of rows, in the browser that does it."""

import random
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser
from support.gallery_app import App

JUSTIFY = """async ([ratios, frame]) => {
    const {justify, spansOf} = await import("/static/grid/layout.js");
    return justify(ratios, frame).map((row) => ({...row, spans: spansOf(row, ratios, frame)}));
}"""
HEIGHTS = """async ([months, known, frame]) => {
    const {justify, sumOf} = await import("/static/grid/layout.js");
    const {Forecast} = await import("/static/grid/height_estimate.js");
    const forecast = new Forecast(known.map((ratio) => ({width: ratio * 1e4, height: 1e4})), frame);
    const total = (heightOf) => months.reduce((sum, month) => sum + heightOf(month) + frame.heading, 0);
    const real = total((month) => { const last = justify(month, frame).at(-1); return last.top + last.height; });
    return total((month) => forecast.height(month.length, sumOf(month))) / real;
}"""
PHONES = ((4 / 3, 62), (3 / 4, 28), (16 / 9, 4), (9 / 16, 3), (1, 2), (6, 1))
CAMERA = ((3 / 2, 70), (2 / 3, 25), (1, 3), (5, 2))


@pytest.mark.parametrize(("width", "row"), [(296, 96), (336, 96), (730, 115), (1376, 192), (3776, 192)])
def test_rows_hold_every_photo_once_end_at_the_edge_and_keep_their_height(
    browser: Browser, shared_app: App, width: int, row: int
) -> None:
    """Whatever the shapes; the last row may be short."""
    page = browser.new_page()
    page.goto(shared_app.url)
    dice = random.Random(width)
    for count in (1, 2, 7, 500):
        ratios = [min(max(dice.lognormvariate(0.1, 0.6), 0.4), 4) for _ in range(count)]
        rows = page.evaluate(JUSTIFY, [ratios, {"width": width, "row": row, "gap": 4}])
        assert [number for one in rows for number in range(one["first"], one["end"])] == list(range(count))
        for one in rows[:-1]:
            assert abs(one["height"] / row - 1) <= 0.25
            assert one["spans"][0]["left"] == 0
            assert one["spans"][-1]["left"] + one["spans"][-1]["width"] == width
            for left, right in zip(one["spans"], one["spans"][1:], strict=False):
                assert right["left"] - left["left"] - left["width"] == 4
    page.close()


SIZES = {"desktop": ((1376, 192), 0.03), "tablet": ((730, 115), 0.03), "phone": ((336, 96), 0.08)}
"""Width and height of rows, and how far off the height may be: on a phone, whose rows hold two or three photos, more
depends on which these are.
"""


@pytest.mark.parametrize("screen", SIZES)
@pytest.mark.parametrize("shapes", [PHONES, CAMERA], ids=["phones", "camera"])
def test_the_height_of_a_library_is_foretold(
    browser: Browser, shared_app: App, screen: str, shapes: Sequence[tuple[float, int]]
) -> None:
    """From the numbers of its photos, the sums of their shapes, and the hundred that are known."""
    page = browser.new_page()
    page.goto(shared_app.url)
    (width, row), within = SIZES[screen]
    for count in (3, 9, 30, 100, 400):
        months = library(shapes, count)
        known = [shape for month in months for shape in month][:100]
        frame = {"width": width, "row": row, "gap": 4, "heading": 56}
        assert page.evaluate(HEIGHTS, [months, known, frame]) == pytest.approx(1, rel=within), count
    page.close()


def library(shapes: Sequence[tuple[float, int]], count: int) -> list[list[float]]:
    """Months of so many photos, of these shapes with these shares."""
    dice = random.Random(count)
    kinds, shares = zip(*shapes, strict=True)
    return [dice.choices(kinds, shares, k=count) for _ in range(max(40, 1200 // count))]

"""Row layout, run in the browser."""

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
    const {HeightEstimate} = await import("/static/grid/height_estimate.js");
    const estimate = new HeightEstimate(known.map((ratio) => ({width: ratio * 1e4, height: 1e4})), frame);
    const total = (heightOf) => months.reduce((sum, month) => sum + heightOf(month) + frame.heading, 0);
    const real = total((month) => { const last = justify(month, frame).at(-1); return last.top + last.height; });
    return total((month) => estimate.height(month.length, sumOf(month))) / real;
}"""
PHONES = ((4 / 3, 62), (3 / 4, 28), (16 / 9, 4), (9 / 16, 3), (1, 2), (6, 1))
CAMERA = ((3 / 2, 70), (2 / 3, 25), (1, 3), (5, 2))


@pytest.mark.parametrize(("width", "row"), [(296, 96), (336, 96), (730, 115), (1376, 192), (3776, 192)])
def test_rows_contain_every_photo_once_and_are_flush_with_similar_heights(
    browser: Browser, shared_app: App, width: int, row: int
) -> None:
    """Whatever the shapes. The last row may be short."""
    page = browser.new_page()
    page.goto(shared_app.url)
    rng = random.Random(width)
    for count in (1, 2, 7, 500):
        ratios = [min(max(rng.lognormvariate(0.1, 0.6), 0.4), 4) for _ in range(count)]
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
"""Width and height of rows, and the tolerated error, which is larger on phones: with two or three photos in a row, more
depends on which ones.
"""


@pytest.mark.parametrize("screen", SIZES)
@pytest.mark.parametrize("shapes", [PHONES, CAMERA], ids=["phones", "camera"])
def test_estimated_height_of_a_library_is_close(
    browser: Browser, shared_app: App, screen: str, shapes: Sequence[tuple[float, int]]
) -> None:
    """From counts, sums of aspect ratios, and the first hundred photos."""
    page = browser.new_page()
    page.goto(shared_app.url)
    (width, row), within = SIZES[screen]
    for count in (3, 9, 30, 100, 400):
        months = create_library(shapes, count)
        known = [shape for month in months for shape in month][:100]
        frame = {"width": width, "row": row, "gap": 4, "heading": 56}
        assert page.evaluate(HEIGHTS, [months, known, frame]) == pytest.approx(1, rel=within), count
    page.close()


def create_library(shapes: Sequence[tuple[float, int]], count: int) -> list[list[float]]:
    """Return months with this many photos, in these shapes and proportions."""
    rng = random.Random(count)
    ratios, shares = zip(*shapes, strict=True)
    return [rng.choices(ratios, shares, k=count) for _ in range(max(40, 1200 // count))]

"""The reckoning of rows, in the browser that does it."""

import random

import pytest
from gallery_app import App
from playwright.sync_api import Browser

JUSTIFY = """async ([ratios, frame]) => {
    const {justify, spansOf} = await import("/static/layout.js");
    return justify(ratios, frame).map((row) => ({...row, spans: spansOf(row, ratios, frame)}));
}"""
HEIGHTS = """async ([ratios, frame]) => {
    const {expectedHeight, justify} = await import("/static/layout.js");
    const last = justify(ratios, frame).at(-1);
    const sum = ratios.reduce((sum, one) => sum + one, 0);
    return [last.top + last.height, expectedHeight(ratios.length, sum, ratios.slice(0, 200), frame)];
}"""


@pytest.mark.parametrize(("width", "row"), [(296, 96), (336, 96), (730, 115), (1376, 192), (3776, 192)])
def test_rows_hold_every_photo_once_end_at_the_edge_and_keep_their_height(
    browser: Browser, shared_app: App, width: int, row: int
) -> None:
    """Whatever the shapes; the last row may be short."""
    page = browser.new_page()
    page.goto(shared_app.url)
    dice = random.Random(width)  # noqa: S311 - shapes, no secrets
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


def test_the_height_of_unknown_photos_is_foretold(browser: Browser, shared_app: App) -> None:
    """From their number, the sum of their shapes, and a few that are known."""
    page = browser.new_page()
    page.goto(shared_app.url)
    dice = random.Random(1)  # noqa: S311 - shapes, no secrets
    for shapes in ([4 / 3], [1.5, 0.667], [4 / 3, 0.75, 1.5, 1, 1.778]):
        ratios = [dice.choice(shapes) for _ in range(4000)]
        real, foretold = page.evaluate(HEIGHTS, [ratios, {"width": 1376, "row": 192, "gap": 4}])
        assert foretold == pytest.approx(real, rel=0.02)
    page.close()

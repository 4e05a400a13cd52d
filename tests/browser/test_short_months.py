"""Months with few photos share a row."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from support.gallery_app import App
from support.many_photos import ManyPhotos
from support.owners_page import OVERFLOW, visiting

COUNTS = [2, 1, 1, 120, 1, 1, 1, 60, 1, 90, *([1] * 30)]
SECTIONS = """() => [...document.querySelectorAll(".photos section")].map((section) => {
    const {top, left, right} = section.getBoundingClientRect();
    const {height} = section.querySelector("li")?.getBoundingClientRect() ?? {};
    const heading = section.querySelector("h2");
    return {id: heading.id, top, left, right, height, isCut: heading.scrollWidth > heading.clientWidth + 16};
})"""
TARGET = 'parseFloat(getComputedStyle(document.querySelector(".photos")).getPropertyValue("--row"))'


def open_months(page: Page, counts: Sequence[int] = COUNTS) -> dict[str, Any]:
    """Open a made-up library and return its sections in view."""
    ManyPhotos(counts, ((4000, 3000), (3000, 4000))).serve(page.context)
    page.goto("/", wait_until="networkidle")
    page.mouse.move(300, 300)
    return {section["id"]: section for section in page.evaluate(SECTIONS)}


@pytest.mark.parametrize("size", [(360, 740), (768, 1024), (1440, 900)])
def test_short_months_are_side_by_side(browser: Browser, shared_app: App, size: tuple[int, int]) -> None:
    """Next to each other in order, without overlaps, all photos as high as planned; a long month has its own row."""
    with visiting(browser, shared_app, size) as page:
        sections = open_months(page)
        december, november, october, september = list(sections.values())[:4]
        assert september["top"] > december["top"]
        if size[0] > 700:
            assert december["top"] == november["top"] == october["top"]
            assert december["right"] < november["left"] < november["right"] < october["left"] < october["right"]
        target = page.evaluate(TARGET)
        for section in (december, november, october):
            assert abs(section["height"] - target) <= 1
            assert not section["isCut"]
        assert page.evaluate(OVERFLOW) <= 0


def test_a_short_month_between_long_ones_has_its_own_row(browser: Browser, shared_app: App) -> None:
    with visiting(browser, shared_app, (1440, 900)) as page:
        open_months(page)
        page.evaluate("scrollTo(0, document.querySelector('.photos').clientHeight * 0.5)")
        short = page.locator("#m2026-04")
        expect(short).to_be_attached()
        tops = {section["id"]: section["top"] for section in page.evaluate(SECTIONS)}
        assert len({tops[month] for month in ("m2026-05", "m2026-04", "m2026-03") if month in tops}) >= 2


def test_keys_move_through_months_in_one_row(browser: Browser, shared_app: App) -> None:
    """Left and right to the next month, up and down to the next row, and the scrubber's keys by rows."""
    with visiting(browser, shared_app, (1440, 900)) as page:
        open_months(page)
        focused = page.locator(".photos section:has(a:focus) h2")
        page.locator("#m2026-12 + ul a").last.focus()
        page.keyboard.press("ArrowRight")
        expect(focused).to_have_attribute("id", "m2026-11")
        page.keyboard.press("ArrowDown")
        expect(focused).to_have_attribute("id", "m2026-09")
        page.keyboard.press("ArrowUp")
        expect(focused).to_have_attribute("id", "m2026-11")
        slider = page.get_by_role("slider", name="Timeline")
        for month in ("September 2026", "August 2026", "May 2026"):
            slider.press("ArrowDown")
            expect(slider).to_have_attribute("aria-valuetext", month)


def test_the_height_stays_when_short_months_load(browser: Browser, shared_app: App) -> None:
    """Their counts and shapes are known before."""
    with visiting(browser, shared_app, (1440, 900)) as page:
        open_months(page, [100, *([1, 2, 1] * 20)])
        height = page.evaluate("document.querySelector('.photos').clientHeight")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator(".photos section").nth(8)).to_be_attached()
        expect(page.locator(".photos section li").last).to_be_attached()
        expect(page.locator(".unknown")).to_have_count(0)
        assert page.evaluate("document.querySelector('.photos').clientHeight") == height

"""Rendering of templates."""

from gallery.model.months import Month
from gallery.web.templating import render_months_index


def test_the_cached_index_of_months_changes_with_the_months() -> None:
    months = [Month("2026-09", 2, 3.0), Month("2026-08", 5, 7.5)]
    first = render_months_index(*months)
    assert render_months_index(*list(months)) is first
    assert '<a href="/?month=2026-09">September 2026</a> <span class="hint">2</span>' in first
    assert '<a href="/?month=2026-08">August 2026</a> <span class="hint">5</span>' in first
    assert '<span class="hint">3</span>' in render_months_index(Month("2026-09", 3, 4.3))

"""A page that shows all screenshots side by side."""

from collections.abc import Sequence
from html import escape

STYLE = """
body { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: #666; color: #fff; }
section { display: flex; gap: 0.75rem; overflow-x: auto; }
img { block-size: 18rem; }
"""


def render(rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The page's HTML, from headings and file names. The page must be in the same folder as the screenshots."""
    body = "\n".join(f"<h2>{escape(heading)}</h2>\n<section>{_images(names)}</section>" for heading, names in rows)
    return f'<!doctype html>\n<html lang="en">\n<title>Screenshots</title>\n<style>{STYLE}</style>\n{body}\n</html>\n'


def _images(names: Sequence[str]) -> str:
    links = (f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in map(escape, names))
    return "".join(links)

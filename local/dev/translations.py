"""Update the catalogs in gallery/languages from the texts in the code."""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from gallery import errors
from gallery.translations import FOLDER
from local.dev.paths import ROOT

SCRIPTS = ROOT / "static" / "text"
SCRIPT_KEYWORDS = {"_": None, "_n": (1, 2)}
PLURALS = {"_n", "ngettext", "format_plural"}

UNUSED_HEADERS = re.compile(rb'^"(?:Project|Report|POT|PO|Last|Language-Team|Generated)[^:]*:.*\n', re.MULTILINE)
"""Dates, versions and addresses, which git knows better."""

OPERATORS_ERRORS = {"Misconfigured", "StorageDenied"}
"""Only the operator reads their messages, in the log."""

ERRORS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.GalleryError) and name not in OPERATORS_ERRORS
}
"""The first argument of an error is its message."""

SINGULARS = {"_", "super().__init__", *ERRORS}


def main(languages: list[str]) -> int:
    """Bring all catalogs up to date, and create those of more languages, like `it`."""
    FOLDER.mkdir(exist_ok=True)
    template = extract_texts()
    for language in sorted({*languages, *(path.stem for path in FOLDER.glob("*.po"))}):
        path = FOLDER / f"{language}.po"
        catalog = read_catalog(path) if path.exists() else Catalog(locale=language.replace("-", "_"))
        catalog.update(template, no_fuzzy_matching=True)
        write_catalog(path, catalog)
        missing = sum(not message.string or not all(message.string) for message in catalog if message.id)
        print(f"{path.name}: {len(catalog)} texts, {missing} to translate")
    return 0


def extract_texts() -> Catalog:
    """Return a catalog of all texts in the code, without translations."""
    catalog = Catalog()
    for path, message in _extract():
        # Without line numbers, which would change with every edit.
        catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def write_catalog(path: Path, catalog: Catalog) -> None:
    """Write a catalog with the texts that the code has, in the order of the modules."""
    catalog.header_comment = f"# {catalog.locale.english_name if catalog.locale else path.stem} texts of the gallery."
    catalog.fuzzy = False
    file = BytesIO()
    write_po(file, catalog, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(UNUSED_HEADERS.sub(b"", file.getvalue()))


def _extract() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in sorted((ROOT / "gallery").rglob("*.py")):
        yield from ((path, message) for message in _extract_from_python(path.read_text(encoding="utf-8")))
    for path in sorted(SCRIPTS.glob("*.js")):
        found = extract_from_file("javascript", path, keywords=SCRIPT_KEYWORDS)
        yield from ((path, message) for _line, message, _comments, _context in found)


def _extract_from_python(module: str) -> Iterator[str | tuple[str, ...]]:
    """Yield the texts in the order of the lines. Babel's own extractor warns about each f-string among the values."""
    calls = [node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = ast.unparse(call.func)
        texts = tuple(
            one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if name in PLURALS and len(texts) == len(("one", "many")):
            yield texts
        elif name in SINGULARS and texts:
            yield texts[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

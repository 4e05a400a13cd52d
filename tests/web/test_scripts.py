"""Preload lists come from the scripts themselves."""

import re
from pathlib import Path

import pytest

from gallery.web import scripts, static_files
from gallery.web.scripts import static_imports
from gallery.web.static_files import ROOT

OWN = sorted(path for path in ROOT.rglob("*.js") if "vendor" not in path.parts)


@pytest.mark.parametrize("entry", ["pages/photos.js", "viewer/viewer.js", "pages/trash.js", "upload/upload.js"])
def test_every_import_of_an_entry_exists_and_is_listed_once(entry: str) -> None:
    modules = static_imports(entry)
    assert modules
    assert len({entry, *modules}) == 1 + len(modules)
    assert [module for module in modules if not (ROOT / module).is_file()] == []


def test_modules_of_several_entries_are_listed_once_without_the_entries() -> None:
    both = static_imports("pages/trash.js", "library/actions.js")
    assert sorted([*both, "library/actions.js"]) == sorted(static_imports("pages/trash.js"))


def test_modules_loaded_on_first_use_are_not_preloaded() -> None:
    assert "viewer/viewer.js" not in static_imports("pages/photos.js")
    assert "upload/panel.js" not in static_imports("upload/upload.js")


def test_imports_over_several_lines_reexports_and_cycles_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "pages/a.js": 'import {\n  b,\n} from "../b.js";\nimport "./d.js";\n/** @typedef {import("../no.js").X} X */\n',
        "b.js": 'export { c } from "./c.js";\nexport const later = () => import("./no.js");\n',
        "c.js": 'import a from "./pages/a.js";\n',
        "pages/d.js": "",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(scripts, "ROOT", tmp_path)
    monkeypatch.setattr(static_files, "ROOT", tmp_path)
    monkeypatch.setattr(static_files, "RECHECK_SECONDS", 1e-9)
    assert static_imports("pages/a.js") == ["b.js", "pages/d.js", "c.js"]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_static_import_is_followed(path: Path) -> None:
    """Compared with a search that knows comments rather than starts of lines."""
    code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    imported = [(path.parent / found).resolve() for found in re.findall(r'(?:\bfrom|\bimport)\s+"(\.[^"]+)"', code)]
    found = static_imports(path.relative_to(ROOT).as_posix())
    assert [ROOT / module for module in found[: len(imported)]] == list(dict.fromkeys(imported))

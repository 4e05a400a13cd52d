"""Packages import only lower layers, and only certain packages import third-party libraries."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[1]

ALLOWED = {
    "function_app": {"web", "library", "storage", "settings", "memory"},
    "web": {"library", "pictures", "storage", "model", "settings", "errors", "logs"},
    "library": {"pictures", "storage", "model", "settings", "errors", "logs", "memory"},
    "pictures": {"model", "settings", "errors", "memory"},
    "storage": {"model", "settings", "errors", "logs", "memory"},
    "model": {"errors"},
    "settings": {"errors"},
    "errors": set[str](),
    "translations": set[str](),
    "logs": set[str](),
    "memory": set[str](),
}
"""What each package or top-level module of the gallery may import from the others. All may import `translations`."""

IMPORTERS = {
    "azure.functions": {"function_app"},
    "azure": {"function_app", "storage"},
    "PIL": {"pictures"},
    "pillow_heif": {"pictures"},
    "brotli": {"web"},
    "jinja2": {"web"},
    "itsdangerous": {"web"},
    "multipart": {"web"},
    "segno": {"web"},
    "polib": {"translations"},
}
"""The packages that may import a third-party library."""


def test_packages_import_only_what_is_allowed() -> None:
    forbidden = [
        (package, imported, str(path.relative_to(PROJECT)))
        for path, package in modules().items()
        for imported in gallery_imports(path) - {package, "translations"} - ALLOWED[package]
    ]
    assert forbidden == []


def test_allowed_imports_have_no_cycle() -> None:
    """So the packages form layers, each above everything it may import."""
    remaining = {package: set(imports) for package, imports in ALLOWED.items()}
    while remaining:
        bottom = {package for package, imports in remaining.items() if not imports & remaining.keys()}
        assert bottom, f"a cycle among {sorted(remaining)}"
        remaining = {package: imports for package, imports in remaining.items() if package not in bottom}


def test_imports_between_modules_have_no_cycle() -> None:
    """Not within a package either."""
    paths = {".".join(path.relative_to(PROJECT).with_suffix("").parts): path for path in modules()}
    remaining = {name: imports(path) & (paths.keys() - {name}) for name, path in paths.items()}
    while remaining:
        bottom = {name for name, imported in remaining.items() if not imported & remaining.keys()}
        assert bottom, f"a cycle among {sorted(remaining)}"
        remaining = {name: imported for name, imported in remaining.items() if name not in bottom}


def test_third_party_libraries_are_imported_only_by_their_package() -> None:
    """So that replacing Pillow, the Storage SDK or Jinja2 changes one package."""
    forbidden = [
        (str(path.relative_to(PROJECT)), library)
        for path, package in modules().items()
        for library, importers in IMPORTERS.items()
        if package not in importers and any(f"{name}.".startswith(f"{library}.") for name in imports(path))
    ]
    assert forbidden == []


def test_the_app_imports_no_development_tools() -> None:
    """The package deployed to Azure has neither dev.py nor local/."""
    assert not [path for path in modules() if {"local", "dev"} & {name.split(".")[0] for name in imports(path)}]


def test_the_importer_knows_the_gallery_by_http_alone() -> None:
    """So it works with every deployed gallery. Of its code it uses pure rules only, such as those for names."""
    paths = (PROJECT / "importer").rglob("*.py")
    used = {name for path in paths for name in imports(path) if name.partition(".")[0] == "gallery"}
    assert {".".join(name.split(".")[:2]) for name in used} <= {"gallery.model", "gallery.errors"}


def test_nothing_else_imports_the_importer() -> None:
    """Its packages aren't deployed, and would slow down the start of `dev.py`."""
    paths = [*modules(), *(PROJECT / "local").rglob("*.py")]
    assert not [path for path in paths if any(name.partition(".")[0] == "importer" for name in imports(path))]


def modules() -> dict[Path, str]:
    """Each module of the app, with its package: a folder of gallery/, or the module's own name at the top level."""
    paths = [PROJECT / "function_app.py", *(PROJECT / "gallery").rglob("*.py")]
    return {path: package_of(path) for path in paths if path.name != "__init__.py"}


def package_of(path: Path) -> str:
    return path.stem if path.parent == PROJECT else path.relative_to(PROJECT / "gallery").with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """Full names of the imported modules, and of what is imported from them."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return plain | {str(node.module) for node in froms} | {f"{n.module}.{a.name}" for n in froms for a in n.names}


def gallery_imports(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("gallery.")}

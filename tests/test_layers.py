"""Packages depend on lower layers only, and each outside library is imported in one place."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[1]

ALLOWED = {
    "function_app": {"web", "library", "storage", "settings", "memory"},
    "web": {"library", "pictures", "storage", "model", "settings", "errors", "logs"},
    "library": {"pictures", "storage", "model", "settings", "errors", "logs"},
    "pictures": {"model", "settings", "errors", "memory"},
    "storage": {"model", "settings", "errors", "logs", "memory"},
    "model": {"errors"},
    "settings": {"errors"},
    "errors": set[str](),
    "logs": set[str](),
    "memory": set[str](),
}
"""What each package or top-level module of the gallery may import from the others."""

DOORS = {
    "azure.functions": {"function_app"},
    "azure": {"function_app", "storage"},
    "PIL": {"pictures"},
    "pillow_heif": {"pictures"},
    "brotli": {"web"},
    "jinja2": {"web"},
    "itsdangerous": {"web"},
    "multipart": {"web"},
}
"""The packages that may import an outside library."""


def test_packages_import_lower_layers_only() -> None:
    """ALLOWED has no cycle, so neither have the packages."""
    wrong = [
        (package, imported, str(path.relative_to(PROJECT)))
        for path, package in modules().items()
        for imported in gallery_imports(path) - {package} - ALLOWED[package]
    ]
    assert wrong == []


def test_allowed_imports_have_no_cycle() -> None:
    """Each package is above everything it may import."""
    left = {package: set(imports) for package, imports in ALLOWED.items()}
    while left:
        bottom = {package for package, imports in left.items() if not imports & left.keys()}
        assert bottom, f"a cycle among {sorted(left)}"
        left = {package: imports for package, imports in left.items() if package not in bottom}


def test_modules_within_a_package_have_no_cycle() -> None:
    """Imports inside a package form a graph without cycles too."""
    paths = {".".join(path.relative_to(PROJECT).with_suffix("").parts): path for path in modules()}
    left = {name: imports(path) & (paths.keys() - {name}) for name, path in paths.items()}
    while left:
        bottom = {name for name, imported in left.items() if not imported & left.keys()}
        assert bottom, f"a cycle among {sorted(left)}"
        left = {name: imported for name, imported in left.items() if name not in bottom}


def test_outside_libraries_are_imported_in_one_package() -> None:
    """Pillow, the Storage SDK, Jinja2 and Azure Functions are imported where the design says, and nowhere else."""
    strays = [
        (str(path.relative_to(PROJECT)), library)
        for path, package in modules().items()
        for library, doors in DOORS.items()
        if package not in doors and any(f"{one}.".startswith(f"{library}.") for one in imports(path))
    ]
    assert strays == []


def test_the_app_does_not_need_local_tools() -> None:
    """`func start` and Azure never see dev.py or local/."""
    assert not [path for path in modules() if {"local", "dev"} & {name.split(".")[0] for name in imports(path)}]


def modules() -> dict[Path, str]:
    """Each module of the app with its package: a folder of gallery/, or the module's own name."""
    paths = [PROJECT / "function_app.py", *(PROJECT / "gallery").rglob("*.py")]
    return {path: package_of(path) for path in paths if path.name != "__init__.py"}


def package_of(path: Path) -> str:
    return path.stem if path.parent in {PROJECT, PROJECT / "gallery"} else path.parent.name


def imports(path: Path) -> set[str]:
    """Full names of imported modules, and of names imported from them."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return plain | {str(node.module) for node in froms} | {f"{n.module}.{a.name}" for n in froms for a in n.names}


def gallery_imports(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("gallery.")}

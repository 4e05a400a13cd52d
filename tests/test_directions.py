"""Dependencies point one way, and each outside library has one door."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[1]

LAYERS = (
    {
        "compression",
        "errors",
        "heap",
        "known_documents",
        "logs",
        "parallel",
        "requests",
        "sightings",
        "transport",
        "wanted_names",
    },
    {"settings", "names", "photos", "answers", "kinds", "dates", "storage_faults"},
    {"exif", "shrinking"},
    {"images", "listing", "transits"},
    {"container", "decoder"},
    {"storage"},
    {"pagination", "static_files", "previews", "sessions", "reservations", "room"},
    {"hints"},
    {"months"},
    {"access", "timeline", "albums", "moves", "reports", "originals"},
    {"uploads", "renames", "trash"},
    {"forms", "rendering"},
    {"pages", "sign_in", "details"},
    {"api", "front_door"},
    {"function_app"},
)
"""From the bottom up: a module imports from the layers below its own, and never from its own or one above."""

DOORS = {
    "azure.functions": {"function_app"},
    "azure": {"container", "listing", "storage", "storage_faults", "function_app"},
    "brotli": {"compression"},
    "PIL": {"images", "shrinking"},
    "pillow_heif": {"images"},
    "jinja2": {"rendering"},
}


def test_every_module_has_its_layer() -> None:
    """A new module finds its place on purpose."""
    assert set(modules()) == set().union(*LAYERS)


def test_imports_point_down_only() -> None:
    """A module of the gallery imports only from lower layers."""
    height = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    upward = [
        (name, imported)
        for name, path in modules().items()
        for imported in gallery_imports(path)
        if height[imported] >= height[name]
    ]
    assert upward == []


def test_each_outside_library_has_one_door() -> None:
    """Pillow, the Storage SDK, Jinja2 and Azure Functions are imported where the design says, and nowhere else."""
    strays = [
        (name, library)
        for name, path in modules().items()
        for library, doors in DOORS.items()
        if name not in doors and any(one == library or one.startswith(f"{library}.") for one in imports(path))
    ]
    assert strays == []


def test_the_app_needs_nothing_that_only_runs_locally() -> None:
    """`func start` and Azure never see dev.py or local/."""
    assert not [name for name, path in modules().items() if {"local", "dev"} & {i.split(".")[0] for i in imports(path)}]


def modules() -> dict[str, Path]:
    paths = [PROJECT / "function_app.py", *(PROJECT / "gallery").glob("*.py")]
    return {path.stem: path for path in paths if path.stem != "__init__"}


def imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return plain | {str(node.module) for node in froms} | {f"{n.module}.{a.name}" for n in froms for a in n.names}


def gallery_imports(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("gallery.")}

"""Lint, formatting, types, and what is deployed to Azure."""

import subprocess

from local.dev import bicep, venv
from local.dev.node import MODULES, Node
from local.dev.paths import ROOT, VENDOR


def check(node: Node) -> int:
    """Runs every check, whatever the others say; 1 when any failed."""
    failed = [name for name, command in _checks(node).items() if not _passes(name, command)]
    failed += [] if _infra_passes() else ["bicep"]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return int(bool(failed))


def _checks(node: Node) -> dict[str, list[str]]:
    python = [str(venv.PYTHON), "-m"]
    checks = {
        "ruff check": [*python, "ruff", "check", "."],
        "ruff format": [*python, "ruff", "format", "--check", "."],
        "mypy": [*python, "mypy"],
    }
    # A compiler without a file to compile calls that an error.
    if any(VENDOR not in path.parents for path in (ROOT / "static").rglob("*.js")):
        compiler = MODULES / "typescript" / "bin" / "tsc"
        checks["tsc"] = [node.node, str(compiler), "--project", str(ROOT / "jsconfig.json")]
        prettier = MODULES / "prettier" / "bin" / "prettier.cjs"
        checks["prettier"] = [node.node, str(prettier), "--check", "--log-level=warn", "static/**/*.{css,js}"]
    return checks


def _passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _infra_passes() -> bool:
    print("== bicep", flush=True)
    compiler = bicep.find()
    if not compiler:
        print("No Bicep compiler here; infra/main.json is tested as it was compiled last.")
        return True
    complaints = bicep.complaints(compiler)
    print(complaints or f"infra/main.bicep: no error, no warning ({bicep.version(compiler)}).")
    return not complaints

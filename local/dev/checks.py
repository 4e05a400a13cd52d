"""The checks: style, formatting, types and the infrastructure templates."""

import subprocess

from local.dev import bicep, venv
from local.dev.node import MODULES, Node
from local.dev.paths import ROOT, VENDOR


def check(node: Node) -> int:
    """Run all checks, even after one has failed. Return 1 if any failed."""
    failed = [name for name, command in _list_checks(node).items() if not _run_check(name, command)]
    failed += [] if _check_infra() else ["bicep"]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return int(bool(failed))


def _list_checks(node: Node) -> dict[str, list[str]]:
    python = [str(venv.PYTHON), "-m"]
    checks = {
        "ruff check": [*python, "ruff", "check", "."],
        "ruff format": [*python, "ruff", "format", "--check", "."],
        "mypy": [*python, "mypy"],
    }
    # tsc fails if there are no files to check.
    if any(VENDOR not in path.parents for path in (ROOT / "static").rglob("*.js")):
        compiler = MODULES / "typescript" / "bin" / "tsc"
        checks["tsc"] = [node.node, str(compiler), "--project", str(ROOT / "jsconfig.json")]
        prettier = MODULES / "prettier" / "bin" / "prettier.cjs"
        checks["prettier"] = [node.node, str(prettier), "--check", "--log-level=warn", "static/**/*.{css,js}"]
    return checks


def _run_check(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _check_infra() -> bool:
    print("== bicep", flush=True)
    compiler = bicep.find()
    if not compiler:
        print("Skipped: no Bicep compiler found. The tests use infra/main.json as last compiled.")
        return True
    warnings = bicep.build(compiler).warnings
    print(warnings or f"infra/main.bicep: no errors, no warnings ({bicep.read_version(compiler)}).")
    return not warnings

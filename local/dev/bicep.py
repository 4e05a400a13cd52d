"""The Bicep compiler, where there is one: it knows every resource of Azure, so a wrong property is a warning."""

import re
import shutil
import subprocess
from collections.abc import Sequence

from local.dev.paths import ROOT

MAIN = ROOT / "infra" / "main.bicep"
COMPILED = ROOT / "infra" / "main.json"
"""What the compiler made of it, for the portal, which takes no Bicep, and for machines without a compiler."""

BESIDE = ROOT.parent / "shared" / "tools" / "bicep"

COMPLAINT = re.compile(r"\(\d+,\d+\) : (Warning|Error) ")


def find() -> list[str] | None:
    """The command: `bicep` on PATH, one beside the project, or the Azure CLI's."""
    found = shutil.which("bicep") or shutil.which(str(BESIDE))
    if found:
        return [found]
    az = shutil.which("az")
    return [az, "bicep"] if az and not _run([az, "bicep", "version"]).returncode else None


def version(compiler: Sequence[str]) -> str:
    """How the compiler calls itself."""
    return _run([*compiler, "version" if "bicep" in compiler else "--version"]).stdout.strip()


def build(compiler: Sequence[str]) -> str:
    """The compiled template."""
    return _run([*compiler, "build", *_file(compiler), "--stdout"]).stdout


def complaints(compiler: Sequence[str]) -> str:
    """Every error and warning of compiler and linter, which a warning leaves with exit code 0.

    The Azure CLI adds remarks of its own, as that there is a newer Bicep; those are none.
    """
    runs = [
        _run([*compiler, "build", *_file(compiler), "--stdout"]),
        _run([*compiler, "lint", *_file(compiler)]),
    ]
    found = {line for run in runs for line in run.stderr.splitlines() if COMPLAINT.search(line)}
    failed = [run.stderr for run in runs if run.returncode and not found]
    return "\n".join([*sorted(found), *failed])


def _file(compiler: Sequence[str]) -> list[str]:
    # The Azure CLI's wants its argument by name.
    return ["--file", str(MAIN)] if "bicep" in compiler else [str(MAIN)]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

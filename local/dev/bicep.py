"""The Bicep compiler, if there is one. It knows every Azure resource, so it warns about wrong properties."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from local.dev.errors import CommandError
from local.dev.paths import ROOT

MAIN = ROOT / "infra" / "main.bicep"
COMPILED = ROOT / "infra" / "main.json"
"""The compiled template: for the portal, which can't read Bicep, and for machines without a compiler."""

WARNING = re.compile(r"\(\d+,\d+\) : (Warning|Error) ")


@dataclass(frozen=True)
class BuildResult:
    """What the compiler says about main.bicep."""

    template: str
    warnings: str
    """All errors and warnings, also the linter's. Empty if there are none."""


def find() -> list[str] | None:
    """Return the compiler's command: the program in GALLERY_BICEP, `bicep` on PATH, or the Azure CLI's.

    Raises CommandError if GALLERY_BICEP isn't a program.
    """
    wanted = os.environ.get("GALLERY_BICEP")
    if found := shutil.which(wanted or "bicep"):
        return [found]
    if wanted:
        raise CommandError(f"GALLERY_BICEP isn't a program: {wanted}")
    az = shutil.which("az")
    return [az, "bicep"] if az and not _run([az, "bicep", "version"]).returncode else None


def read_version(compiler: Sequence[str]) -> str:
    return _run([*compiler, "version" if "bicep" in compiler else "--version"]).stdout.strip()


def build(compiler: Sequence[str]) -> BuildResult:
    """Compile main.bicep. The compiler runs the linter too, and warnings don't change its exit code.

    The Azure CLI's own remarks, such as the one about a newer Bicep version, are left out.
    """
    run = _run([*compiler, "build", *_file_arguments(compiler), "--stdout"])
    found = [line for line in run.stderr.splitlines() if WARNING.search(line)]
    return BuildResult(run.stdout, "\n".join(found) or (run.stderr if run.returncode else ""))


def _file_arguments(compiler: Sequence[str]) -> list[str]:
    # Only the Azure CLI takes the file as a named option.
    return ["--file", str(MAIN)] if "bicep" in compiler else [str(MAIN)]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

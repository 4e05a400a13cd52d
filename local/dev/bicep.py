"""The Bicep compiler, if there is one. It knows every Azure resource, so it warns about wrong properties."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from local.dev.errors import CommandError
from local.dev.paths import ROOT

MAIN = ROOT / "infra" / "main.bicep"
COMPILED = ROOT / "infra" / "main.json"
"""The compiled template: for the portal, which can't read Bicep, and for machines without a compiler."""

WARNING = re.compile(r"\(\d+,\d+\) : (Warning|Error) ")


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


def build(compiler: Sequence[str]) -> str:
    """Return the compiled template."""
    return _run([*compiler, "build", *_file_arguments(compiler), "--stdout"]).stdout


def collect_warnings(compiler: Sequence[str]) -> str:
    """Return all errors and warnings of the compiler and the linter; warnings don't change their exit code.

    The Azure CLI's own remarks, such as the one about a newer Bicep version, are left out.
    """
    runs = [
        _run([*compiler, "build", *_file_arguments(compiler), "--stdout"]),
        _run([*compiler, "lint", *_file_arguments(compiler)]),
    ]
    found = {line for run in runs for line in run.stderr.splitlines() if WARNING.search(line)}
    failed = [run.stderr for run in runs if run.returncode and not found]
    return "\n".join([*sorted(found), *failed])


def _file_arguments(compiler: Sequence[str]) -> list[str]:
    # Only the Azure CLI takes the file as a named option.
    return ["--file", str(MAIN)] if "bicep" in compiler else [str(MAIN)]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

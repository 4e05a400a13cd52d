"""Print a lock file's packages for the machines in Azure. Runs in the virtual environment.

pip can download packages for another Python, but evaluates markers such as `python_full_version >= '3.13'` for its own.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.markers import Marker, default_environment

LINUX = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "sys_platform": "linux",
}


def select(lock: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the requirements whose markers are true, without the markers."""
    for requirement in re.split(r"\n(?=\S)", lock.strip()):
        pin, _, rest = requirement.partition(" ")
        marker, _, hashes = rest.partition("\\\n")
        condition = marker.strip().removeprefix(";").strip()
        if "==" in pin and (not condition or Marker(condition).evaluate(dict(environment))):
            yield f"{pin} \\\n{hashes}"


def build_environment(python: str, *, azure: bool) -> dict[str, str]:
    """Return what markers are evaluated for: a version like 3.13, in Azure or on this machine."""
    here = {name: str(value) for name, value in default_environment().items()}
    return {**here, **(LINUX if azure else {}), "python_version": python, "python_full_version": f"{python}.0"}


if __name__ == "__main__":
    path, version, system = sys.argv[1:]
    chosen = build_environment(version, azure=system == "azure")
    sys.stdout.write("\n".join(select(Path(path).read_text(encoding="utf-8"), chosen)) + "\n")

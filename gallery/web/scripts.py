"""The static imports of our scripts, for preloading: without it, browsers find each module only in the one before."""

import posixpath
import re
from functools import lru_cache

from gallery.web.static_files import ROOT, static_version

_IMPORT = re.compile(r'^(?:import|export)\b[^;"(]*"(\.[^"]+)"', re.MULTILINE)
"""At the start of a line, so neither `import("./x.js")` within code nor a type in a comment."""


def static_imports(*entries: str) -> list[str]:
    """Return the modules that these import, directly or indirectly, without the entries; paths below static/."""
    return _imports(entries, static_version())


@lru_cache(maxsize=16)
def _imports(entries: tuple[str, ...], _version: str) -> list[str]:
    modules = list(entries)
    for module in modules:
        found = _IMPORT.findall((ROOT / module).read_text(encoding="utf-8"))
        paths = (posixpath.normpath(posixpath.join(posixpath.dirname(module), path)) for path in found)
        modules += [path for path in dict.fromkeys(paths) if path not in modules]
    return modules[len(entries) :]

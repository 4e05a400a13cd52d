"""Scripts with texts in the reader's language.

Scripts mark their texts with `_("…")` and `_n("…", "…")`. These are replaced by the translations when a script is
delivered, so browsers load no catalog, and no functions to read one.
"""

import json
import re

from gallery.translations import plural_forms, plural_rule, translate

_LITERAL = r'"(?:[^"\\\n]|\\.)*"'
_TEXT = re.compile(rf"\b_\(\s*({_LITERAL}),?\s*\)")
_PLURAL = re.compile(rf"\b_n\(\s*({_LITERAL}),\s*({_LITERAL}),?\s*\)")

ENGLISH_RULE = "Number(n != 1)"
"""In static/text/plural.js."""


def translate_script(script: str, language: str) -> str:
    """Replace the marked texts of a script by those of a language."""
    script = script.replace(ENGLISH_RULE, f"Number({plural_rule(language)})")
    script = _TEXT.sub(lambda found: _quote(translate(json.loads(found[1]), language)), script)
    return _PLURAL.sub(lambda found: _quote(plural_forms(language, *map(json.loads, found.groups()))), script)


def _quote(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

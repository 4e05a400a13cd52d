"""The compiled template, infra/main.json, resource by resource."""

import json
import re
from collections.abc import Iterator
from typing import Any

from local.dev import bicep

TEMPLATE: dict[str, Any] = json.loads(bicep.COMPILED.read_text(encoding="utf-8"))
"""Whether it is what infra/main.bicep says is seen wherever there is a compiler."""


def modules() -> dict[str, dict[str, Any]]:
    """The templates within the template, by their names without what is computed."""
    found = [one for one in TEMPLATE["resources"] if one["type"] == "Microsoft.Resources/deployments"]
    return {re.sub(r"^\[format\('|-\{0\}.*$", "", one["name"]): one for one in found}


def resources() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource, with the module that it stands in."""
    for resource in TEMPLATE["resources"]:
        if resource["type"] != "Microsoft.Resources/deployments":
            yield "main", resource
    for name, module in modules().items():
        inner = module["properties"]["template"]["resources"]
        listed = inner.values() if isinstance(inner, dict) else inner
        yield from ((name, resource) for resource in listed if not resource.get("existing"))


def of_type(kind: str, module: str | None = None) -> list[dict[str, Any]]:
    return [one for where, one in resources() if one["type"] == kind and module in {None, where}]


def site() -> dict[str, Any]:
    properties: dict[str, Any] = of_type("Microsoft.Web/sites")[0]["properties"]
    return properties


def app_settings() -> dict[str, str]:
    return {one["name"]: one["value"] for one in site()["siteConfig"]["appSettings"]}


def default(name: str) -> Any:
    return TEMPLATE["parameters"][name]["defaultValue"]

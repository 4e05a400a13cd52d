"""The compiled template, infra/main.json, resource by resource."""

import json
import re
from collections.abc import Iterator
from typing import Any

from local.dev import bicep

TEMPLATE: dict[str, Any] = json.loads(bicep.COMPILED.read_text(encoding="utf-8"))
"""Compared with infra/main.bicep by a test, if there's a compiler."""

PYTHONS: list[str] = TEMPLATE["parameters"]["pythonVersion"]["allowedValues"]
"""Versions of Python that the app can have."""


def list_modules() -> dict[str, dict[str, Any]]:
    """Return the nested templates by name, without the computed parts of the names."""
    found = [one for one in TEMPLATE["resources"] if one["type"] == "Microsoft.Resources/deployments"]
    return {re.sub(r"^\[format\('|-\{0\}.*$", "", one["name"]): one for one in found}


def list_resources() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every resource with the name of its module."""
    for resource in TEMPLATE["resources"]:
        if resource["type"] != "Microsoft.Resources/deployments":
            yield "main", resource
    for name, module in list_modules().items():
        inner = module["properties"]["template"]["resources"]
        listed = inner.values() if isinstance(inner, dict) else inner
        yield from ((name, resource) for resource in listed if not resource.get("existing"))


def find_resources(resource_type: str, module: str | None = None) -> list[dict[str, Any]]:
    return [one for where, one in list_resources() if one["type"] == resource_type and module in {None, where}]


def get_site() -> dict[str, Any]:
    properties: dict[str, Any] = find_resources("Microsoft.Web/sites")[0]["properties"]
    return properties


def get_app_settings() -> dict[str, str]:
    return {one["name"]: one["value"] for one in get_site()["siteConfig"]["appSettings"]}


def get_default(name: str) -> Any:
    return TEMPLATE["parameters"][name]["defaultValue"]

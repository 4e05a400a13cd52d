"""How the gallery gets to Azure: what azd, GitHub and the docs say, held against what there is."""

import json
import re
from pathlib import Path

import pytest
from support.template import TEMPLATE, default, of_type

from local.dev import package
from local.dev.paths import ROOT


def test_azd_passes_parameters_that_exist_with_the_same_defaults() -> None:
    """`${NAME=default}` in infra/main.parameters.json; what it leaves out has a default in the template."""
    text = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    passed = {name: one["value"] for name, one in json.loads(text)["parameters"].items()}
    assert set(passed) <= set(TEMPLATE["parameters"])
    assert {name for name, one in TEMPLATE["parameters"].items() if "defaultValue" not in one} <= set(passed)
    for name, value in passed.items():
        if match := re.fullmatch(r"\$\{\w+=(.*)\}", value):
            assert match[1] == default(name), name


def test_azd_finds_the_app_by_its_tag_and_deploys_the_package_as_it_is() -> None:
    """`azd-service-name` is the service's name; what is deployed is the folder of `dev.py package`, not built again."""
    azure = (ROOT / "azure.yaml").read_text(encoding="utf-8")
    assert "'azd-service-name', 'gallery'" in of_type("Microsoft.Web/sites")[0]["tags"]
    assert "\n  gallery:\n" in azure
    assert f"dist: {package.FOLDER.relative_to(ROOT).as_posix()}\n" in azure
    assert "remoteBuild: false" in azure
    assert "python3 dev.py package" in azure


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_actions_are_pinned_and_may_little(path: Path) -> None:
    """By commit, because a tag can be moved; a workflow reads the code and, to deploy, asks for a token of its own."""
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one)] == []
    assert "permissions:\n  contents: read\n" in text
    assert "secrets." not in text

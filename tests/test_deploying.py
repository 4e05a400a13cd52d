"""Deploying to Azure: the files of azd and GitHub match the template and the package."""

import json
import re
from pathlib import Path

import pytest
from support.infra_template import TEMPLATE, find_resources, get_default

from local.dev import package
from local.dev.paths import ROOT


def test_azd_parameters_exist_and_have_the_same_defaults() -> None:
    """`${NAME=default}` in main.parameters.json. Parameters missing there have a default in the template."""
    text = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    passed = {name: one["value"] for name, one in json.loads(text)["parameters"].items()}
    assert set(passed) <= set(TEMPLATE["parameters"])
    assert {name for name, one in TEMPLATE["parameters"].items() if "defaultValue" not in one} <= set(passed)
    for name, value in passed.items():
        if match := re.fullmatch(r"\$\{\w+=(.*)\}", value):
            assert match[1] == get_default(name), name


def test_azd_finds_the_app_by_its_tag_and_deploys_the_finished_package() -> None:
    """`azd-service-name` is the service's name. azd deploys the folder that `dev.py package` builds, as it is."""
    azure = (ROOT / "azure.yaml").read_text(encoding="utf-8")
    assert "'azd-service-name', 'gallery'" in find_resources("Microsoft.Web/sites")[0]["tags"]
    assert "\n  gallery:\n" in azure
    assert f"dist: {package.FOLDER.relative_to(ROOT).as_posix()}\n" in azure
    assert "remoteBuild: false" in azure
    assert "python3 dev.py package" in azure


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_workflows_pin_their_actions_and_have_few_permissions(path: Path) -> None:
    """Actions are pinned by commit, because tags can be moved. Deploying needs no secret: it uses an OIDC token."""
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one)] == []
    assert "permissions:\n  contents: read\n" in text
    assert "secrets." not in text

"""Deploying to Azure: the files of azd and GitHub match the template and the package."""

import json
import re
from pathlib import Path

import pytest
from support.infra_template import TEMPLATE, find_resources, get_default

from local.dev import package
from local.dev.paths import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"


def read_jobs(workflow: str) -> dict[str, str]:
    """Return the text of each job by name, without comments."""
    text = re.sub(r"(?m)^ *#.*\n| +#.*$", "", (WORKFLOWS / workflow).read_text(encoding="utf-8"))
    parts = re.split(r"(?m)^  ([\w-]+):\n", text.partition("\njobs:\n")[2])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_azd_parameters_exist_and_have_the_same_defaults() -> None:
    """`${NAME=default}` in main.parameters.json. Parameters missing there have a default in the template."""
    text = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    passed = {name: one["value"] for name, one in json.loads(text)["parameters"].items()}
    assert set(passed) <= set(TEMPLATE["parameters"])
    assert {name for name, one in TEMPLATE["parameters"].items() if "defaultValue" not in one} <= set(passed)
    for name, value in passed.items():
        if match := re.fullmatch(r"\$\{\w+=(.*)\}", value):
            assert match[1] == str(get_default(name)), name


def test_azd_finds_the_app_by_its_tag_and_deploys_the_finished_package() -> None:
    """`azd-service-name` is the service's name. azd deploys the folder that `dev.py package` builds, as it is."""
    azure = (ROOT / "azure.yaml").read_text(encoding="utf-8")
    assert "'azd-service-name', 'gallery'" in find_resources("Microsoft.Web/sites")[0]["tags"]
    assert "\n  gallery:\n" in azure
    assert f"dist: {package.FOLDER.relative_to(ROOT).as_posix()}\n" in azure
    assert "remoteBuild: false" in azure
    assert "python3 dev.py package" in azure


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda path: path.name)
def test_workflows_pin_their_actions_and_have_few_permissions(path: Path) -> None:
    """Actions are pinned by commit, because tags can be moved. Deploying needs no secret: it uses an OIDC token."""
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    own = {f"./.github/workflows/{one.name}" for one in WORKFLOWS.glob("*.yml")}
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) and one not in own] == []
    assert "permissions:\n  contents: read\n" in text
    assert "secrets." not in text


def test_code_is_tested_before_it_is_deployed() -> None:
    """In the same run, so by the same commit: `needs` stops the deployment if a test fails."""
    jobs = read_jobs("azure-dev.yml")
    assert "needs: [test, package]\n" in jobs["deploy"]
    assert "if:" not in jobs["deploy"], "a condition could run it although the tests failed"
    assert jobs["test"].strip() == "uses: ./.github/workflows/ci.yml"
    assert "  workflow_call:" in (WORKFLOWS / "ci.yml").read_text(encoding="utf-8")
    assert "run: bash .ci/run\n" in read_jobs("ci.yml")["check"]
    assert "for command in test check; do" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_only_the_approved_job_gets_a_token_and_it_runs_no_package() -> None:
    """PyPI's and npm's packages run in jobs that can't request a token. The package that's deployed comes from them."""
    jobs = read_jobs("azure-dev.yml")
    assert [name for name, job in jobs.items() if "id-token" in job] == ["deploy"]
    assert "environment: production\n" in jobs["deploy"]
    runs = re.findall(r"run: (\S+)", jobs["deploy"])
    assert set(runs) == {"azd"}
    assert "run: python3 dev.py package\n" in jobs["package"]
    assert "path: .local/package.zip\n" in jobs["package"]
    assert "azd deploy gallery --from-package package.zip " in jobs["deploy"]
    assert "write" not in jobs["package"] + jobs["test"]


def test_deployed_package_is_for_the_apps_python() -> None:
    assert f'python-version: "{package.PYTHON}"\n' in read_jobs("azure-dev.yml")["package"]


def test_dependabot_watches_every_lock_file() -> None:
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    watched = re.findall(r"package-ecosystem: (\S+)\n    directory: (\S+)", text)
    assert set(watched) == {("pip", "/"), ("uv", "/locks"), ("npm", "/locks"), ("github-actions", "/")}

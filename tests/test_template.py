"""The azd template: what Azure's template gallery and editors look for, and that it refers to things that exist.

microsoft/template-validation-action looks for these files and headings. docs/deploying.md says what else it does.
"""

import json
import re
from typing import Any

import pytest
from support.documents import HEADING, code_in

from local.dev import azurite, node, package
from local.dev.arguments import create_parser
from local.dev.paths import ROOT

HEADINGS = ("Features", "Getting Started", "Guidance", "Resources")
FILES = (
    *("README.md", "LICENSE", "SECURITY.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "azure.yaml", "infra/main.bicep"),
    *(".github/ISSUE_TEMPLATE/bug.yml", ".github/ISSUE_TEMPLATE/feature.yml", ".github/ISSUE_TEMPLATE/config.yml"),
    *(".github/PULL_REQUEST_TEMPLATE.md", ".github/workflows/azure-dev.yml", ".devcontainer/devcontainer.json"),
    *(".vscode/extensions.json", ".vscode/launch.json", ".vscode/settings.json", ".vscode/tasks.json"),
)
CONTAINER: dict[str, Any] = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
TASKS: dict[str, dict[str, Any]] = {
    task["label"]: task for task in json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
}
SETTINGS: dict[str, Any] = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
LAUNCHES: list[dict[str, Any]] = json.loads((ROOT / ".vscode" / "launch.json").read_text(encoding="utf-8"))[
    "configurations"
]


@pytest.mark.parametrize("name", FILES)
def test_template_has_the_file(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_readme_has_the_headings_and_what_the_gallery_of_templates_asks_for() -> None:
    """A picture of the resources, costs, regions and security."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(HEADINGS) <= set(HEADING.findall(text))
    guidance = text.partition("## Guidance\n")[2].partition("\n## ")[0]
    assert "](docs/azure.svg)" in guidance
    assert [word for word in ("Costs", "Regions", "Security") if f"- **{word}**: " not in guidance] == []
    assert any("azd up" in code for code in code_in(ROOT / "README.md"))


def test_picture_of_the_resources_names_what_gets_created() -> None:
    picture = (ROOT / "docs" / "azure.svg").read_text(encoding="utf-8")
    for name in ("Function app", "Blob Storage: photos", "Blob Storage: host", "Key Vault", "Application Insights"):
        assert f">{name}<" in picture


def test_dev_container_has_the_versions_that_the_project_needs() -> None:
    """Python as deployed, a Node that Azurite runs on, azd, Core Tools, and the packages that .ci/run installs."""
    assert CONTAINER["image"].startswith(f"mcr.microsoft.com/devcontainers/python:{package.PYTHON}-")
    features = {name.rpartition(":")[0]: options for name, options in CONTAINER["features"].items()}
    assert int(features["ghcr.io/devcontainers/features/node"]["version"]) >= node.OLDEST
    assert "ghcr.io/azure/azure-dev/azd" in features
    created = " ".join(CONTAINER["onCreateCommand"].values())
    assert "azure-functions-core-tools@4" in created
    wanted = re.findall(r"packages\+=\(([^)]+)\)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    needed = {name for names in wanted for name in names.split() if not name.startswith("python3")}
    assert needed <= set(created.split())


def test_dev_container_forwards_the_ports_of_the_gallery_and_its_storage() -> None:
    """To the same numbers: pages have the storage's address in them."""
    ports = [create_parser().parse_args([]).port, azurite.PORT]
    assert CONTAINER["forwardPorts"] == ports
    assert all(CONTAINER["portsAttributes"][str(port)]["requireLocalPort"] for port in ports)


def list_commands() -> list[str]:
    tasks = [
        command for task in TASKS.values() for command in (task["command"], task.get("windows", {}).get("command"))
    ]
    return [command for command in (*tasks, CONTAINER["postCreateCommand"]) if command]


def test_tasks_run_commands_that_exist() -> None:
    """With `python` on Windows, where there's no `python3`."""
    found = [command for command in list_commands() if "dev.py" in command]
    for command in found:
        program, _, *arguments = command.split()
        assert program in {"python", "python3"}
        create_parser().parse_known_args(arguments)
    assert len(found) == 9
    for label, task in TASKS.items():
        if task["command"].startswith("python3 "):
            assert task["windows"]["command"] == task["command"].replace("python3", "python", 1), label
    named = [word for command in list_commands() for word in command.split() if re.fullmatch(r"[\w/]+\.(py|txt)", word)]
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_tasks_that_others_need_exist() -> None:
    needed = [task["dependsOn"] for task in TASKS.values() if "dependsOn" in task]
    needed += [one["preLaunchTask"] for one in LAUNCHES if "preLaunchTask" in one]
    needed.append(SETTINGS["azureFunctions.preDeployTask"])
    assert [label for label in needed if label not in TASKS] == []
    assert TASKS[SETTINGS["azureFunctions.preDeployTask"]]["command"] == "python3 dev.py package"
    assert SETTINGS["azureFunctions.deploySubpath"] == package.FOLDER.relative_to(ROOT).as_posix()
    assert not SETTINGS["azureFunctions.scmDoBuildDuringDeployment"]


def test_debugging_starts_the_gallery() -> None:
    (launch,) = [one for one in LAUNCHES if one["request"] == "launch"]
    assert launch["program"] == "${workspaceFolder}/dev.py"
    assert create_parser().parse_args(launch["args"]).command is None


def test_container_has_the_recommended_extensions() -> None:
    recommended = json.loads((ROOT / ".vscode" / "extensions.json").read_text(encoding="utf-8"))["recommendations"]
    assert recommended == CONTAINER["customizations"]["vscode"]["extensions"]


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(".github/") and "workflows" not in name])
def test_forms_link_to_pages_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = re.findall(r"\.\./blob/main/([\w./-]+)", text)
    assert [page for page in linked if not (ROOT / page).is_file()] == []
    if "body:" in text:
        assert re.findall(r"(?m)^(name|description|labels|body):", text) == ["name", "description", "labels", "body"]

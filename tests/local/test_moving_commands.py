"""`dev.py import`, `export` and `verify --against` run the importer where the person is."""

from pathlib import Path

import pytest

from local.dev import cleanup, commands
from local.dev.paths import ROOT

Run = tuple[list[str], Path, dict[str, str]]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Run]:
    """The programs that would take this process's place: arguments, folder and variables."""
    found: list[Run] = []

    def run(module: str, arguments: list[str], folder: Path = ROOT, **variables: str) -> int:
        found.append(([module, *arguments], folder, variables))
        return 0

    monkeypatch.setattr(commands, "_exec", run)
    monkeypatch.setattr(commands, "handle_stop_signals", lambda _: None)
    monkeypatch.setattr(commands, "set_up_python", lambda: None)
    monkeypatch.setattr(commands, "set_up", lambda **_: pytest.fail("neither needs Node nor storage"))
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.parametrize("command", ["import", "export"])
def test_paths_are_relative_to_the_current_folder_whose_modules_are_not_used(
    runs: list[Run], tmp_path: Path, command: str
) -> None:
    assert commands.main([command, "photos", "--workers", "2"]) == 0
    ((arguments, folder, variables),) = runs
    assert (arguments, folder) == (["importer", command, "photos", "--workers", "2"], tmp_path)
    assert variables == {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}


def test_verify_against_a_folder_takes_the_options_of_the_importer(runs: list[Run]) -> None:
    url = "https://gallery.example"
    assert commands.main(["verify", "--against", "photos", "--from", url, "--data", "here", "--workers", "2"]) == 0
    assert runs[0][0][:6] == ["importer", "verify", "--against", "photos", "--from", url]
    assert runs[0][0][-4:] == ["--data", "here", "--workers", "2"]


def test_verify_alone_takes_no_other_options(runs: list[Run]) -> None:
    for arguments in (["verify", "--workers", "2"], ["verify", "--repair", "--against", "photos"]):
        with pytest.raises(SystemExit):
            commands.main(arguments)
    assert runs == []


def test_clean_keeps_what_was_imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the journals, importing again would bring deleted photos back."""
    imports, data = tmp_path / "imports", tmp_path / "data"
    for folder in (imports, data, tmp_path / "logs"):
        folder.mkdir()
    for name, path in {"LOCAL": tmp_path, "DATA": data, "IMPORTS": imports}.items():
        monkeypatch.setattr(cleanup, name, path)
    monkeypatch.setattr(cleanup, "_find_installed", lambda: iter(()))
    assert cleanup.clean(data=False) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "imports"]
    assert cleanup.clean(data=True) == 0
    assert not tmp_path.exists()

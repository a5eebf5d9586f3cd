"""The set-up does a step once, and again only when its sources changed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check_env_example, setup

BASE_DIR = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def steps(tmp_path, monkeypatch) -> list[str]:
    """The commands that the set-up would run, in an empty project."""
    commands: list[str] = []
    monkeypatch.setattr(setup, "BASE_DIR", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "run", lambda command: commands.append(" ".join(command)))
    (tmp_path / "requirements.txt").write_text("one")
    (tmp_path / "requirements-dev.txt").write_text("two")
    return commands


def test_packages_are_installed_once(steps):
    setup.install_packages(dev=False)
    setup.install_packages(dev=False)
    assert len(steps) == 1


def test_packages_are_installed_again_when_the_lock_changes(steps, tmp_path):
    setup.install_packages(dev=False)
    (tmp_path / "requirements.txt").write_text("changed")
    setup.install_packages(dev=False)
    assert len(steps) == 2


def test_a_failed_step_is_not_taken_for_done(steps, monkeypatch):
    def fail(_command: list[str]) -> None:
        raise setup.SetupError("no network")

    with monkeypatch.context() as broken:
        broken.setattr(setup, "run", fail)
        with pytest.raises(setup.SetupError):
            setup.install_packages(dev=False)
    setup.install_packages(dev=False)
    assert len(steps) == 1


def test_only_packages_with_known_hashes_are_installed(steps):
    setup.install_packages(dev=True)
    assert "--require-hashes" in steps[0]
    assert "requirements-dev.txt" in steps[0]


def test_a_python_without_venv_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "environment_works", lambda: False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(setup.SetupError, match=r"apt-get install python3.*-venv"):
        setup.make_environment()


def test_an_asset_does_not_point_to_a_map_that_is_not_served(tmp_path):
    source = tmp_path / "code.js"
    source.write_text("let a = 1;\n//# sourceMappingURL=code.js.map\n")
    (tmp_path / "out").mkdir()
    setup.copy_asset(source, tmp_path / "out")
    assert (tmp_path / "out" / "code.js").read_text().strip() == "let a = 1;"


def test_the_lock_names_no_registry_and_exact_versions():
    lock = json.loads((BASE_DIR / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    package = json.loads((BASE_DIR / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert all(version[0].isdigit() for version in wanted.values())


def test_the_set_up_needs_nothing_installed(tmp_path):
    """It runs before there are any packages: -I and -S leave only the standard library."""
    code = f"import sys; sys.path.insert(0, {str(BASE_DIR)!r}); import tools.setup"
    environment = {"PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, env=environment)


def test_every_way_to_read_a_setting_is_seen():
    source = 'A = env("ONE")\nB = env.bool("TWO", default=env.int("THREE"))\nC = other("FOUR")\n'
    assert check_env_example.names_read(source) == {"ONE", "TWO", "THREE"}


def test_the_example_shows_settings_in_comments_too():
    assert check_env_example.names_shown("ONE=1\n# TWO=2\n# three = no\n#FOUR=\n") == {
        "ONE",
        "TWO",
        "FOUR",
    }

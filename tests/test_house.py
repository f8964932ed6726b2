"""The house keeps its own rules: the order of the rooms, and what no file of ours may say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("admin", "bot", "domain", "jobs", "models", "simulator")
TEXTS = {".py", ".md", ".html", ".js", ".css", ".typ", ".toml", ".in", ".lock", ".po", ".ini", ".mako", ".json", ""}
OTHERS = re.compile(r"(^|/)(vendor|fonts)/|^LICENSE$")
# Spelt with brackets so that this file does not break its own rules.
MACHINE_WORDS = re.compile(
    r"/wor[k]/|/roo[t]/|/hom[e]/[a-z]|/opt/(?:pyp[i]|wheel[s])"
    r"|pypi[.]or[g]|python[h]osted[.]org|registry[.]npmj[s]|index-ur[l][ =]+http"
)
CHARTS = re.compile(r"apexchart[s]|ChartWidge[t]|chart_callbac[k]", re.IGNORECASE)


def own_files() -> list[Path]:
    """Give the repository's text files, others' excepted; outside a git clone, what lies in the rooms."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    paths = [name for name in listed if name and not OTHERS.search(name) and Path(name).suffix in TEXTS]
    return [ROOT / name for name in paths if (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_imports_run_one_way():
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_file_names_a_machine_or_a_package_registry():
    assert lines_with(MACHINE_WORDS, own_files()) == []


def test_no_page_draws_with_the_charts_that_are_not_free():
    """docs/third-party.md says why."""
    assert lines_with(CHARTS, [path for path in own_files() if path.is_relative_to(ROOT / "admin")]) == []


def test_table_modules_keep_their_annotations():
    """SQLModel cannot resolve a Relationship whose annotation is a string."""
    future = re.compile(r"^from __future__ import annotations")
    assert lines_with(future, sorted((ROOT / "models").rglob("*.py"))) == []


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_every_folder_with_code_is_a_package(room):
    """A folder without __init__.py is not seen by the checks of types and imports."""
    scripts = ROOT / "models" / "migrations"  # Alembic reads them as files
    folders = {path.parent for path in (ROOT / room).rglob("*.py") if not path.is_relative_to(scripts)}
    assert sorted(str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").exists()) == []


def test_the_scripts_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)

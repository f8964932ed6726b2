"""The pages say what is true: here, whose work Grizha stands on and under which licences."""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
THIRD_PARTY = (ROOT / "docs" / "third-party.md").read_text(encoding="utf-8")
FREE = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Zlib",
    ),
    *("LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-2.0"),  # for libraries, used unmodified
}
PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", re.MULTILINE)
STRONG_COPYLEFT = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)")
VENDORED = re.compile(r"(^|/)(vendor/[^/]+|fonts)$")


def table(heading: str) -> list[list[str]]:
    section = THIRD_PARTY.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def locked_packages() -> list[str]:
    return PACKAGE.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))


def vendored_folders() -> set[str]:
    rooms = ("admin", "bot", "domain", "jobs", "models", "simulator", "tests")
    folders = (path.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*") if path.is_dir())
    return {folder.as_posix() for folder in folders if VENDORED.search(folder.as_posix())}


def test_the_page_lists_exactly_the_locked_packages():
    assert [name for name, _, _ in table("Python packages")] == locked_packages()


def test_every_package_has_a_licence_that_the_house_may_use():
    licences = {name: set(re.split(r" AND | OR ", licence)) for name, licence, _ in table("Python packages")}
    assert {name: found - FREE for name, found in licences.items() if found - FREE} == {}


def test_no_package_calls_itself_gpl():
    """The page is written by hand: the packages' own words are asked too."""

    def own_words(name: str) -> str:
        told = metadata(name)
        classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License")]
        name_only = (told.get("License") or "").splitlines()[:1]  # some put their whole licence there
        return " ".join([told.get("License-Expression") or "", *name_only, *classifiers])

    assert [name for name in locked_packages() if STRONG_COPYLEFT.search(own_words(name))] == []


def test_the_page_lists_exactly_the_folders_of_others_files_and_each_holds_its_licence():
    listed = {folder.strip("`") for folder, *_ in table("Files kept in this repository")}
    assert listed == vendored_folders()
    assert [folder for folder in sorted(listed) if not list((ROOT / folder).glob("LICENSE*"))] == []


def test_the_licence_is_the_european_unions():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")

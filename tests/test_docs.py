"""The pages say what is true: whose work Grizha stands on, its settings and commands, the words on its buttons."""

import inspect
import re
from importlib.metadata import metadata
from pathlib import Path
from urllib.parse import unquote

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from domain.catalogue import translations
from domain.phrases import DEFAULT
from domain.settings import Settings
from jobs.schedule import TIMETABLE
from main import app
from tests.bench.figures import BARS

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
    *("LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-2.0"),  # for libraries, used unmodified
}
PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", re.MULTILINE)
STRONG_COPYLEFT = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
GUIDES = sorted((ROOT / "docs").glob("*.bg.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
HOUR = re.compile(r"\d+:\d\d")
LINK = re.compile(r"\]\(([^)#]+)\)")
LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
VENDORED = re.compile(r"(^|/)(vendor/[^/]+|fonts)$")


def table(heading: str, page: str = THIRD_PARTY) -> list[list[str]]:
    section = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
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


def default_of(field: FieldInfo) -> str:
    """What holds without a setting, as it is written in a file of settings."""
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_readme_tells_every_setting():
    told = [tuple(cell.strip("` ") for cell in row) for row in table("Settings", README)]
    settings = Settings.model_fields.items()
    assert told == [(name.upper(), default_of(field) or "–", field.description) for name, field in settings]


def test_the_example_file_has_every_setting():
    told = re.findall(r"^# (.+)\n(?:# .+\n)*#([A-Z_]+)=(.*)$", ENV_EXAMPLE, re.MULTILINE)
    settings = Settings.model_fields.items()
    assert told == [(field.description, name.upper(), default_of(field)) for name, field in settings]


def test_the_readme_tells_every_command():
    groups = {f"{group.name} ": group.typer_instance for group in app.registered_groups}
    known = [
        (f"{group}{command.callback.__name__}", inspect.getdoc(command.callback) or "")
        for group, part in {"": app, **groups}.items()
        for command in part.registered_commands
    ]
    told = [(f"`{name}`", doc.splitlines()[0]) for name, doc in known]
    assert [tuple(row) for row in table("Commands", README)] == told


def test_the_operators_page_tells_every_job_at_its_hour():
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    told = {name.strip("`"): (HOUR.search(when) or [""])[0] for name, when, _ in table("The jobs of a day", page)}
    assert told == {entry.job: f"{entry.hour:%-H:%M}" for entry in TIMETABLE}


def test_the_readme_names_every_figure_with_its_bar():
    assert [(name.strip("`"), bar) for name, bar, *_ in table("Figures", README)] == [
        (name, str(bar)) for name, bar in BARS.items()
    ]


def test_every_link_and_picture_of_a_page_is_there():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / unquote(target)).is_file()
    ]
    assert broken == []


def test_every_picture_is_shown_somewhere():
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if target.endswith(".png")
    }
    assert {path.resolve() for path in (ROOT / "docs" / "pictures").iterdir()} == shown


def as_shown(translation: str) -> re.Pattern[str]:
    """The text as it can stand on a button: with anything short where it has a value."""
    pieces = re.split(r"\{\w+\}", translation)
    return re.compile(r"[^\n]{1,20}".join(re.escape(piece) for piece in pieces))


def test_the_guides_name_the_buttons_by_their_words():
    texts = {text for one in translations(DEFAULT) for text in one.into}
    buttons = [as_shown(text) for text in texts if any(map(str.isalpha, re.sub(r"\{\w+\}", "", text)))]
    unknown = [
        f"{guide.name}: {label}"
        for guide in GUIDES
        for label in (" ".join(found.split()) for found in LABEL.findall(guide.read_text(encoding="utf-8")))
        if not any(button.fullmatch(label) for button in buttons)
    ]
    assert unknown == []

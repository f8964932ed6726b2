"""Who entered a guarded case in an emergency reads it: whatever writes looks for its case among the editable ones."""

import ast
from pathlib import Path

import pytest

from domain.access import Deed
from domain.assessing.assessments import begin_assessment
from domain.cases.emergencies import enter_in_emergency
from domain.cases.notes import add_note, notes_of
from domain.files import add_file
from domain.refusals import NotFound
from models.assessing import AssessmentKind
from models.cases import CaseStatus, Secrecy
from tests.case_work import case_of

DOMAIN = Path(__file__).parents[2] / "domain"
READING = {"visible_cases", "visible_of_cases"}


def called(function: ast.AST) -> set[str]:
    """The names of what a function calls."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in calls
        if hasattr(one, "id") or hasattr(one, "attr")
    }


def demanded(function: ast.AST) -> set[str]:
    """The deeds that a function demands by name."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    demands = [one for one in calls if getattr(one.func, "id", getattr(one.func, "attr", "")) == "demand"]
    return {one.args[1].attr for one in demands if isinstance(one.args[1], ast.Attribute)}


def test_whatever_writes_on_a_case_looks_for_it_among_the_editable_ones():
    reading = {deed.name for deed in Deed if deed.value.startswith("see_")}
    wrong = []
    for path in sorted(DOMAIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if demanded(node) - reading and called(node) & READING:
                wrong.append(f"{path.relative_to(DOMAIN)}: {node.name}")
    assert wrong == []


async def test_an_entry_in_an_emergency_reads_and_writes_nothing(sqlite_people, tuesday):
    cast = sqlite_people
    async with cast.database.unit(cast.job) as session:
        child = await case_of(
            session, cast, cast.ivanka, cast.assistance, secrecy=Secrecy.CHILD, status=CaseStatus.APPLIED
        )
    anna = cast.staff(cast.anna)
    async with cast.database.unit(anna) as session:
        await enter_in_emergency(session, anna, number=child.number, reason="Детето е само у дома от вчера.")
        assert (await notes_of(session, anna, case_id=child.key)).rows == []
    for write in (
        lambda session: add_note(session, anna, case_id=child.key, text="…"),
        lambda session: add_file(session, anna, case_id=child.key, name="x.pdf", content=b"%PDF-1.7\n"),
        lambda session: begin_assessment(session, anna, case_id=child.key, kind=AssessmentKind.PRELIMINARY),
    ):
        with pytest.raises(NotFound):
            async with cast.database.unit(anna) as session:
                await write(session)
